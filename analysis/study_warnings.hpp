#pragma once

// What a reader must know before trusting the curves of a study.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/metrics/run_summary.hpp"
#include "models/scenario/parse.hpp"

namespace souk {

/// A line for each of these that holds at some point: two replications are identical (in every
/// metric); a run is not stationary (its note "unstable: ..."); the interval of the mean of
/// `metric` at `level` is wider than half of the mean. It names the first three points.
///
/// `runs` is row-major, replications x points of `sweep`; a run without events is none. `metric` is
/// one of metric_entries().
std::vector<std::string> study_warnings(const Sweep& sweep, std::span<const RunSummary> runs,
                                        std::string_view metric, double level);

/// Each note that all runs of some point share, as those of a scenario are: where its prices come
/// from, which rows of a trace were refused. With the points where not all have it, the first three
/// by name. What study_warnings() tells is left out.
std::vector<std::string> study_notes(const Sweep& sweep, std::span<const RunSummary> runs);

}  // namespace souk
