#pragma once

// One replication of a scenario with its isolated baseline.

#include <optional>
#include <string>
#include <vector>

#include "analysis/result_file.hpp"
#include "models/metrics/metrics.hpp"
#include "sim/cli/summary_text.hpp"
#include "sim/simulation.hpp"

namespace souk::cli {

/// The run of the same demand with nothing shared, in a child process; none where no consumer has a
/// home. No thread may exist, and HDF5 not be in use.
std::optional<RunSummary> run_alone(const Scenario& scenario, const RunOptions& options);

/// What the metrics need of it.
IsolatedBaseline baseline_of(const std::optional<RunSummary>& alone);

/// What is likely a mistake, a line each: outputs that nobody takes, owners of a trace that have no
/// jobs.
std::vector<std::string> scenario_warnings(const Scenario& scenario);

/// What a reader of the run must know of its scenario: rows that were refused, what is likely a
/// mistake, what the users of a trace really waited, where prices come from and what noise they
/// got.
std::vector<std::string> scenario_notes(const Scenario& scenario, const RunOptions& options);

/// Runs the baseline, then the scenario, whose tables and summary go to `path`, with progress on
/// stderr. Throws CannotWrite; nothing is left behind then.
RunResult run_into_file(const Scenario& scenario, const RunOptions& options,
                        const std::string& path, const ResultHeader& header, bool quiet);

/// Throws UsageError if the run had no such order.
void need_order(const RunSummary& summary, OrderId order);

/// 0, or exit_internal with a line on stderr for each law that the run broke.
int audit_exit_code(const RunSummary& summary);

}  // namespace souk::cli
