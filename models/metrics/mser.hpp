#pragma once

// Where the warm-up of a series ends.

#include <cstddef>
#include <span>

namespace souk {

struct WarmupCut {
  std::size_t dropped = 0;  ///< first values to leave out, a multiple of 5
  bool settled = false;     ///< false: the best cut is at half of the series, or it is too short:
                            ///< MSER-5 then refuses to say
};

/// MSER-5: of the means z of k batches of 5 values it leaves out the first d that minimise
///
///     sum over j >= d of (z_j - mean of z_d, ..., z_{k-1})^2 / (k - d)^2,    0 <= d <= k / 2,
///
/// the squared standard error of the mean of what is kept; of equal ones the smallest d. A minimum
/// at the end of this range means that the series is too short to tell. Values after the last whole
/// batch are kept. O(n).
/// Sources: White, Simulation 69 (1997); Franklin and White, WSC 2008.
WarmupCut mser5(std::span<const double> series);

}  // namespace souk
