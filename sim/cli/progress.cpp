#include "sim/cli/progress.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <variant>

#include <unistd.h>

#include <fmt/format.h>

#include "sim/cli/print.hpp"

namespace souk::cli {
namespace {

/// Jobs that a run without a horizon has in all; inf if that is not known.
double expected_jobs(const Scenario& scenario) {
  double jobs = 0;
  for (const ConsumerSpec& consumer : scenario.consumers) {
    const JobsSpec& spec = consumer.jobs;
    if (spec.process == ArrivalProcess::trace)
      jobs += static_cast<double>(scenario.traces[spec.trace.index].jobs.size());
    else if (spec.process == ArrivalProcess::list)
      jobs += static_cast<double>(spec.list.size());
    else if (spec.process != ArrivalProcess::none)
      jobs += spec.limit == unlimited ? infinity : static_cast<double>(spec.limit) * consumer.count;
  }
  return jobs;
}

}  // namespace

Progress::Progress(std::string what, bool quiet)
    : what_{std::move(what)},
      quiet_{quiet},
      terminal_{isatty(STDERR_FILENO) != 0},
      start_{Clock::now()},
      last_{start_} {}

Progress::~Progress() {
  if (shown_ && terminal_) fmt::print(stderr, "\r\033[K");
}

void Progress::at(double share) {
  if (quiet_) return;
  const auto now = Clock::now();
  if (!terminal_) {
    const int tenths = static_cast<int>(share * 10);
    if (tenths > tenths_) fmt::print(stderr, "{}: {} %\n", what_, 10 * tenths);
    tenths_ = std::max(tenths_, tenths);
    return;
  }
  if (now - last_ < std::chrono::milliseconds{100}) return;
  last_ = now;
  const double spent = std::chrono::duration<double>(now - start_).count();
  const std::string to_go =
      share > 0.01 ? fmt::format(", {} to go", duration_text(spent / share - spent)) : "";
  fmt::print(stderr, "\r\033[K{}: {:.0f} %{}", what_, 100 * share, to_go);
  std::fflush(stderr);
  shown_ = true;
}

WatchedRun::WatchedRun(const Scenario& scenario, EventSink* next, Progress& progress)
    : next_{next},
      progress_{&progress},
      horizon_{scenario.general.horizon.value},
      expected_{expected_jobs(scenario)} {}

void WatchedRun::on(const Event& event) {
  if (next_ != nullptr) next_->on(event);
  if (std::holds_alternative<OrderFinal>(event)) ++final_;
  if (const auto* started = std::get_if<RunStarted>(&event)) started_ = *started;
  if ((++events_ & 0xfff) != 0) return;
  const double time = std::visit([](const auto& each) { return each.time.value; }, event);
  if (std::isfinite(horizon_))
    progress_->at(std::min(1.0, time / horizon_));
  else if (std::isfinite(expected_) && expected_ > 0)
    progress_->at(static_cast<double>(final_) / expected_);
}

}  // namespace souk::cli
