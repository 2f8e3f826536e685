#pragma once

// Whether the queue of a run kept growing for as long as work arrived.

#include <array>
#include <cstdint>
#include <string>

#include "models/units.hpp"

namespace souk {

/// Looks at the number of waiting jobs just after each arrival, in 32 to 64 windows of equally many
/// arrivals.
///
/// A run is called unstable if it has n >= 200 arrivals and, at the last of them, more than 30 jobs
/// and more than 3 % of n or 3 sqrt(2 n) wait, and the mean queue over the last quarter of the
/// arrivals exceeds that over the second quarter by more than half. A queue with load rho > 1 keeps
/// (1 - 1/rho) n of its arrivals waiting and its mean grows by 7/3 between these quarters; that of
/// M/M/1 strays by sqrt(2 n) from it. So loads above 1.03 are found, and in runs of over
/// 20,000 jobs those above some 1 + 4.3 / sqrt(n): 1.02 in 400,000. M/M/1 at rho = 0.8 has 31
/// waiting with probability 0.8^32 = 0.08 %. What happens after the last arrival plays no part, so
/// a run that drains is judged alike. A batch, all of one instant, has no growth over time and is
/// never called so. O(1) per arrival.
class QueueGrowth {
 public:
  void arrive(Seconds time, std::uint64_t waiting) {
    if (arrivals_ == 0) [[unlikely]]
      first_time_ = time;
    last_time_ = time;
    sums_[window_] += static_cast<double>(waiting);
    last_ = waiting;
    ++arrivals_;
    if (++in_window_ == width_) [[unlikely]]
      next_window();
  }
  [[nodiscard]] bool unstable() const;
  /// "unstable: ..." with its numbers, or nothing.
  [[nodiscard]] std::string note() const;

 private:
  static constexpr std::size_t windows = 64;
  [[gnu::cold]] void next_window();
  /// Over the full windows between two quarters of them.
  [[nodiscard]] double mean(int from_quarter, int to_quarter) const;

  std::array<double, windows> sums_{};
  std::size_t window_ = 0;
  std::uint64_t width_ = 1, in_window_ = 0;
  std::uint64_t arrivals_ = 0, last_ = 0;
  Seconds first_time_, last_time_;
};

}  // namespace souk
