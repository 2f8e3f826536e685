#pragma once

// What `souk run` prints: who got what, at what price, and what sharing changed for whom.

#include <optional>
#include <string>

#include "models/metrics/run_summary.hpp"
#include "models/scenario/scenario.hpp"

namespace souk::cli {

/// A run and, where consumers have homes, the same demand with nothing shared.
struct RunResult {
  RunStarted started;
  RunSummary summary;
  std::optional<RunSummary> alone;
};

/// The value of a metric by its name. Throws InternalError if there is no such metric.
MetricValue metric(const RunSummary& summary, std::string_view name);

/// Plain text, lines ended by LF: the run, jobs, waits, GPUs, goods, market, what sharing changed,
/// notes, the audit and the event hash.
std::string summary_text(const Scenario& scenario, const RunResult& run);

}  // namespace souk::cli
