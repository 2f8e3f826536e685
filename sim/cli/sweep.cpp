// souk sweep: every grid point in every replication, and the curves.

#include <fmt/format.h>

#include "sim/cli/commands.hpp"
#include "sim/cli/result_header.hpp"
#include "sim/cli/study_runs.hpp"

namespace souk::cli {

int sweep(const SweepArguments& arguments) {
  ScenarioSource source{arguments.scenario};
  const Study study{source};
  const std::string path = output_path(arguments.output, study.name());
  need_place(path);
  const Spool spool{
      path + ".spool", study.header(),
      arguments.resume || arguments.shard.count > 1 ? Spool::Use::resume : Spool::Use::fresh};
  StudyRuns runs;
  {
    Progress progress{study.name(), arguments.quiet};
    const unsigned workers = arguments.workers == 0 ? processors() : arguments.workers;
    runs = do_runs(study, source, &spool, arguments.shard, workers, progress);
  }
  if (runs.reused > 0) fmt::print("{} runs were done before\n", runs.reused);
  if (arguments.shard.count > 1) {
    fmt::print("shard {} of {} is done; records {}\n", arguments.shard.index, arguments.shard.count,
               spool.folder());
    return study_exit_code(study, runs);
  }
  write_study(path, study, runs);
  fmt::print("{}\nresult {}\n", study_text(study, runs), path);
  if (runs.failures.empty()) spool.remove();
  return study_exit_code(study, runs);
}

}  // namespace souk::cli
