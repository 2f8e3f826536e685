#pragma once

// Doing the runs of a study, each in a process of its own.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/metrics/run_summary.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/spool.hpp"
#include "sim/cli/study.hpp"

namespace souk::cli {

struct StudyRuns {
  std::vector<std::optional<RunSummary>> summaries;           ///< by run; none: failed, or not ours
  std::vector<std::pair<std::size_t, std::string>> failures;  ///< run, why; in order of the runs
  std::size_t reused = 0;                                     ///< found in the spool
};

/// One run at a time for each processor of this machine.
unsigned processors();

/// Does the runs of the shard that the spool, if there is one, does not hold yet, and puts each
/// there as it ends. With homes every run has its isolated baseline. A run that fails costs that
/// run. Throws MissingInput, CannotWrite.
StudyRuns do_runs(const Study& study, ScenarioSource& source, const Spool* spool, Shard shard,
                  unsigned workers, Progress& progress);

/// Writes the curves. A run that failed is NaN in each of them, and a note says why. Requires that
/// every other run is there. Throws CannotWrite.
void write_study(const std::string& path, const Study& study, const StudyRuns& runs);

/// A row for each point with the means of the metrics that matter most, then the failures.
std::string study_text(const Study& study, const StudyRuns& runs);

/// 0; exit_internal, with a line on stderr for each, if runs failed or broke a law of the audit.
int study_exit_code(const Study& study, const StudyRuns& runs);

}  // namespace souk::cli
