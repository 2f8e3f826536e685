#pragma once

// How far the work is, on stderr.

#include <chrono>
#include <cstdint>
#include <string>

#include "models/events.hpp"
#include "models/scenario/scenario.hpp"

namespace souk::cli {

/// On a terminal one line that moves, with the time still to go; elsewhere a line per 10 %; silent
/// when quiet.
class Progress {
 public:
  Progress(std::string what, bool quiet);
  /// Takes the line away.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `share` in [0, 1] is done. Cheap: it prints at most ten times a second.
  void at(double share);

 private:
  using Clock = std::chrono::steady_clock;

  std::string what_;
  bool quiet_, terminal_;
  Clock::time_point start_, last_;
  int tenths_ = 0;
  bool shown_ = false;
};

/// Passes events on, notes who takes part, and shows how far the run is: simulated time over the
/// horizon, or final jobs over those that are known to come.
class WatchedRun final : public EventSink {
 public:
  /// `next` may be null.
  WatchedRun(const Scenario& scenario, EventSink* next, Progress& progress);

  void on(const Event& event) override;
  [[nodiscard]] const RunStarted& started() const { return started_; }

 private:
  EventSink* next_;
  Progress* progress_;
  RunStarted started_;
  double horizon_ = 0;   ///< inf: none
  double expected_ = 0;  ///< jobs; inf: not known
  std::uint64_t events_ = 0, final_ = 0;
};

}  // namespace souk::cli
