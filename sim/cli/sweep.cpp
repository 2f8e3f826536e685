// souk sweep: every grid point in every replication, and the curves.

#include <charconv>

#include <fmt/format.h>

#include "sim/cli/commands.hpp"
#include "sim/cli/result_header.hpp"
#include "sim/cli/study_text.hpp"

namespace souk::cli {

namespace {

/// "2/8"; empty: all of it.
Shard shard_of(const std::string& text) {
  Shard shard{0, 0};
  const char* end = text.data() + text.size();
  const auto index = std::from_chars(text.data(), end, shard.index);
  if (index.ptr < end && *index.ptr == '/') {
    const auto count = std::from_chars(index.ptr + 1, end, shard.count);
    if (count.ptr == end && shard.index >= 1 && shard.index <= shard.count) return shard;
  }
  throw UsageError{
      fmt::format("--shard: \"{}\" is no I/N with 1 <= I <= N; see souk sweep --help", text)};
}

}  // namespace

int sweep(const SweepArguments& arguments) {
  const Shard shard = arguments.shard.empty() ? Shard{} : shard_of(arguments.shard);
  ScenarioSource source{arguments.scenario};
  Study study{source};
  if (shard.count > 1 && study.spec().half_width)
    throw UsageError{
        "--shard does not go with study.half_width: whether a batch follows depends on "
        "the runs of all shards"};
  const std::string path = output_path(arguments.output, study.name());
  source.keep_from(path);
  need_place(path);
  const Spool spool{path + ".spool", study.header(),
                    arguments.resume || shard.count > 1 ? Spool::Use::resume : Spool::Use::fresh,
                    arguments.keep};
  const unsigned workers = arguments.workers == 0 ? processors() : arguments.workers;
  const StudyRuns runs = run_batches(study, [&](StudyRuns& so_far) {
    Progress progress{study.batch_title(), arguments.quiet};
    do_runs(study, source, &spool, shard, workers, progress, so_far);
  });
  const std::string before = runs.reused > 0 || arguments.resume
                                 ? fmt::format("{} runs were done before\n", runs.reused)
                                 : "";
  if (shard.count > 1) {
    fmt::print("{}shard {} of {} is done; records {}\n", before, shard.index, shard.count,
               spool.folder());
    return study_exit_code(study, runs);
  }
  write_study(path, study, runs);
  fmt::print("{}{}\nresult {}\n", before, study_text(study, runs), path);
  if (spool.kept())
    fmt::print("records {}\n", spool.folder());
  else if (runs.failures.empty())
    spool.remove();
  return study_exit_code(study, runs);
}

}  // namespace souk::cli
