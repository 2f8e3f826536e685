#pragma once

// Doing the runs of a study, each in a process of its own.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
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

  /// The metric in each replication of a point; NaN where it is not defined or there is no run.
  [[nodiscard]] std::vector<double> values(const Study& study, std::size_t point,
                                           std::string_view name) const;
};

/// One run at a time for each processor of this machine.
unsigned processors();

/// Does the runs from number runs.summaries.size() on, those of the shard that the spool, if there
/// is one, does not hold yet, and puts each there as it ends. With homes every run has its isolated
/// baseline. A run that fails costs that run. Throws MissingInput, CannotWrite.
void do_runs(const Study& study, ScenarioSource& source, const Spool* spool, Shard shard,
             unsigned workers, Progress& progress, StudyRuns& runs);

/// Points at which half of the interval of spec().metric is more than spec().half_width of the
/// mean; none if that is not asked for.
std::vector<std::size_t> imprecise_points(const Study& study, const StudyRuns& runs);

/// Batch after batch, each by `do_batch`, which gives `runs` what the study's replications lack:
/// until every point is precise, the next batch would be beyond the cap, or a run failed. All
/// points go on together, so that they can be compared pair by pair. How many batches there are
/// depends on results alone.
StudyRuns run_batches(Study& study, const std::function<void(StudyRuns& runs)>& do_batch);

/// Writes the curves. A run that failed is NaN in each of them, and a note says why. Requires that
/// every other run is there. Throws CannotWrite.
void write_study(const std::string& path, const Study& study, const StudyRuns& runs);

/// All summaries; of a run that failed one without events, NaN in each metric, whose note says why.
std::vector<RunSummary> whole_summaries(const StudyRuns& runs);

/// 0; exit_internal, with a line on stderr for each, if runs failed or broke a law of the audit.
int study_exit_code(const Study& study, const StudyRuns& runs);

}  // namespace souk::cli
