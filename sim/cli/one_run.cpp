#include "sim/cli/one_run.hpp"

#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "models/traces/statistics.hpp"
#include "models/world/isolated.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/cost_text.hpp"
#include "sim/cli/input_files.hpp"
#include "sim/cli/print.hpp"
#include "sim/cli/progress.hpp"
#include "sim/replication.hpp"

namespace souk::cli {

std::optional<RunSummary> run_alone(const Scenario& scenario, const RunOptions& options) {
  if (!has_members(scenario)) return std::nullopt;
  const Scenario alone = isolated(scenario);
  RunOptions same = options;
  same.sink = nullptr;
  if (!needs_simgrid(alone)) return simulate(alone, same);
  return run_in_child([&] { return simulate(alone, same); });
}

IsolatedBaseline baseline_of(const std::optional<RunSummary>& alone) {
  return alone ? IsolatedBaseline{alone->agents} : IsolatedBaseline{};
}

namespace {

/// What the users of a replayed trace really waited, beside which the simulated waits stand.
std::string observed_note(const Trace& trace) {
  const Spread waits = observed_waits(trace);
  return fmt::format("{}: recorded wait of {} jobs: mean {}, median {}, 90th percentile {}",
                     base_name(trace.file), count_text(static_cast<double>(waits.count)),
                     duration_text(waits.mean), duration_text(waits.median),
                     duration_text(waits.p90));
}

}  // namespace

std::vector<std::string> scenario_warnings(const Scenario& scenario) {
  std::vector<std::string> warnings;
  for (const ConsumerSpec& consumer : scenario.consumers) {
    if (has_output(consumer) && !consumer.home && consumer.jobs.trace.homes.empty())
      warnings.push_back(
          fmt::format("consumer \"{}\": the outputs of its jobs are not moved, since it has no "
                      "home to take them",
                      consumer.name));
  }
  for (const Trace& trace : scenario.traces)
    for (const std::string& warning : trace.warnings)
      warnings.push_back(fmt::format("{}: {}", trace.file, warning));
  return warnings;
}

std::vector<std::string> scenario_notes(const Scenario& scenario, const RunOptions& options) {
  std::vector<std::string> notes;
  for (const Trace& trace : scenario.traces)
    if (!trace.refused.empty()) notes.push_back(refused_note(trace));
  for (std::string& warning : scenario_warnings(scenario)) notes.push_back(std::move(warning));
  for (const Trace& trace : scenario.traces)
    if (observed_waits(trace).count > 0) notes.push_back(observed_note(trace));
  for (std::string& note : cost_notes(scenario)) notes.push_back(std::move(note));
  if (std::string drawn = drawn_note(scenario, options.seed, options.replication); !drawn.empty())
    notes.push_back(std::move(drawn));
  return notes;
}

RunResult run_into_file(const Scenario& scenario, const RunOptions& options,
                        const std::string& path, const ResultHeader& header, bool quiet) {
  RunResult result;
  result.alone = run_alone(scenario, options);
  ResultHeader with_winners = header;
  with_winners.winners = winners_record(scenario);
  ResultWriter writer{path, std::move(with_winners), scenario.output};
  Progress progress{scenario.general.name, quiet};
  WatchedRun watched{scenario, &writer.sink(), progress};
  RunOptions recorded = options;
  recorded.sink = &watched;
  result.summary = simulate(scenario, recorded, baseline_of(result.alone));
  result.started = watched.started();
  for (std::string& note : scenario_notes(scenario, options))
    result.summary.notes.push_back(std::move(note));
  writer.finish(result.summary);
  return result;
}

void need_order(const RunSummary& summary, OrderId order) {
  const double orders = metric(summary, "jobs_submitted").value;
  if (order.value >= orders)
    throw UsageError{fmt::format("--job {}: there is no such order; the run has {}", order.value,
                                 count_text(orders))};
}

int audit_exit_code(const RunSummary& summary) {
  int code = 0;
  for (const AuditLine& line : summary.audit)
    if (!line.holds) {
      fmt::print(stderr, "souk: the audit fails: {}: expected {}, found {}\n", line.name,
                 line.expected, line.found);
      code = exit_internal;
    }
  return code;
}

}  // namespace souk::cli
