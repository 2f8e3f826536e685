#pragma once

// Two result files of the same random streams, metric by metric.

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/result_file.hpp"
#include "analysis/student.hpp"

namespace souk {

/// One metric at one point, over the replications in which it is defined in both files.
struct MetricComparison {
  std::string metric, unit;
  double mean_a = 0, mean_b = 0;  ///< NaN without a pair
  MeanBand difference{};          ///< Student's interval of b - a; low and high NaN below two pairs
  bool same = false;              ///< every replication has the same value, or none, in both

  /// Whether the interval leaves out 0.
  [[nodiscard]] bool shown() const { return difference.low > 0 || difference.high < 0; }
};

struct PointComparison {
  std::string title;                      ///< "KEY = VALUE, ..."; empty if nothing is swept
  std::vector<MetricComparison> metrics;  ///< those that both files have, in the order of the first
};

struct Comparison {
  ResultHeader a, b;
  std::size_t replications = 0;  ///< of a point: the pairs
  double level = 0.95;           ///< of the intervals: study.interval of the first file's scenario
  std::vector<PointComparison> points;
};

/// Pairs replication i with replication i; of sweeps with unequally many, the first ones. Throws
/// BadResultFile if a file is broken, or if the two cannot be paired: a run and a sweep, two seeds,
/// two replications, other swept keys or values.
/// Source: Law, Simulation Modeling and Analysis (2015), 10.2.1.
Comparison compare_results(const std::string& path_a, const std::string& path_b);

}  // namespace souk
