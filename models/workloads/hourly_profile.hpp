#pragma once

// A weight for each hour of the day or of the week, and its integral: the clock of a
// non-homogeneous Poisson process.

#include <cstdint>
#include <optional>
#include <vector>

#include "models/units.hpp"

namespace souk {

class HourlyProfile {
 public:
  /// `weights` >= 0, not all 0: 24 from midnight, or 168 from Monday midnight; empty: flat. `epoch`
  /// is the wall time of time 0 in seconds since 1970-01-01; none: time 0 is the first hour of the
  /// profile.
  HourlyProfile(std::vector<double> weights, std::optional<std::int64_t> epoch);

  /// The instant at which the integral of the weight from `now` on reaches `amount` > 0 seconds.
  ///
  /// Exact up to rounding, never before `now`. O(log hours), however far away.
  [[nodiscard]] Seconds after(Seconds now, double amount) const;

 private:
  std::vector<double> weights_;
  std::vector<double>
      cumulative_;     ///< seconds of weight before each hour; one more entry than hours
  double period_ = 0;  ///< seconds
  double offset_ = 0;  ///< of time 0 in its period, seconds
};

}  // namespace souk
