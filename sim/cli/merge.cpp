// souk merge: one result from the records of shards.

#include <fmt/format.h>

#include "analysis/errors.hpp"
#include "models/scenario/error.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/study_text.hpp"

namespace souk::cli {
namespace {

/// Throws BadResultFile if the folders serve different studies.
ResultHeader header_of(const std::vector<Spool>& shards) {
  const ResultHeader header = shards.front().header();
  for (const Spool& shard : shards)
    if (shard.header() != header || shard.sources() != shards.front().sources())
      throw BadResultFile{shard.folder(),
                          fmt::format("is of another study, or made by another build, than {}",
                                      shards.front().folder())};
  return header;
}

/// Adds the records of the study's replications that `runs` has not yet.
void collect(const Study& study, const std::vector<Spool>& shards, StudyRuns& runs) {
  std::size_t missing = 0, first = 0;
  for (std::size_t run = runs.summaries.size(); run < study.runs(); ++run) {
    auto& summary = runs.summaries.emplace_back();
    for (std::size_t s = 0; s < shards.size() && !summary; ++s)
      summary = shards[s].read(study.key_of(run));
    if (!summary && missing++ == 0) first = run;
  }
  if (missing > 0)
    throw MissingInput{fmt::format("{} of {} runs are in no shard, the first is {}", missing,
                                   study.runs(), study.title_of(first))};
}

}  // namespace

int merge(const MergeArguments& arguments) {
  std::vector<Spool> shards;
  for (const std::string& folder : arguments.shards) shards.emplace_back(folder);
  Study study{header_of(shards), shards.front().sources()};
  const StudyRuns runs =
      run_batches(study, [&](StudyRuns& so_far) { collect(study, shards, so_far); });
  write_study(arguments.output, study, runs);
  fmt::print("{}\nresult {}\n", study_text(study, runs), arguments.output);
  return study_exit_code(study, runs);
}

}  // namespace souk::cli
