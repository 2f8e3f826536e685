#pragma once

// Sobol's low-discrepancy sequence.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace souk::math {

/// Points of the unit cube that fill it evenly, in the order of the Gray code.
///
/// The sequence begins after the origin, which lies in a corner of the cube: its first point is
/// (1/2, ..., 1/2), and the first 2^k - 1 points hit each dyadic interval of length 2^-k but the
/// one at 0 once in every coordinate. All coordinates are multiples of 2^-32 in (0, 1), exact, and
/// the same on every machine. Sources: Sobol, USSR Comput. Math. Math. Phys. 7 (1967); Antonov and
/// Saleev, ibid. 19 (1979), for the order; Joe and Kuo, SIAM J. Sci. Comput. 30 (2008), for the
/// direction numbers (new-joe-kuo-6.21201).
class SobolSequence {
 public:
  static constexpr std::size_t most_dimensions = 31;

  /// Requires 1 <= dimensions <= most_dimensions.
  explicit SobolSequence(std::size_t dimensions);

  /// The next point; valid until the next call. O(dimensions). There are 2^32 - 1 of them.
  std::span<const double> next();

 private:
  static constexpr std::size_t bits = 32;

  std::vector<std::array<std::uint32_t, bits>> directions_;  ///< by dimension, high bit first
  std::vector<std::uint32_t> last_;
  std::vector<double> point_;
  std::uint32_t index_ = 0;  ///< of the last point; the origin is 0
};

}  // namespace souk::math
