#pragma once

// What `souk sweep` and `souk merge` print of a study.

#include <string>

#include "sim/cli/study_runs.hpp"

namespace souk::cli {

/// A row for each point with the means of the metrics that matter most and, where members have
/// homes, how many organisations complete their jobs sooner and later than alone. With a section
/// [study] and two replications also how each point differs from the baseline, pair by pair; of the
/// design saltelli the sensitivity indices; of half_width the points that did not meet it; then
/// notes that all runs of a point share, and warnings.
///
/// TBB resamples: not before the last fork.
std::string study_text(const Study& study, const StudyRuns& runs);

}  // namespace souk::cli
