// souk sweep: every grid point in every replication, and the curves.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/cli/commands.hpp"
#include "sim/cli/input_files.hpp"
#include "sim/cli/one_run.hpp"
#include "sim/cli/print.hpp"
#include "sim/cli/result_header.hpp"
#include "sim/cli/summary_text.hpp"
#include "sim/cli/sweep_runs.hpp"

namespace souk::cli {
namespace {

/// The mean over the replications in which the metric is defined; NaN if in none.
double mean_of(const std::vector<RunSummary>& runs, std::size_t points, std::size_t point,
               std::string_view name) {
  double sum = 0, count = 0;
  for (std::size_t i = point; i < runs.size(); i += points) {
    const double value = metric(runs[i], name).value;
    if (std::isnan(value)) continue;
    sum += value;
    ++count;
  }
  return sum / count;
}

/// A row for each point: its labels and the means of the metrics that matter most.
std::string points_text(const Sweep& sweep, const std::vector<RunSummary>& runs) {
  const std::size_t points = sweep.points.size();
  std::vector<std::vector<std::string>> table{{"point", "jobs finished", "mean wait",
                                               "mean completion", "utilisation", "welfare",
                                               "Jain index"}};
  for (std::size_t p = 0; p < points; ++p) {
    std::string labels;
    for (const auto& [key, value] : sweep.points[p].labels)
      labels += fmt::format("{}{} = {}", labels.empty() ? "" : ", ", key, value);
    const auto mean = [&](std::string_view name) { return mean_of(runs, points, p, name); };
    table.push_back({labels.empty() ? "(nothing swept)" : labels, count_text(mean("jobs_finished")),
                     duration_text(mean("mean_wait_s")), duration_text(mean("mean_jct_s")),
                     percent_text(mean("utilisation")), number_text(mean("welfare_credit")),
                     number_text(mean("jain_index"))});
  }
  return table_text(table, 0);
}

int audit_of_all(const std::vector<RunSummary>& runs) {
  int code = 0;
  for (const RunSummary& run : runs) code = std::max(code, audit_exit_code(run));
  return code;
}

}  // namespace

int sweep(const SweepArguments& arguments) {
  ScenarioSource source{arguments.scenario};
  const Scenario scenario = source.parse();
  const Sweep sweep = source.read_sweep();
  const std::string path = output_path(arguments.output, scenario.general.name);
  const std::uint32_t replications = scenario.general.replications;
  std::vector<RunSummary> runs;
  {
    Progress progress{scenario.general.name, arguments.quiet};
    const unsigned workers = arguments.workers == 0 ? processors() : arguments.workers;
    runs = run_sweep(source, sweep, replications, workers, progress);
  }
  write_sweep_file(path, result_header(scenario, source.inputs(), 0), sweep, runs);
  fmt::print("{}: {} points x {} replications\n\n{}\nresult {}\n", scenario.general.name,
             sweep.points.size(), replications, points_text(sweep, runs), path);
  return audit_of_all(runs);
}

}  // namespace souk::cli
