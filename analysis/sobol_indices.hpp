#pragma once

// Global sensitivity: how much of a result's variance each parameter accounts for.

#include <cstddef>
#include <span>
#include <vector>

#include "analysis/bootstrap.hpp"

namespace souk {

struct SobolIndices {
  std::vector<double> first;  ///< alone: Var(E(y | x_i)) / Var(y)
  std::vector<double> total;  ///< with all its interactions: E(Var(y | all but x_i)) / Var(y)
};

/// `y` holds the results at math::saltelli_design's points in their order: blocks of
/// dimensions + 2. A block with a NaN is left out. With f(a), f(b) and f(ab_i) of a block, means
/// over the blocks, and V the variance of all f(a) and f(b):
///
///     first_i = mean((f(b) - m) (f(ab_i) - f(a))) / V    total_i = mean((f(a) - f(ab_i))^2) / 2 V
///
/// m is the mean of all f(a) and f(b), which leaves the expectation as it is and takes noise away.
/// An estimate may lie a little outside [0, 1]. NaN when V = 0 or no block is whole. Throws
/// std::invalid_argument if the blocks are not whole.
/// Source: Saltelli et al., Comput. Phys. Commun. 181 (2010), table 2, (b) and (f, Jansen 1999).
SobolIndices sobol_indices(std::span<const double> y, std::size_t dimensions);

struct SobolIntervals {
  std::vector<Interval> first, total;  ///< by parameter
};

/// Percentile intervals of the indices of `y`, from resampling whole blocks, which keeps what was
/// run at f(a), f(b) and f(ab_i) of one block together. NaN with less than two whole blocks, or
/// where no resample has any variance. Throws as sobol_indices. O(resamples y), in this thread.
/// Source: Archer, Saltelli and Sobol, J. Stat. Comput. Simul. 58 (1997), section 4.
SobolIntervals sobol_intervals(std::span<const double> y, std::size_t dimensions,
                               const BootstrapSpec& spec);

}  // namespace souk
