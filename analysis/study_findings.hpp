#pragma once

// What a study says of its runs beside the curves: how each point differs from the baseline, and
// how much of the variance each swept key accounts for.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analysis/paired.hpp"
#include "analysis/sobol_indices.hpp"
#include "models/metrics/run_summary.hpp"
#include "models/scenario/parse.hpp"

namespace souk {

struct StudyFindings {
  /// Of the study's metric, by point: its values less those of the baseline, replication by
  /// replication. Empty without a section [study], or with less than two points or replications.
  std::vector<PairedDifference> differences;
  /// Of the means of the metric, by sweep.coordinates; only of the design saltelli.
  std::optional<SobolIndices> sensitivity;
  SobolIntervals sensitivity_intervals;  ///< at spec.interval; empty without them
};

/// `runs` is row-major, replications x points of `sweep`; the bootstrap's streams follow from
/// `seed`. Requires that spec.metric is one of metric_entries(). TBB resamples: not before the last
/// fork.
StudyFindings study_findings(const Sweep& sweep, std::span<const RunSummary> runs,
                             const StudySpec& spec, std::uint64_t seed);

}  // namespace souk
