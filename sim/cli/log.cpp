// souk log: the events of one run, as CSV or as a Chrome trace.

#include <cstdio>
#include <functional>
#include <optional>

#include <fmt/format.h>

#include "analysis/chrome_trace.hpp"
#include "analysis/errors.hpp"
#include "analysis/event_log.hpp"
#include "analysis/part_file.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/input_files.hpp"
#include "sim/cli/one_run.hpp"
#include "sim/cli/print.hpp"

namespace souk::cli {
namespace {

void write_to_stdout(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size())
    throw CannotWrite{CannotWrite::Stage::write, "standard output", "the reader is gone or full"};
}

/// Runs the scenario into the sink.
RunSummary record(const Scenario& scenario, const LogArguments& arguments, EventSink& sink) {
  return simulate(scenario, {.seed = scenario.general.seed,
                             .replication = arguments.scenario.replication,
                             .sink = &sink});
}

RunSummary write_log(const Scenario& scenario, const LogArguments& arguments,
                     const std::function<void(std::string_view)>& write) {
  const auto job = arguments.job ? std::optional{OrderId{*arguments.job}} : std::nullopt;
  RunSummary summary;
  if (arguments.output.ends_with(".json")) {
    ChromeTrace trace{write, job};
    summary = record(scenario, arguments, trace);
    trace.finish();
  } else {
    EventLog log{write, job};
    summary = record(scenario, arguments, log);
  }
  if (job) need_order(summary, *job);
  return summary;
}

}  // namespace

int log(const LogArguments& arguments) {
  ScenarioSource source{arguments.scenario};
  const Scenario scenario = source.parse();
  if (arguments.output.empty()) {
    const RunSummary summary = write_log(scenario, arguments, write_to_stdout);
    return audit_exit_code(summary);
  }
  source.keep_from(arguments.output);
  PartFile file{arguments.output};
  const RunSummary summary =
      write_log(scenario, arguments, [&](std::string_view text) { file.write(text); });
  file.close();
  file.publish();
  fmt::print("{}: {} events, event hash {:016x}\n", arguments.output, summary.events,
             summary.event_hash);
  return audit_exit_code(summary);
}

}  // namespace souk::cli
