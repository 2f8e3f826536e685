#pragma once

// Intervals from resampling.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/interval.hpp"

namespace souk {

struct BootstrapSpec {
  double level = 0.95;  ///< in (0, 1)
  std::uint32_t resamples = 2000;
  std::uint64_t seed =
      1;  ///< of the stream "bootstrap"; the replication of a stream is its resample
};

/// The percentile interval of the mean at each point.
///
/// `sample` is row-major, replications x points; NaN is no value. Whole rows are resampled, so that
/// what was run on the same random streams stays together. NaN for a point with less than two
/// values. Throws std::invalid_argument if the rows are not whole. O(resamples replications
/// points), in parallel over resamples; the result does not depend on the number of threads.
/// Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), ch. 13.
std::vector<Interval> bootstrap_means(std::span<const double> sample, std::size_t points,
                                      const BootstrapSpec& spec);

}  // namespace souk
