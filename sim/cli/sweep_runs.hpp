#pragma once

// Every point of a sweep in every replication, each in a process of its own.

#include <vector>

#include "models/metrics/run_summary.hpp"
#include "sim/cli/input_files.hpp"
#include "sim/cli/progress.hpp"

namespace souk::cli {

/// Row-major, replications x points. All points are read before the first run; with homes every run
/// has its isolated baseline. A run that fails ends the sweep: throws InternalError naming its
/// point and replication. Throws ScenarioError, MissingInput.
std::vector<RunSummary> run_sweep(ScenarioSource& source, const Sweep& sweep,
                                  std::uint32_t replications, unsigned workers, Progress& progress);

/// One run at a time for each processor of this machine.
unsigned processors();

}  // namespace souk::cli
