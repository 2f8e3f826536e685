#pragma once

// What a trace looks like: the numbers of its audit.

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "models/traces/trace.hpp"

namespace souk {

/// Of a set of numbers; NaN where it is undefined (no number; fewer than two for the deviation).
struct Spread {
  std::size_t count = 0, zeros = 0;
  double mean, median, p90, p99, least, most;
  double cv;  ///< standard deviation (n - 1) over mean; NaN if the mean is 0
};

/// Quantiles interpolate linearly between order statistics at (n - 1) p, as numpy does by default
/// (type 7 of Hyndman and Fan, "Sample quantiles in statistical packages", The American
/// Statistician 1996). O(n log n); `numbers` are finite.
Spread spread_of(std::vector<double> numbers);

/// Mean and standard deviation (n) of ln x over the numbers > 0: the maximum-likelihood lognormal.
struct LognormalFit {
  double mu, sigma;
};
LognormalFit fit_lognormal(const std::vector<double>& numbers);

/// The maximum-likelihood Weibull law of the numbers > 0: F(x) = 1 - exp(-(x / scale)^shape). NaN
/// for fewer than two different numbers. O(n) for each of about ten Newton steps. Source: Johnson,
/// Kotz and Balakrishnan, Continuous Univariate Distributions 1 (1994), ch. 21.
struct WeibullFit {
  double shape, scale;
};
WeibullFit fit_weibull(const std::vector<double>& numbers);

/// The jobs of one size.
struct SizeClass {
  std::size_t jobs = 0;
  double gpu_hours = 0;
  double mean_duration = 0, median_duration = 0;  ///< s
};

/// Recorded start - submission of the jobs that have one, s. O(n log n).
Spread observed_waits(const Trace& trace);

struct TraceStatistics {
  double span = 0;             ///< s, first to last submission
  double first = 0, last = 0;  ///< submissions, s after time 0
  double gpu_hours = 0;
  Spread durations;                ///< s
  LognormalFit lognormal;          ///< of the durations
  WeibullFit weibull;              ///< of the durations
  Spread gaps;                     ///< between one submission and the next, s
  Spread waits;                    ///< observed_waits
  std::map<int, SizeClass> sizes;  ///< by GPUs
  std::size_t repeated = 0;        ///< jobs equal to another one in every field
  std::size_t censored = 0;
  /// GPUs: the GPU time of all jobs over the span, what arrives at a queue; NaN without span.
  double offered = 0;
  /// GPUs at once if no job ever waited, from the first submission to the last: the mean over that
  /// span (NaN without one), and the peak, which no later instant can exceed. A job that ends now
  /// has left. mean <= peak.
  double mean_busy = 0;
  std::int64_t peak_busy = 0;
  std::array<std::size_t, 7> by_weekday{};  ///< submissions, Monday first; zeros without an epoch
  std::array<std::size_t, 24> by_hour{};
  std::map<std::string, std::size_t> by_month;  ///< "2017-10"
};

/// Requires at least one job and the jobs in submit order. O(n log n).
TraceStatistics trace_statistics(const Trace& trace);

}  // namespace souk
