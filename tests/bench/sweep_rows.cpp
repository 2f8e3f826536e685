// What it costs that each replication has a process of its own, and what two workers gain.

#include <fmt/format.h>

#include "models/scenario/parse.hpp"
#include "rows.hpp"
#include "sim/replication.hpp"
#include "sim/simulation.hpp"
#include "table.hpp"

namespace souk::bench {
namespace {

RunSummary replication(const Scenario& scenario, std::size_t number) {
  return simulate(scenario, {.seed = 1, .replication = static_cast<std::uint32_t>(number)});
}

/// Wall seconds of `runs` replications in children, `workers` at once.
double forked(const Scenario& scenario, std::size_t runs, unsigned workers) {
  const double start = wall_seconds();
  run_forked(
      runs, workers, [&](std::size_t i) { return replication(scenario, i); },
      [](std::size_t, const ChildResult&) {});
  return wall_seconds() - start;
}

/// The same one after the other in this process.
double unforked(const Scenario& scenario, std::size_t runs) {
  const double start = wall_seconds();
  for (std::size_t i = 0; i < runs; ++i) replication(scenario, i);
  return wall_seconds() - start;
}

}  // namespace

void sweep_rows(Lab& lab) {
  const std::size_t runs = lab.quick() ? 10 : 200;
  const MarketQueue market{.queue = {.servers = 100, .jobs = 10'000}};
  const Scenario scenario = parse_scenario(scenario_of(market), "bench.toml");
  std::vector<double> overheads;
  std::vector<double> gains;
  for (int i = 0; i < lab.repeats(); ++i) {
    const double alone = in_child([&] { return unforked(scenario, runs); }).answer;
    const double one = in_child([&] { return forked(scenario, runs, 1); }).answer;
    const double two = in_child([&] { return forked(scenario, runs, 2); }).answer;
    overheads.push_back((one - alone) / static_cast<double>(runs));
    gains.push_back(one / (2 * two));
  }
  const double overhead = median(overheads);
  print({.what = "wall time that a process of its own adds to a run",
         .souk = fmt::format("{:.2f} ms", 1e3 * overhead),
         .bar = "<= 10 ms",
         .holds = overhead <= 0.010});
  const double gain = median(gains);
  print({.what = fmt::format("T(-j1) / (2 T(-j2)), {} runs, no file", runs),
         .souk = fmt::format("{:.2f}", gain),
         .bar = ">= 0.9",
         .holds = gain >= 0.9});
}

}  // namespace souk::bench
