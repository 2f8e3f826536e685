#include "analysis/study_findings.hpp"

namespace souk {
namespace {

/// The metric at every point: a column of replications each.
std::vector<std::vector<double>> columns_of(std::span<const RunSummary> runs, std::size_t points,
                                            std::size_t metric) {
  std::vector<std::vector<double>> columns(points);
  for (std::size_t r = 0; r < runs.size(); ++r)
    columns[r % points].push_back(runs[r].metrics[metric].value);
  return columns;
}

}  // namespace

StudyFindings study_findings(const Sweep& sweep, std::span<const RunSummary> runs,
                             const StudySpec& spec, std::uint64_t seed) {
  const std::size_t points = sweep.points.size();
  const auto columns = columns_of(runs, points, metric_index(spec.metric));
  StudyFindings findings;
  if (spec.given && points >= 2 && runs.size() >= 2 * points)
    for (const auto& column : columns)
      findings.differences.push_back(paired_difference(columns[sweep.baseline], column,
                                                       {.level = spec.interval, .seed = seed}));
  if (spec.design == StudyDesign::saltelli) {
    std::vector<double> means;
    for (const auto& column : columns) means.push_back(mean_band(column).mean);
    const std::size_t keys = sweep.coordinates.size();
    findings.sensitivity = sobol_indices(means, keys);
    findings.sensitivity_intervals =
        sobol_intervals(means, keys, {.level = spec.interval, .seed = seed});
  }
  return findings;
}

}  // namespace souk
