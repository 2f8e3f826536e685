#include "sim/cli/study_runs.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include <unistd.h>

#include <fmt/format.h>

#include "analysis/errors.hpp"
#include "analysis/student.hpp"
#include "models/check.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/cost_text.hpp"
#include "sim/cli/one_run.hpp"
#include "sim/replication.hpp"

namespace souk::cli {
namespace {

/// A fork costs as much as a run of 10,000 jobs: among 32 of them it is little.
constexpr std::size_t most_runs_of_a_child = 32;

/// With the notes of its point in the summary, so that records of shards have them too.
RunSummary run_with_baseline(const Scenario& scenario, std::uint32_t replication) {
  const RunOptions options{.seed = scenario.general.seed, .replication = replication};
  RunSummary summary = simulate(scenario, options, baseline_of(run_alone(scenario, options)));
  for (std::string& note : scenario_notes(scenario, options))
    summary.notes.push_back(std::move(note));
  for (std::string& note : winner_notes(scenario)) summary.notes.push_back(std::move(note));
  return summary;
}

/// The runs that are still to do, all replications of a point in succession.
std::vector<std::size_t> runs_to_do(const Study& study, const Spool* spool, Shard shard,
                                    StudyRuns& runs) {
  const std::size_t first = runs.summaries.size();  // a whole number of replications
  runs.summaries.resize(study.runs());
  std::vector<std::size_t> to_do;
  for (std::size_t point = 0; point < study.points(); ++point)
    for (std::size_t run = first + point; run < study.runs(); run += study.points()) {
      if (!shard.has(run)) continue;
      if (spool != nullptr) runs.summaries[run] = spool->read(study.key_of(run));
      if (runs.summaries[run])
        ++runs.reused;
      else
        to_do.push_back(run);
    }
  return to_do;
}

/// What stands in the curves for a run that failed.
RunSummary failed_run(const std::string& error) {
  RunSummary summary;
  summary.metrics.assign(metric_entries().size(),
                         {std::numeric_limits<double>::quiet_NaN(), MetricFlag::undefined});
  summary.notes.push_back("failed: " + error);
  return summary;
}

}  // namespace

unsigned processors() {
  return static_cast<unsigned>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN)));
}

std::vector<double> StudyRuns::values(const Study& study, std::size_t point,
                                      std::string_view name) const {
  std::vector<double> out;
  for (std::size_t run = point; run < summaries.size(); run += study.points())
    out.push_back(summaries[run] ? metric(*summaries[run], name).value
                                 : std::numeric_limits<double>::quiet_NaN());
  return out;
}

void do_runs(const Study& study, ScenarioSource& source, const Spool* spool, Shard shard,
             unsigned workers, Progress& progress, StudyRuns& runs) {
  const std::vector<std::size_t> to_do = runs_to_do(study, spool, shard, runs);
  Scenario scenario;
  std::size_t read = study.points();  // the point that `scenario` is of
  std::size_t done = 0;
  const auto prepare = [&](std::size_t i) {
    const std::size_t point = to_do[i] % study.points();
    if (point == read) return;
    scenario = source.parse(study.sweep().points[point].sets);
    read = point;
  };
  const auto work = [&](std::size_t i) {
    prepare(i);  // a child goes from point to point by itself
    RunSummary summary = run_with_baseline(scenario, study.replication_of(to_do[i]));
    if (spool != nullptr) try {
        spool->write(study.key_of(to_do[i]), summary);
      } catch (const CannotWrite&) {
        // The parent tries once more: there it ends the sweep, and is not this run's fault.
      }
    return summary;
  };
  const auto take = [&](std::size_t i, ChildResult result) {
    if (result.summary) {
      const std::string key = study.key_of(to_do[i]);
      if (spool != nullptr && !spool->has(key)) spool->write(key, *result.summary);
      runs.summaries[to_do[i]] = *std::move(result.summary);
    } else
      runs.failures.emplace_back(to_do[i], result.error);
    progress.at(static_cast<double>(++done) / static_cast<double>(to_do.size()));
  };
  run_forked(to_do.size(), {workers, study.needs_simgrid() ? 1 : most_runs_of_a_child}, work, take,
             prepare);
  std::sort(runs.failures.begin(), runs.failures.end());
}

std::vector<std::size_t> imprecise_points(const Study& study, const StudyRuns& runs) {
  std::vector<std::size_t> points;
  const StudySpec& spec = study.spec();
  for (std::size_t p = 0; spec.half_width && p < study.points(); ++p) {
    const MeanBand band = mean_band(runs.values(study, p, spec.metric), spec.interval);
    const double half = (band.high - band.low) / 2;  // NaN with less than two values
    if (!(half <= *spec.half_width * std::abs(band.mean))) points.push_back(p);
  }
  return points;
}

StudyRuns run_batches(Study& study, const std::function<void(StudyRuns& runs)>& do_batch) {
  StudyRuns runs;
  do do_batch(runs);
  while (runs.failures.empty() && !imprecise_points(study, runs).empty() && study.grow());
  return runs;
}

std::vector<RunSummary> whole_summaries(const StudyRuns& runs) {
  std::vector<RunSummary> all;
  for (const auto& summary : runs.summaries) all.push_back(summary ? *summary : RunSummary{});
  for (const auto& [run, error] : runs.failures) all[run] = failed_run(error);
  return all;
}

void write_study(const std::string& path, const Study& study, const StudyRuns& runs) {
  write_sweep_file(path, study.header(), study.sweep(), whole_summaries(runs), study.spec());
}

int study_exit_code(const Study& study, const StudyRuns& runs) {
  int code = 0;
  for (const auto& summary : runs.summaries)
    if (summary) code = std::max(code, audit_exit_code(*summary));
  for (const auto& [run, error] : runs.failures) {
    fmt::print(stderr, "souk: a run failed: {}: {}\n", study.title_of(run), error);
    code = exit_internal;
  }
  return code;
}

}  // namespace souk::cli
