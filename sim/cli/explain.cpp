// souk explain: what each kind of job costs on each device, and why a job went where it went.

#include <fmt/format.h>

#include "sim/cli/commands.hpp"
#include "sim/cli/cost_text.hpp"
#include "sim/cli/input_files.hpp"
#include "sim/cli/job_story.hpp"
#include "sim/cli/one_run.hpp"
#include "sim/cli/print.hpp"

namespace souk::cli {
namespace {

/// Without descriptors costs are what the scenario says.
std::string throughputs(const Scenario& scenario) {
  std::vector<std::vector<std::string>> rows{{"throughput"}};
  for (const std::string& kind : scenario.kinds) rows[0].push_back(kind);
  for (const DeviceId id : devices_in_use(scenario)) {
    const Device& device = scenario.devices[id.value];
    rows.push_back({device.name});
    for (const double each : device.throughput) rows.back().push_back(number_text(each));
  }
  return "No kind of job has a descriptor ([[kind]]): a job takes work / (GPUs x throughput)\n" +
         table_text(rows);
}

int explain_job(const Scenario& scenario, const ExplainArguments& arguments) {
  JobStory story{scenario, OrderId{*arguments.job}};
  const RunSummary summary = simulate(scenario, {.seed = scenario.general.seed,
                                                 .replication = arguments.scenario.replication,
                                                 .sink = &story});
  need_order(summary, OrderId{*arguments.job});
  fmt::print("{}", story.text());
  return audit_exit_code(summary);
}

}  // namespace

int explain(const ExplainArguments& arguments) {
  ScenarioSource source{arguments.scenario};
  const Scenario scenario = source.parse();
  const std::string costs = cost_text(scenario);
  fmt::print("{}", costs.empty() ? throughputs(scenario) : costs);
  if (const std::string winners = winners_text(scenario); !winners.empty())
    fmt::print("{}\n", winners);
  for (const std::string& note : cost_notes(scenario)) fmt::print("note: {}\n", note);
  if (!arguments.job) return 0;
  fmt::print("\n");
  return explain_job(scenario, arguments);
}

}  // namespace souk::cli
