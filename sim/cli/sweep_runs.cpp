#include "sim/cli/sweep_runs.hpp"

#include <algorithm>

#include <unistd.h>

#include <fmt/format.h>

#include "models/check.hpp"
#include "sim/cli/one_run.hpp"
#include "sim/replication.hpp"

namespace souk::cli {
namespace {

std::string point_text(const SweepPoint& point) {
  std::string text;
  for (const auto& [key, value] : point.labels) text += fmt::format("{} = {}, ", key, value);
  return text;
}

RunSummary run_with_baseline(const Scenario& scenario, std::uint32_t replication) {
  const RunOptions options{.seed = scenario.general.seed, .replication = replication};
  return simulate(scenario, options, baseline_of(run_alone(scenario, options)));
}

}  // namespace

std::vector<RunSummary> run_sweep(ScenarioSource& source, const Sweep& sweep,
                                  std::uint32_t replications, unsigned workers,
                                  Progress& progress) {
  std::vector<Scenario> points;
  for (const SweepPoint& point : sweep.points) points.push_back(source.parse(point.sets));
  std::vector<RunSummary> runs(points.size() * replications);
  std::size_t done = 0;
  std::string failure;
  run_forked(
      runs.size(), workers,
      [&](std::size_t i) {
        return run_with_baseline(points[i % points.size()],
                                 static_cast<std::uint32_t>(i / points.size()));
      },
      [&](std::size_t i, ChildResult result) {
        if (result.summary)
          runs[i] = *std::move(result.summary);
        else if (failure.empty())
          failure = fmt::format("{}replication {}: {}", point_text(sweep.points[i % points.size()]),
                                i / points.size(), result.error);
        progress.at(static_cast<double>(++done) / static_cast<double>(runs.size()));
      });
  if (!failure.empty()) throw InternalError{failure};
  return runs;
}

unsigned processors() {
  return static_cast<unsigned>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN)));
}

}  // namespace souk::cli
