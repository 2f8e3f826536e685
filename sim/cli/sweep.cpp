// souk sweep: every grid point in every replication, and the curves.

#include <fmt/format.h>

#include "sim/cli/commands.hpp"
#include "sim/cli/result_header.hpp"
#include "sim/cli/study_text.hpp"

namespace souk::cli {

int sweep(const SweepArguments& arguments) {
  ScenarioSource source{arguments.scenario};
  Study study{source};
  if (arguments.shard.count > 1 && study.spec().half_width)
    throw UsageError{
        "--shard does not go with study.half_width: whether a batch follows depends on "
        "the runs of all shards"};
  const std::string path = output_path(arguments.output, study.name());
  need_place(path);
  const Spool spool{
      path + ".spool", study.header(),
      arguments.resume || arguments.shard.count > 1 ? Spool::Use::resume : Spool::Use::fresh};
  const unsigned workers = arguments.workers == 0 ? processors() : arguments.workers;
  const StudyRuns runs = run_batches(study, [&](StudyRuns& so_far) {
    Progress progress{study.batch_title(), arguments.quiet};
    do_runs(study, source, &spool, arguments.shard, workers, progress, so_far);
  });
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
