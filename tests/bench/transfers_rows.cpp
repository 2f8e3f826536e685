// Rows about data that moves.

#include <fmt/format.h>

#include "models/scenario/parse.hpp"
#include "rows.hpp"
#include "sim/simulation.hpp"
#include "table.hpp"

namespace souk::bench {
namespace {

/// 100 sites of ten GPUs; each job runs 100 s and sends `output` (a law) to its consumer's own
/// site, at 10 s per GB. At load 0.85 a site starts a transfer each 12 s, for a second each.
std::string outputs_scenario(std::uint64_t jobs, const std::string& output) {
  return fmt::format(R"(
[scenario]
name = "outputs"
horizon = "inf"
[[provider]]
name = "home"
count = 100
nodes = 0
access.down = "1 GB/s"
[[provider]]
name = "site"
count = 100
nodes = 10
access.up = "1 GB/s"
[[consumer]]
name = "user"
count = 100
home = "home"
jobs.process = "poisson"
jobs.rate = "0.085 /s"
jobs.limit = {}
jobs.duration = {{ law = "exponential", mean = "100 s" }}
jobs.output = {}
)",
                     jobs / 100, output);
}

/// 1,000 sites of a GPU each and 1,000 datasets: nearly every job is the first at its site to want
/// the one it draws, and waits for it.
std::string datasets_scenario(std::uint64_t jobs) {
  std::string text = fmt::format(R"(
[scenario]
name = "datasets"
horizon = "inf"
[[provider]]
name = "store"
nodes = 0
[[provider]]
name = "site"
count = 1000
access.down = "1 GB/s"
[[consumer]]
name = "user"
jobs.process = "poisson"
jobs.rate = "8 /s"
jobs.limit = {}
jobs.duration = {{ law = "exponential", mean = "100 s" }}
)",
                                 jobs);
  std::string names;
  std::string weights;
  for (int i = 0; i < 1000; ++i) {
    names += fmt::format("\"d{}\",", i);
    weights += "1,";
  }
  text += fmt::format("jobs.dataset = {{ law = \"discrete\", values = [{}], weights = [{}] }}\n",
                      names, weights);
  for (int i = 0; i < 1000; ++i)
    text += fmt::format("[[dataset]]\nname = \"d{}\"\nsize = \"1 GB\"\nat = [\"store\"]\n", i);
  return text;
}

double bytes_moved(const RunSummary& summary) {
  return summary.metrics[metric_index("bytes_moved")].value;
}

void print_transfers(Lab& lab, const std::string& what, const std::string& text, std::uint64_t jobs,
                     double least) {
  const Scenario scenario = parse_scenario(text, "bench.toml");
  std::vector<double> rates;
  double moved = 0;
  for (int i = 0; i < lab.repeats(); ++i) {
    const Cost cost = in_child([&] { return bytes_moved(simulate(scenario, {.seed = 1})); });
    rates.push_back(static_cast<double>(jobs) / cost.cpu_s);
    moved = cost.answer / 1e9 / static_cast<double>(jobs);
  }
  const double rate = median(rates);
  print({.what = fmt::format("{}: {} of jobs", what, percent(moved)),
         .souk = per_second(rate),
         .bar = fmt::format(">= {:g} M/s", least / 1e6),
         .holds = rate >= least});
}

}  // namespace

void transfers_rows(Lab& lab) {
  const std::uint64_t jobs = lab.jobs(500'000);
  const std::string tenth = R"({ law = "discrete", values = ["0 B", "1 GB"], weights = [9, 1] })";
  print_transfers(lab, "outputs", outputs_scenario(jobs, tenth), jobs, 5e5);
  print_transfers(lab, "outputs", outputs_scenario(jobs, "\"1 GB\""), jobs, 2.5e5);
  const std::uint64_t fewer = lab.jobs(200'000);
  print_transfers(lab, "datasets", datasets_scenario(fewer), fewer, 2.5e5);
}

}  // namespace souk::bench
