#pragma once

// How evenly something is shared out. Shares are finite and >= 0; both are pure numbers.

#include <span>

namespace souk {

/// A member whose rho is within this of 1 fares as it would alone: it neither gains nor loses.
constexpr double even_rho = 0.01;

/// Jain's index (sum x)^2 / (n sum x^2): 1 when all are equal (all zero included), 1/n when one has
/// all. NaN for no shares. O(n). Source: Jain, Chiu, Hawe, DEC-TR-301 (1984).
double jain_index(std::span<const double> shares);

/// The Gini coefficient sum_i (2 i - n - 1) x_(i) / (n sum x), x sorted up: 0 when all are equal
/// (all zero included), 1 - 1/n when one has all. NaN for no shares. O(n log n), sums in sorted
/// order.
double gini(std::span<const double> shares);

}  // namespace souk
