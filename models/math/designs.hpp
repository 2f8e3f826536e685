#pragma once

// Samples of the unit cube on which a study tries its parameters.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace souk::math {

/// Rows of numbers in (0, 1): points x dimensions.
using UnitPoints = std::vector<std::vector<double>>;

/// The first points of Sobol's sequence. Requires 1 <= dimensions <= 31.
UnitPoints sobol_design(std::size_t points, std::size_t dimensions);

/// A Latin hypercube: cut into `points` strata of equal width, each coordinate has one point in
/// each stratum, in an order and at a place drawn for this coordinate alone, so that a further
/// dimension leaves the others as they were. Source: McKay, Beckman, Conover, Technometrics 21
/// (1979).
UnitPoints latin_hypercube(std::size_t points, std::size_t dimensions, std::uint64_t seed);

/// The design for sensitivity indices: `base` blocks of dimensions + 2 rows. A block is a point a,
/// a point b, and for each coordinate i the point a with its coordinate i taken from b; a and b are
/// halves of one point of Sobol's sequence, from its second point on. Requires 1 <= dimensions
/// <= 15. Source: Saltelli et al., Comput. Phys. Commun. 181 (2010).
UnitPoints saltelli_design(std::size_t base, std::size_t dimensions);

}  // namespace souk::math
