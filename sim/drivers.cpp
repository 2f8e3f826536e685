#include "sim/drivers.hpp"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

#include "models/check.hpp"
#include "models/scenario/scenario.hpp"

namespace souk {
namespace {

/// Counts turns without progress.
class Watchdog {
 public:
  void turn(double date) {
    turns_ = date == date_ ? turns_ + 1 : 0;
    date_ = date;
    SOUK_CHECK(turns_ <= 1'000'000, fmt::format("the clock stays at {} s", date));
  }

 private:
  double date_ = -1;
  std::uint32_t turns_ = 0;
};

/// Does the next thing at the calendar's head or before it; SimGrid is not behind.
void take_turn(Clockwork& clockwork, Fabric& fabric) {
  const double head = clockwork.next();
  if (fabric.joins(head))
    fabric.advance(clockwork);
  else
    clockwork.dispatch(head);
}

class ArmedTimer {
 public:
  ArmedTimer(Clockwork& clockwork, Fabric& fabric)
      : clockwork_{&clockwork}, fabric_{&fabric}, solver_{&fabric.solver(0)} {}

  void run() {
    rearm();
    solver_->run();
  }

 private:
  void rearm() {
    const double date = std::min(clockwork_->next(), fabric_->next());
    if (date < infinity || solver_->busy()) solver_->arm(date, [this] { fire(); });
  }

  void fire() {
    fabric_->settle(*clockwork_);
    const double date = std::min(clockwork_->next(), fabric_->next());
    watchdog_.turn(date);
    if (date <= solver_->clock()) take_turn(*clockwork_, *fabric_);
    rearm();
  }

  Clockwork* clockwork_;
  Fabric* fabric_;
  Solver* solver_;
  Watchdog watchdog_;
};

}  // namespace

void drive_calendar(Clockwork& clockwork) {
  Watchdog watchdog;
  for (double date = clockwork.next(); date < infinity; date = clockwork.next()) {
    watchdog.turn(date);
    clockwork.dispatch(date);
  }
}

void drive_lazy(Clockwork& clockwork, Fabric& fabric) {
  Watchdog watchdog;
  for (;;) {
    fabric.settle(clockwork);
    const double date = std::min(clockwork.next(), fabric.next());
    watchdog.turn(date);
    if (fabric.solving() && fabric.running_solver().clock() < date) {
      fabric.running_solver().step(date);
      continue;
    }
    if (date == infinity) return;
    take_turn(clockwork, fabric);
  }
}

void drive_armed(Clockwork& clockwork, Fabric& fabric) {
  ArmedTimer{clockwork, fabric}.run();
}

}  // namespace souk
