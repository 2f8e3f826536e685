// Scenarios whose runs are known by hand or by theory.

#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "child_run.hpp"

using namespace souk;

namespace {

std::string transfers_and_jobs(const Event& event) {
  if (const auto* end = std::get_if<TransferEnded>(&event))
    return fmt::format("transfer {} arrives at {}", end->transfer.value, end->time.value);
  if (const auto* start = std::get_if<JobStarted>(&event))
    return fmt::format("job {} starts at {}", start->order.value, start->time.value);
  if (const auto* end = std::get_if<JobEnded>(&event))
    return fmt::format("job {} ends at {}", end->order.value, end->time.value);
  return {};
}

constexpr std::string_view two_transfers = R"([scenario]
name = "two-transfers"
horizon = "inf"
[[provider]]
name = "store"
nodes = 0
access.up = "100 MB/s"
[[provider]]
name = "site"
nodes = 2
[[dataset]]
name = "a"
size = "1000 MB"
at = ["store"]
[[dataset]]
name = "b"
size = "500 MB"
at = ["store"]
[[consumer]]
name = "user"
jobs.process = "list"
jobs.list = [ { submit = "0 s", duration = "1 s", gpus = 1, dataset = "a" },
              { submit = "0 s", duration = "1 s", gpus = 1, dataset = "b" } ]
)";

constexpr std::string_view replay = R"([scenario]
name = "replay"
horizon = "inf"
[market]
mechanism.name = "none"
[scheduling]
name = "fcfs"
[[provider]]
name = "pool"
nodes = 128
gpus_per_node = 1
[[consumer]]
name = "users"
jobs.process = "trace"
jobs.trace = { file = "jobs.csv", format = "native" }
)";

}  // namespace

TEST_CASE("two transfers that share an uplink of 100 MB/s end at 15 s and 10 s",
          "[simulation][oracle]") {
  // 50 MB/s each until the 500 MB are gone, at 10 s; the other has 500 MB left, at 100 MB/s.
  for (const Driver driver : {Driver::lazy, Driver::armed}) {
    const RunSummary summary =
        child_run(scenario_of(two_transfers), {.driver = driver}, transfers_and_jobs);
    CHECK(summary.notes == std::vector<std::string>{"transfer 1 arrives at 10",
                                                    "job 1 starts at 10", "job 1 ends at 11",
                                                    "transfer 0 arrives at 15",
                                                    "job 0 starts at 15", "job 0 ends at 16"});
    CHECK(audit_faults(summary) == "");
    CHECK(metric(summary, "makespan_s") == 16);
    // Both hold a GPU from 0: the wait ends with the grant of the lease or with the start.
    CHECK(metric(summary, "mean_jct_s") == 13.5);  // (16 + 11) / 2
  }
}

TEST_CASE("the largest transfers share a link like others", "[simulation][oracle]") {
  // 2 x 9e15 B at 10 TB/s.
  const RunSummary summary =
      child_run(scenario_of(two_transfers, {{"provider.store.access.up", "10000 GB/s"},
                                            {"dataset.a.size", "9000 TB"},
                                            {"dataset.b.size", "9000 TB"}}),
                {}, transfers_and_jobs);
  CHECK(summary.notes[0] == "transfer 0 arrives at 1800");
  CHECK(summary.notes[2] == "transfer 1 arrives at 1800");
}

TEST_CASE("a native trace is replayed first come, first served, rows of one instant in order",
          "[simulation][oracle]") {
  // On 128 GPUs: the second row finds 28 free and waits for the first to end; the third would fit
  // but may not overtake. Both start at 100 s. The fourth needs all: it waits until 150 s. Of two
  // rows at 200 s that need all, the first goes first.
  ParseOptions options;
  options.read_file = [](std::string_view) {
    return "submit_s,duration_s,gpus\n0,100,100\n10,50,64\n20,30,20\n120,10,128\n200,5,128\n"
           "200,7,128\n";
  };
  const Scenario scenario = parse_scenario(replay, "replay.toml", options);
  const RunSummary summary = child_run(scenario, {}, transfers_and_jobs);
  CHECK(summary.notes ==
        std::vector<std::string>{"job 0 starts at 0", "job 0 ends at 100", "job 1 starts at 100",
                                 "job 2 starts at 100", "job 2 ends at 130", "job 1 ends at 150",
                                 "job 3 starts at 150", "job 3 ends at 160", "job 4 starts at 200",
                                 "job 4 ends at 205", "job 5 starts at 205", "job 5 ends at 212"});
  CHECK(metric(summary, "jobs_finished") == 6);
  CHECK(metric(summary, "mean_wait_s") == Approx((90 + 80 + 30 + 5) / 6.0));
  CHECK(metric(summary, "mean_jct_s") == Approx((90 + 80 + 30 + 5 + 202) / 6.0));
  CHECK(metric(summary, "makespan_s") == 212);
}

TEST_CASE("the mean wait of M/M/1 is as theory says, within 4 standard errors",
          "[simulation][oracle]") {
  // lambda = 0.5, mu = 1: Wq = rho / (mu - lambda) = 1 s. Waits of n jobs in a row are correlated:
  // n x the variance of their mean tends to rho (2 + 5 rho - 4 rho^2 + rho^3) / (mu^2 (1 - rho)^4)
  // = 29 s^2. Source: Whitt, Planning queueing simulations, Management Science 35 (1989).
  constexpr double n = 50'000, rho = 0.5;
  const RunSummary summary = simulate(scenario_of(R"([scenario]
name = "mm1"
horizon = "inf"
[[provider]]
name = "pool"
[[consumer]]
name = "user"
jobs.process = "poisson"
jobs.rate = "0.5 /s"
jobs.limit = 50000
jobs.duration = { law = "exponential", mean = "1 s" }
)"),
                                      {});
  const double spread =
      rho * (2 + 5 * rho - 4 * rho * rho + rho * rho * rho) / std::pow(1 - rho, 4);
  CHECK(metric(summary, "jobs_finished") == n);
  CHECK(std::abs(metric(summary, "mean_wait_s") - 1) < 4 * std::sqrt(spread / n));
  CHECK(metric(summary, "mean_jct_s") - metric(summary, "mean_wait_s") ==
        Approx(1).margin(4 / std::sqrt(n)));  // the sample mean of the durations
}
