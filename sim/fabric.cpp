#include "sim/fabric.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/check.hpp"
#include "models/scenario/scenario.hpp"

namespace souk {
namespace {

template <class Member>
auto each(const std::vector<SiteShape>& sites, Member SiteShape::*member) {
  std::vector<Member> values;
  values.reserve(sites.size());
  for (const SiteShape& site : sites) values.push_back(site.*member);
  return values;
}

}  // namespace

double instant_tolerance(double date) {
  return std::max(1e-9, 2 * (std::nextafter(date, infinity) - date));
}

Fabric::Fabric(std::vector<SiteShape> sites, const NetworkShape& network, Options options)
    : sites_{std::move(sites)},
      network_{sites_, network},
      options_{options},
      transfers_{network_, wakes_, [this](double now) -> Solver& { return solver(now); },
                 options.all_flows_solved},
      executions_{each(sites_, &SiteShape::nodes), each(sites_, &SiteShape::gpus_per_node), wakes_,
                  [this](double now) -> Solver& { return solver(now); }} {}

Solver& Fabric::solver(double now) {
  if (!solver_) {
    platform_.emplace(sites_, network_, options_.fluid);
    solver_.emplace(*platform_);
  }
  if (!solver_->busy()) solver_->follow(now);
  SOUK_CHECK(solver_->clock() >= now, "SimGrid is not behind the calendar");
  return *solver_;
}

void Fabric::start_transfer(std::uint32_t id, std::uint32_t generation, SiteId from, SiteId to,
                            Bytes bytes, Seconds now) {
  transfers_.start(id, generation, from, to, bytes, now.value);
}

void Fabric::start_compute(std::uint32_t id, std::uint32_t generation,
                           std::span<const NodeSlice> slices, Seconds duration, Seconds now) {
  SOUK_CHECK(options_.fluid, "this fabric was built without nodes");
  executions_.start(id, generation, slices, duration, now.value);
}

bool Fabric::cancel(Completion::Kind kind, std::uint32_t id, std::uint32_t generation,
                    Seconds now) {
  return kind == Completion::Kind::transfer ? transfers_.cancel(id, generation, now.value)
                                            : executions_.cancel(id, generation, now.value);
}

void Fabric::cancel_all(Seconds now) {
  transfers_.cancel_all(now.value);
  executions_.cancel_all(now.value);
}

void Fabric::settle(Clockwork& clockwork) {
  if (!solver_ || solver_->ended().empty()) return;
  const double head = clockwork.next();
  // By index: nothing below ends an activity, but nothing needs to rely on that.
  for (std::size_t i = 0; i < solver_->ended().size(); ++i) {
    const Ended ended = solver_->ended()[i];
    const double date =
        ended.clock < head && head - ended.clock <= instant_tolerance(head) ? head : ended.clock;
    const auto [kind, slot] = ended.tag;
    if (kind == Completion::Kind::transfer) {
      if (transfers_.alive(slot)) clockwork.completed(transfers_.end(slot.place, ended.ok), date);
    } else if (executions_.alive(slot)) {
      if (const auto over = executions_.ended(slot.place, ended.clock, ended.ok))
        clockwork.completed(*over, date);
    }
  }
  solver_->ended().clear();
}

double Fabric::next() {
  while (!wakes_.empty()) {
    const Wake& wake = wakes_.top();
    const bool alive = wake.kind == Wake::Kind::compute_end ? executions_.alive(wake.slot)
                                                            : transfers_.alive(wake.slot);
    if (alive) return wake.date;
    wakes_.pop();
  }
  return infinity;
}

bool Fabric::joins(double head) {
  const double date = next();
  if (date <= head) return date < infinity;
  return date - head <= instant_tolerance(head) && wakes_.top().kind == Wake::Kind::transfer_end;
}

void Fabric::advance(Clockwork& clockwork) {
  const Wake wake = wakes_.top();
  wakes_.pop();
  switch (wake.kind) {
    case Wake::Kind::latency_paid:
      return transfers_.pay_latency(wake.slot.place, wake.date);
    case Wake::Kind::transfer_end: {
      const double head = clockwork.next();
      const bool same = std::abs(head - wake.date) <= instant_tolerance(head);
      return clockwork.completed(transfers_.end(wake.slot.place, true), same ? head : wake.date);
    }
    case Wake::Kind::compute_end:
      if (const auto over = executions_.expected(wake.slot.place, wake.date))
        clockwork.completed(*over, wake.date);
  }
}

}  // namespace souk
