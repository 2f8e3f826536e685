// The command line: reads it, calls a command, turns what it throws into an exit code.

#include <cstdint>
#include <iostream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

#include "models/scenario/words.hpp"
#include "models/traces/trace.hpp"
#include "sim/cli/argument_checks.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/result_header.hpp"

namespace souk::cli {
namespace {

/// The arguments of every command, and what to call once they are read.
struct CommandLine {
  RunArguments run;
  SweepArguments sweep;
  MergeArguments merge;
  ScenarioArguments check;
  LogArguments log;
  ExplainArguments explain;
  ReproduceArguments reproduce;
  TraceArguments trace;
  ReportArguments report;
  ExportArguments exported;
  CalibrateArguments calibrate;
  ProfileFitArguments profile_fit;
  std::string profile_a, profile_b;
  std::string family, a, b;
  int (*call)(const CommandLine&) = nullptr;
};

CLI::App* add_command(CLI::App& app, CommandLine& line, const std::string& name,
                      const std::string& summary, int (*call)(const CommandLine&)) {
  CLI::App* command = app.add_subcommand(name, summary);
  command->callback([&line, call] { line.call = call; });
  return command;
}

/// Takes one value each time it is given. A bound on how often, which nobody meets: without one
/// CLI11 shows "..." behind the value, as if several could follow.
CLI::Option* repeatable(CLI::Option* option) {
  return option->expected(1, 1 << 28)->allow_extra_args(false);
}

using Given = const CommandLine&;

/// SCENARIO and what may be set in it.
void add_scenario(CLI::App& command, ScenarioArguments& scenario) {
  command.add_option("scenario", scenario.file, "scenario file")->type_name("SCENARIO")->required();
  repeatable(command.add_option_function<std::vector<std::string>>(
                 "--set",
                 [&scenario](const std::vector<std::string>& settings) {
                   for (const std::string& setting : settings) {
                     const auto equals = setting.find('=');
                     if (equals == std::string::npos || equals == 0)
                       throw CLI::ValidationError{"--set",
                                                  fmt::format("\"{}\" is no PATH=VALUE", setting)};
                     scenario.sets.emplace_back(setting.substr(0, equals),
                                                setting.substr(equals + 1));
                   }
                 },
                 "set a key for this use, as provider.pool.nodes=64; may be repeated"))
      ->type_name("PATH=VALUE");
  command
      .add_option_function<std::uint64_t>(
          "--seed",
          [&scenario](auto seed) {
            scenario.sets.emplace_back("scenario.seed", fmt::to_string(seed));
          },
          "seed of all random streams; --set scenario.seed=N")
      ->type_name("N")
      ->check(whole_number());
  command.add_option("--trace", scenario.trace, "file of the only trace consumer")
      ->type_name("FILE");
}

void add_replication(CLI::App& command, ScenarioArguments& scenario) {
  command.add_option("--replication", scenario.replication, "which replication to run, from 0")
      ->type_name("N");
}

void add_runs(CLI::App& app, CommandLine& line) {
  CLI::App* run = add_command(app, line, "run", "one run: its summary and its result file",
                              [](Given given) { return cli::run(given.run); });
  add_scenario(*run, line.run.scenario);
  add_replication(*run, line.run.scenario);
  run->add_option("-o,--output", line.run.output, "result file; else results/<name>.h5")
      ->type_name("FILE.h5");
  run->add_flag("--json", line.run.json, "print one JSON object instead of the summary");
  run->add_flag("--quiet", line.run.quiet, "no progress");

  CLI::App* sweep = add_command(app, line, "sweep", "every grid point and replication; curves",
                                [](Given given) { return cli::sweep(given.sweep); });
  add_scenario(*sweep, line.sweep.scenario);
  sweep->add_option("-o,--output", line.sweep.output, "result file; else results/<name>.h5")
      ->type_name("FILE.h5");
  sweep->add_option("-j,--jobs", line.sweep.workers, "runs at once; else one per processor")
      ->type_name("N")
      ->check(CLI::Range(1U, 4096U));
  sweep->add_flag("--resume", line.sweep.resume,
                  "take the runs that are on record: of a sweep cut short, or kept by --keep");
  sweep->add_flag(
      "--keep", line.sweep.keep,
      "keep the records of all runs in RESULT.spool, so that after an edit --resume does only "
      "what it touches");
  sweep->add_option("--shard", line.sweep.shard, "one of N parts, as records for souk merge")
      ->type_name("I/N");
  sweep->add_flag("--quiet", line.sweep.quiet, "no progress");

  CLI::App* merge = add_command(app, line, "merge", "one result from the records of shards",
                                [](Given given) { return cli::merge(given.merge); });
  merge->add_option("shards", line.merge.shards, "NAME.h5.spool")->type_name("SHARDS")->required();
  merge->add_option("-o,--output", line.merge.output, "result")->type_name("FILE.h5")->required();

  CLI::App* again =
      add_command(app, line, "reproduce", "run again from a result file and compare every number",
                  [](Given given) { return cli::reproduce(given.reproduce); });
  again->add_option("result", line.reproduce.result)->type_name("RESULT.h5")->required();
  again->add_option("--input", line.reproduce.inputs, "folder with the inputs of the run")
      ->type_name("DIR");
  again->add_flag("--quiet", line.reproduce.quiet, "no progress");
}

void add_pair(CLI::App& command, CommandLine& line, const std::string& taken) {
  command.add_option("a", line.a, taken)->type_name("A")->required();
  command.add_option("b", line.b, taken)->type_name("B")->required();
}

void add_looks(CLI::App& app, CommandLine& line) {
  CLI::App* check = add_command(app, line, "check", "validate a scenario; nothing is run",
                                [](Given given) { return cli::check(given.check); });
  add_scenario(*check, line.check);

  CLI::App* log = add_command(app, line, "log", "the events of one run, as CSV or a Chrome trace",
                              [](Given given) { return cli::log(given.log); });
  add_scenario(*log, line.log.scenario);
  add_replication(*log, line.log.scenario);
  log->add_option("--job", line.log.job, "only the events of this order")->type_name("ID");
  log->add_option("-o,--output", line.log.output,
                  "FILE.json: Chrome trace; else CSV; else CSV on standard output")
      ->type_name("FILE");

  CLI::App* why =
      add_command(app, line, "explain", "what jobs cost where; why one went where it did",
                  [](Given given) { return cli::explain(given.explain); });
  add_scenario(*why, line.explain.scenario);
  add_replication(*why, line.explain.scenario);
  why->add_option("--job", line.explain.job, "this order too: it is run")->type_name("ID");

  CLI::App* diff = add_command(app, line, "diff", "the first event that differs; then exit code 1",
                               [](Given given) { return cli::diff(given.a, given.b); });
  add_pair(*diff, line, "scenario (.toml), result of a run (.h5) or log (.csv)");

  CLI::App* compare = add_command(app, line, "compare", "paired differences, with intervals",
                                  [](Given given) { return cli::compare(given.a, given.b); });
  add_pair(*compare, line, "result (.h5) of a run or a sweep, of one seed with the other");

  CLI::App* list = add_command(app, line, "list", "what a scenario may name",
                               [](Given given) { return cli::list(given.family); });
  list->add_option("family", line.family, fmt::format("{}", fmt::join(list_families(), ", ")))
      ->type_name("FAMILY")
      ->check(one_of(list_families()));
}

void add_files(CLI::App& app, CommandLine& line) {
  CLI::App* trace = add_command(app, line, "trace",
                                "import a trace, print its audit, write it in a format of Souk",
                                [](Given given) { return cli::trace(given.trace); });
  std::vector<std::string> formats{"auto"};
  for (const TraceFormat& format : trace_formats()) formats.emplace_back(format.name);
  trace->add_option("format", line.trace.format, fmt::format("{}", fmt::join(formats, ", ")))
      ->type_name("FORMAT")
      ->required()
      ->check(one_of(formats));
  trace->add_option("file", line.trace.file)->type_name("FILE")->required();
  trace->add_option("-o,--output", line.trace.output, "FILE.swf: SWF; else native CSV")
      ->type_name("OUT");
  trace
      ->add_option("--salt", line.trace.salt, "hash the names of users and accounts with this text")
      ->type_name("TEXT")
      ->check(not_empty());
  trace->add_option("--capacity", line.trace.capacity_gpus, "GPUs to compare the load with")
      ->type_name("GPUS")
      ->check(whole_number());

  CLI::App* tables =
      add_command(app, line, "export", "the tables of a result as CSV, or all of it as an RO-Crate",
                  [](Given given) { return export_result(given.exported); });
  tables->add_option("result", line.exported.result)->type_name("RESULT.h5")->required();
  tables->add_option("--csv", line.exported.csv, "folder of the tables")->type_name("DIR");
  tables->add_option("--crate", line.exported.crate, "folder of the crate")->type_name("DIR");
}

void add_report(CLI::App& app, CommandLine& line) {
  CLI::App* page = add_command(app, line, "report", "one page of HTML from results, with charts",
                               [](Given given) { return cli::report(given.report); });
  page->add_option("results", line.report.results, "runs of one scenario are its replications")
      ->type_name("RESULT.h5")
      ->required();
  page->add_option("-o,--output", line.report.output, "the page; else RESULT.html")
      ->type_name("FILE.html");
  page->add_option("--figures", line.report.figures, "folder: SVG, PDF")->type_name("DIR");
  page->add_option("--group-by", line.report.group_by,
                   "members are: home (organisations), population or agent")
      ->type_name("G")
      ->check(one_of({"home", "population", "agent"}));
}

void add_devices(CLI::App& app, CommandLine& line) {
  CLI::App* measure = add_command(app, line, "calibrate", "measure a device and fit its profile",
                                  [](Given given) { return calibrate(given.calibrate); });
  measure
      ->add_option(
          "--device", line.calibrate.device,
          "cpu (the default), cuda:N or emulated:PROFILE (a file, or a name of souk list devices)")
      ->type_name("DEVICE");
  measure->add_option("-o,--output", line.calibrate.output, "its profile; else results/<id>.json")
      ->type_name("PROFILE.json");
  measure->add_option("--seed", line.calibrate.seed, "of the order of the probes")
      ->type_name("N")
      ->check(whole_number());
  measure->add_flag("--quiet", line.calibrate.quiet, "no progress");

  CLI::App* profile = app.add_subcommand("profile", "profiles of devices: compare, fit");
  profile->require_subcommand(1);
  CLI::App* diff =
      add_command(*profile, line, "diff", "the fields in which two differ; exit code 1 if any",
                  [](Given given) { return profile_diff(given.profile_a, given.profile_b); });
  const char* taken = "PROFILE.json or a name of souk list devices";
  diff->add_option("a", line.profile_a, taken)->type_name("A")->required();
  diff->add_option("b", line.profile_b, taken)->type_name("B")->required();
  CLI::App* fit = add_command(*profile, line, "fit", "a profile from published figures and samples",
                              [](Given given) { return profile_fit(given.profile_fit); });
  fit->add_option("figures", line.profile_fit.figures)->type_name("FIGURES.csv")->required();
  fit->add_option("row", line.profile_fit.row, "device of the table")->type_name("ROW")->required();
  repeatable(fit->add_option("--samples", line.profile_fit.samples,
                             "a device's rows of a table; may be repeated"))
      ->type_name("NAME=FILE.csv");
  repeatable(fit->add_option("--collectives", line.profile_fit.collectives,
                             "a system's all-reduces within a node; may be repeated"))
      ->type_name("NAME=FILE.csv");
  fit->add_option("--source", line.profile_fit.source, "where the samples come from")
      ->type_name("TEXT");
  fit->add_option("-o,--output", line.profile_fit.output)->type_name("PROFILE.json");
}

/// What is wrong with the first word, which is a command or an option of Souk; empty: nothing.
/// CLI11 would say that a command is required.
std::string first_word_fault(CLI::App& app, const std::string& word) {
  if (word.starts_with("-"))
    return app.get_option_no_throw(word) != nullptr
               ? ""
               : fmt::format("souk: unknown option \"{}\"; known are --help, --version", word);
  std::vector<std::string_view> known;
  for (const CLI::App* command : app.get_subcommands({})) {
    if (command->get_name() == word) return "";
    known.push_back(command->get_name());
  }
  return fmt::format("souk: unknown command \"{}\"{}", word, known_words(word, known));
}

}  // namespace

int main_of(int count, char** words) {
  CLI::App app{"Souk simulates sharing-economy markets for large-AI-model work.", "souk"};
  app.set_version_flag("--version", fmt::format("souk {}", souk_version()));
  app.require_subcommand(1);
  app.fallthrough(false);
  CommandLine line;
  add_runs(app, line);
  add_looks(app, line);
  add_files(app, line);
  add_report(app, line);
  add_devices(app, line);
  if (count > 1)
    if (const std::string fault = first_word_fault(app, words[1]); !fault.empty())
      return complain(exit_usage, fault + "\nRun with --help for more information.");
  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    std::cout.flush();
    return printed(code == 0 ? 0 : exit_usage);
  }
  return exit_code_of([&line] { return line.call(line); });
}

}  // namespace souk::cli

int main(int count, char** words) {
  return souk::cli::main_of(count, words);
}
