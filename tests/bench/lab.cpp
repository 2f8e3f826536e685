#include "lab.hpp"

#include <cmath>
#include <cstdlib>
#include <filesystem>

#include <unistd.h>

#include <fmt/format.h>

#include "analysis/result_file.hpp"
#include "models/scenario/parse.hpp"
#include "sim/simulation.hpp"

namespace souk::bench {
namespace {

constexpr auto consumer = "user/0";  // as scenario_of names it

double metric(const RunSummary& summary, std::string_view name) {
  return summary.metrics[metric_index(name)].value;
}

/// The mean wait, in seconds; as `souk run` would find it.
double market_mean_wait(const Scenario& scenario, bool jobs_table) {
  if (!jobs_table) return metric(simulate(scenario, {.seed = 1}), "mean_wait_s");
  const std::string path =
      std::filesystem::temp_directory_path() / fmt::format("souk-bench-{}.h5", getpid());
  OutputSpec tables;
  tables.jobs = true;
  tables.trades = tables.leases = tables.transfers = tables.offers = false;
  tables.ledger = tables.series = false;
  ResultWriter writer{path, {.title = "bench"}, tables};
  const RunSummary summary = simulate(scenario, {.seed = 1, .sink = &writer.sink()});
  writer.finish(summary);
  std::filesystem::remove(path);
  return metric(summary, "mean_wait_s");
}

}  // namespace

std::string scenario_of(const MarketQueue& market) {
  const Queue& queue = market.queue;
  return fmt::format(R"(
[scenario]
name = "mmc"
horizon = "inf"
[market]
mechanism.name = "{}"
[[provider]]
name = "pool"
nodes = {}
opening_price = "1 credit/GPUh"
[[consumer]]
name = "user"
value = "2 credit/GPUh"
jobs.process = "poisson"
jobs.rate = "{} /s"
jobs.limit = {}
jobs.duration = {{ law = "exponential", mean = "{} s" }}
)",
                     market.mechanism == Mechanism::none ? "none" : "posted_offers", queue.servers,
                     queue.arrivals_per_second(), queue.jobs, queue.mean_service);
}

const Pair& Lab::pair(const MarketQueue& market) {
  const auto found = made_.find(market);
  return found != made_.end() ? found->second
                              : made_.emplace(market, measure(market)).first->second;
}

Pair Lab::measure(const MarketQueue& market) const {
  const Scenario scenario = parse_scenario(scenario_of(market), "bench.toml");
  // A short run is made often in one process: a clock cannot tell the cost of one.
  const std::uint64_t often = std::max<std::uint64_t>(1, jobs(1'000'000) / market.queue.jobs);
  std::vector<double> souk;
  std::vector<double> bare;
  std::vector<double> ratios;
  Pair pair;
  // Two runs of one program differ by a third: more turns, where they take a second each.
  const int turns = quick_ || market.queue.jobs > 1'000'000 ? repeats() : 7;
  for (int i = 0; i < turns; ++i) {
    const auto repeated = [&](const auto& work) {
      double answer = 0;
      for (std::uint64_t run = 0; run < often; ++run) answer = work();
      return answer;
    };
    const Cost ours = in_child(
        [&] { return repeated([&] { return market_mean_wait(scenario, market.jobs_table); }); });
    const Cost theirs =
        in_child([&] { return repeated([&] { return bare_mean_wait(market.queue, consumer); }); });
    const double all = static_cast<double>(market.queue.jobs * often);
    souk.push_back(ours.cpu_s / all);
    bare.push_back(theirs.cpu_s / all);
    ratios.push_back(ours.cpu_s / theirs.cpu_s);
    pair.souk_mib = std::max(pair.souk_mib, ours.peak_mib);
    pair.same = pair.same && std::abs(ours.answer - theirs.answer) <=
                                 1e-9 * market.queue.mean_service + 1e-9 * theirs.answer;
  }
  pair.souk_cpu_s = median(souk);
  pair.bare_cpu_s = median(bare);
  pair.ratio = median(ratios);
  return pair;
}

}  // namespace souk::bench
