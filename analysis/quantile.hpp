#pragma once

// Quantiles of a sample: of estimates between order statistics, of waits by nearest rank, as the
// metrics of a run have them.

#include <span>

namespace souk {

/// The quantile at `part` in [0, 1] of the values that are not NaN; NaN if there are none.
///
/// Between order statistics it is linear: with h = (n - 1) part, x_(floor h) and its successor are
/// mixed by h's fraction. This is type 7, the default of R and NumPy. O(n log n).
/// Source: Hyndman and Fan, The American Statistician 50 (1996).
double quantile(std::span<const double> values, double part);

/// The same of values in ascending order without NaN, for many quantiles of one sample. O(1).
double quantile_of_sorted(std::span<const double> sorted, double part);

/// The value of rank ceil(part n), the first for part 0, of values in any order without NaN; NaN if
/// there are none. O(n log n).
double nearest_rank(std::span<const double> values, double part);
/// The same of values in ascending order. O(1).
double nearest_rank_of_sorted(std::span<const double> sorted, double part);

}  // namespace souk
