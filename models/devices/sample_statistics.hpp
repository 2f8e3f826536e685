#pragma once

// What repeated timings of one probe say: their median, how sure it is, and whether they can be
// trusted. Nothing is dropped: a probe that did not settle, or that ran while the device was held
// back, keeps its figures and says so.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace souk {

/// The quantile at `part` in [0, 1], linear between order statistics (type 7 of Hyndman and Fan,
/// The American Statistician 50, 1996); NaN of nothing. O(n log n).
double quantile_of(std::vector<double> values, double part);

struct TimingSummary {
  double median_s = 0, least_s = 0;
  /// Order statistics that cover the median with a probability of at least 95 % (of all n, the
  /// whole range below 6 samples, where none does).
  double low_s = 0, high_s = 0;
  std::size_t n = 0;
  std::size_t outliers =
      0;  ///< beyond 3 interquartile ranges from the quartiles; counted, not dropped
  bool converged = false;  ///< n >= 11 and (high - low) / median <= 2 %
};

/// Requires at least one time. The interval is that of the binomial law: it holds for every law of
/// the times. O(n log n). Source: Conover, Practical Nonparametric Statistics (1999), 3.2.
TimingSummary summarise(std::span<const double> seconds);

/// Whether two successive windows of timings agree to 1 % in their medians: the device is warm.
bool settled(std::span<const double> earlier, std::span<const double> later);

}  // namespace souk
