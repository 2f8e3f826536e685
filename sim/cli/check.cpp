// souk check: validates a scenario, every point of its sweep and the files it names.

#include <fmt/format.h>

#include "sim/cli/commands.hpp"
#include "sim/cli/input_files.hpp"
#include "sim/cli/one_run.hpp"
#include "sim/cli/print.hpp"

namespace souk::cli {
namespace {

template <class Row>
std::uint64_t members_of(const std::vector<Row>& rows) {
  std::uint64_t members = 0;
  for (const Row& row : rows) members += row.count;
  return members;
}

}  // namespace

int check(const ScenarioArguments& arguments) {
  ScenarioSource source{arguments};
  const bool whole = source.has_traces();
  const Scenario scenario = source.parse({}, whole);
  const Sweep sweep = source.read_sweep();
  for (const SweepPoint& point : sweep.points)
    if (!point.sets.empty()) (void)source.parse(point.sets, whole);
  fmt::print("{}: good; {} provider(s), {} consumer(s)", arguments.file,
             members_of(scenario.providers), members_of(scenario.consumers));
  if (!sweep.axes.empty())
    fmt::print(", a sweep of {} x {}",
               counted_text(static_cast<double>(sweep.points.size()), "point"),
               counted_text(scenario.general.replications, "replication"));
  fmt::print("\n");
  for (const Trace& trace : scenario.traces)
    fmt::print("  {}: {} jobs, {} rows refused\n", trace.file,
               count_text(static_cast<double>(trace.jobs.size())), trace.refused.size());
  for (const std::string& warning : scenario_warnings(scenario)) fmt::print("  note: {}\n", warning);
  if (!whole) fmt::print("  a trace is still to be given: --trace FILE\n");
  return 0;
}

}  // namespace souk::cli
