// souk reproduce: runs again from a result file alone and compares every number.

#include <algorithm>

#include <fmt/format.h>

#include "analysis/errors.hpp"
#include "analysis/result_reader.hpp"
#include "models/event_hash.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/one_run.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/result_header.hpp"
#include "sim/cli/stored_run.hpp"
#include "sim/cli/study_runs.hpp"
#include "sim/cli/temporary_folder.hpp"

namespace souk::cli {
namespace {

/// The events among which the first that differs is.
void print_block(const std::vector<std::uint64_t>& stored, const std::vector<std::uint64_t>& now) {
  const auto at = std::mismatch(stored.begin(), stored.end(), now.begin(), now.end()).first;
  if (at == stored.end() && stored.size() == now.size()) return;
  const auto block = static_cast<std::uint64_t>(at - stored.begin());
  fmt::print("the first event that differs is among {} to {}\n", block * EventHash::block_events,
             (block + 1) * EventHash::block_events - 1);
}

/// What this Souk writes about the run; the version is told apart, not compared.
ResultHeader header_again(const StoredRun& stored, const Scenario& scenario) {
  ResultHeader header = result_header(scenario, stored.source.inputs(), stored.header.replication);
  header.souk_version = stored.header.souk_version;
  return header;
}

void run_again(StoredRun& stored, const std::string& path, bool quiet) {
  const Scenario scenario = stored.source.parse();
  const RunOptions options{.seed = scenario.general.seed, .replication = stored.header.replication};
  const RunSummary summary =
      run_into_file(scenario, options, path, header_again(stored, scenario), quiet).summary;
  print_block(stored.hash_blocks, summary.hash_blocks);
}

void sweep_again(StoredRun& stored, const std::string& path, bool quiet) {
  Study study{stored.source, stored.header.souk_version};
  const StudyRuns runs = run_batches(study, [&](StudyRuns& so_far) {
    Progress progress{study.batch_title(), quiet};
    do_runs(study, stored.source, nullptr, {}, processors(), progress, so_far);
  });
  write_study(path, study, runs);
}

}  // namespace

int reproduce(const ReproduceArguments& arguments) {
  StoredRun stored{arguments.result, arguments.inputs};
  if (stored.header.souk_version != souk_version())
    fmt::print("made by Souk {}, compared with Souk {}\n", stored.header.souk_version,
               souk_version());
  const TemporaryFolder folder;
  const std::string again = (folder.path() / "again.h5").string();
  if (stored.is_sweep)
    sweep_again(stored, again, arguments.quiet);
  else
    run_again(stored, again, arguments.quiet);
  if (const auto difference = first_difference(arguments.result, again)) {
    fmt::print("differs (in the file, and now): {}\n", *difference);
    return exit_differs;
  }
  fmt::print("identical: every number of {} is as it was\n", arguments.result);
  return 0;
}

}  // namespace souk::cli
