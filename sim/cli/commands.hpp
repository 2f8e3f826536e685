#pragma once

// The commands: one function and one file each. souk.cpp reads the command line into these
// structs; every function returns the exit code, or throws what souk.cpp turns into one.

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace souk::cli {

constexpr int exit_differs = 1;  ///< of diff and reproduce
constexpr int exit_usage = 64;
constexpr int exit_bad_input = 65;
constexpr int exit_missing_input = 66;
constexpr int exit_no_device = 69;
constexpr int exit_internal = 70;
constexpr int exit_cannot_write = 74;  ///< and 73: CannotWrite::exit_code

/// Which scenario, and what of it is set for this use alone.
struct ScenarioArguments {
  std::string file;
  std::vector<std::pair<std::string, std::string>> sets;  ///< PATH=VALUE, in order
  std::optional<std::string> trace;                       ///< the file of the only trace consumer
  std::uint32_t replication = 0;
};

struct RunArguments {
  ScenarioArguments scenario;
  std::string output;  ///< empty: results/<name>.h5
  bool json = false, quiet = false;
};
int run(const RunArguments& arguments);

/// Wrong use of the command line that only the command can see. Exit code 64.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Which of N equal parts of a study's runs: those whose number leaves the remainder index - 1.
struct Shard {
  std::size_t index = 1, count = 1;
  [[nodiscard]] bool has(std::size_t run) const { return run % count == index - 1; }
};

struct SweepArguments {
  ScenarioArguments scenario;
  std::string output;    ///< empty: results/<name>.h5
  unsigned workers = 0;  ///< 0: one per processor
  bool resume = false;   ///< take the runs that an earlier use has done
  bool keep = false;     ///< leave the records where they are, now and in later uses
  std::string shard;     ///< "2/8": of more than one part only records are written; empty: all
  bool quiet = false;
};
int sweep(const SweepArguments& arguments);

struct MergeArguments {
  std::vector<std::string> shards;  ///< folders of records
  std::string output;
};
int merge(const MergeArguments& arguments);

int check(const ScenarioArguments& arguments);

/// One family of `list_families`, or all of them when `family` is empty.
int list(const std::string& family);
const std::vector<std::string>& list_families();

struct LogArguments {
  ScenarioArguments scenario;
  std::optional<std::uint32_t> job;
  std::string output;  ///< NAME.json: a Chrome trace; another name: CSV; empty: CSV on stdout
};
int log(const LogArguments& arguments);

struct ExplainArguments {
  ScenarioArguments scenario;
  std::optional<std::uint32_t> job;
};
/// What each kind of job costs on each device; with a job, why it went where it went.
int explain(const ExplainArguments& arguments);

/// Each a scenario, a result file of a run, or a log as `souk log` writes it.
int diff(const std::string& a, const std::string& b);

/// Two result files of runs or of sweeps on the same random streams.
int compare(const std::string& a, const std::string& b);

struct ReproduceArguments {
  std::string result;
  std::string inputs;  ///< folder to look for input files in; empty: that of the result, then here
  bool quiet = false;
};
int reproduce(const ReproduceArguments& arguments);

struct TraceArguments {
  std::string format, file;
  std::string output;  ///< NAME.swf: SWF; another name: native CSV; empty: the audit alone
  std::string salt;    ///< hashes the names of users and accounts
  std::uint64_t capacity_gpus = 0;  ///< to print the load against; 0: none
};
int trace(const TraceArguments& arguments);

struct ReportArguments {
  std::vector<std::string> results;
  std::string output;   ///< empty: the name of the first result, with .html for .h5
  std::string figures;  ///< folder of the charts as SVG and PDF; empty: not asked for
  std::string group_by = "home";
};
/// The page, the figures, or both: with figures the page is written only if it is named. Exit code
/// 69 when figures are asked for and there is no Chromium.
int report(const ReportArguments& arguments);

struct ExportArguments {
  std::string result;
  std::string csv, crate;  ///< folders; empty: not asked for
};
int export_result(const ExportArguments& arguments);

struct CalibrateArguments {
  std::string device = "cpu";  ///< cpu, cuda:N or emulated:PROFILE
  std::string output;          ///< empty: results/<id>.json
  std::uint64_t seed = 1;
  bool quiet = false;
};
/// Exit code 69 when there is no such device here.
int calibrate(const CalibrateArguments& arguments);

/// Each a profile's file, or the id of a profile that comes with Souk.
int profile_diff(const std::string& a, const std::string& b);

struct ProfileFitArguments {
  std::string figures, row;          ///< the table of published figures, and which device of it
  std::vector<std::string> samples;  ///< NAME=FILE: rows of that device in a table of measurements
  std::vector<std::string> collectives;  ///< NAME=FILE: rows of that system within one node
  std::string source;                    ///< where the samples come from, for the provenance
  std::string output;                    ///< empty: standard output
};
int profile_fit(const ProfileFitArguments& arguments);

}  // namespace souk::cli
