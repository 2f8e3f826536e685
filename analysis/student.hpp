#pragma once

// The mean of a sample and Student's interval around it.

#include <cstddef>
#include <span>

namespace souk {

/// t with P(|T| <= t) = 0.95 for `freedom` >= 1 degrees of freedom; within 3e-8 of it. Only + * /:
/// the same bits on every machine.
double student_95(std::size_t freedom);

/// t with P(|T| <= t) = level in (0, 1) for `freedom` >= 1 degrees of freedom; within 1e-8 of it,
/// relatively, for levels from 0.5 to 0.999; student_95 at 0.95. The same bits on every machine.
double student_factor(double level, std::size_t freedom);

struct MeanBand {
  double mean, low, high;
  std::size_t n;  ///< values that are not NaN
};

/// Over the values that are not NaN, with Student's interval at `level`; low and high are NaN when
/// n < 2, mean too when n = 0.
MeanBand mean_band(std::span<const double> values, double level = 0.95);

}  // namespace souk
