#pragma once

// Comparing two policies on the same random streams.

#include <span>
#include <vector>

#include "analysis/bootstrap.hpp"
#include "analysis/student.hpp"

namespace souk {

struct PairedDifference {
  MeanBand student;    ///< of b - a, over the pairs in which both are values
  Interval bootstrap;  ///< of the same mean
  /// (var a + var b) / var(b - a): by how much fewer runs paired streams need than independent ones
  /// for an interval of the same width. 1: nothing is gained; infinite if the difference never
  /// varies; NaN for less than two pairs or if nothing varies.
  double variance_reduction;
  /// Whether both intervals leave out 0.
  [[nodiscard]] bool resolved() const;
};

/// The pairs in which both are values: neither is NaN.
struct Pairs {
  std::vector<double> a, b, difference;  ///< difference: b - a
};

/// Throws std::invalid_argument if the lengths differ.
Pairs whole_pairs(std::span<const double> a, std::span<const double> b);

/// `a` and `b` are of equal length, pair by pair from the same replication; NaN is no value. Throws
/// std::invalid_argument if the lengths differ.
/// Source: Law, Simulation Modeling and Analysis (2015), 10.2.1 and 11.2.
PairedDifference paired_difference(std::span<const double> a, std::span<const double> b,
                                   const BootstrapSpec& spec);

}  // namespace souk
