#pragma once

// The mean of a sample and Student's interval around it.

#include <cstddef>
#include <span>

namespace souk {

/// t with P(|T| <= t) = 0.95 for `freedom` >= 1 degrees of freedom; within 3e-8 of it. Only + * /:
/// the same bits on every machine.
double student_95(std::size_t freedom);

struct MeanBand {
  double mean, low, high;
  std::size_t n;  ///< values that are not NaN
};

/// Over the values that are not NaN; low and high are NaN when n < 2, mean too when n = 0.
MeanBand mean_band(std::span<const double> values);

}  // namespace souk
