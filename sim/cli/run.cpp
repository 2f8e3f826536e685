// souk run: one run, its summary and its result file.

#include <cmath>
#include <cstdio>

#include <sys/resource.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/cli/commands.hpp"
#include "sim/cli/input_files.hpp"
#include "sim/cli/one_run.hpp"
#include "sim/cli/result_header.hpp"
#include "sim/cli/summary_text.hpp"

namespace souk::cli {
namespace {

double cpu_seconds(int who) {
  rusage use{};
  getrusage(who, &use);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(use.ru_utime) + seconds(use.ru_stime);
}

double peak_rss_bytes() {
  rusage use{};
  getrusage(RUSAGE_SELF, &use);
  return static_cast<double>(use.ru_maxrss) * 1024;
}

/// One object on one line. `cpu_seconds` is of the whole command, its children included.
std::string json_text(const std::string& scenario, const RunSummary& summary,
                      const std::string& result) {
  using nlohmann::ordered_json;
  ordered_json metrics;
  const auto entries = metric_entries();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const double value = summary.metrics[i].value;
    metrics[std::string{entries[i].name}] =
        std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
  }
  metrics["cpu_seconds"] = cpu_seconds(RUSAGE_SELF) + cpu_seconds(RUSAGE_CHILDREN);
  metrics["peak_rss_bytes"] = peak_rss_bytes();
  ordered_json object;
  object["scenario"] = scenario;
  object["event_hash"] = fmt::format("{:016x}", summary.event_hash);
  object["result"] = result;
  object["metrics"] = std::move(metrics);
  return object.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace

int run(const RunArguments& arguments) {
  ScenarioSource source{arguments.scenario};
  const Scenario scenario = source.parse();
  const RunOptions options{.seed = scenario.general.seed,
                           .replication = arguments.scenario.replication};
  const std::string path = output_path(arguments.output, scenario.general.name);
  source.keep_from(path);
  const RunResult result =
      run_into_file(scenario, options, path,
                    result_header(scenario, source.inputs(), options.replication), arguments.quiet);
  if (arguments.json)
    fmt::print("{}\n", json_text(scenario.general.name, result.summary, path));
  else
    fmt::print("{}{:<12}{}\n", summary_text(scenario, result), "result", path);
  return audit_exit_code(result.summary);
}

}  // namespace souk::cli
