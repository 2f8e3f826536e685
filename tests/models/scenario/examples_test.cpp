#include <cmath>

#include <catch2/catch.hpp>

#include "texts.hpp"

using namespace souk;

namespace {

constexpr std::string_view replay = R"(# replay.toml: a native trace on a homogeneous pool
[scenario]
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
jobs = { process = "trace", trace.format = "native" }
)";

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

constexpr std::string_view idle_gpus = R"([scenario]
name = "idle-gpus"
horizon = "14 d"
seed = 20260401
replications = 30

[market]
round = "10 min"                     # the order book clears once a round
mechanism.name = "posted_offers"

[[device]]
name = "h100-sxm"

[[provider]]
name = "coop"
count = 40
nodes = 1
device = "h100-sxm"
gpus_per_node = 8
idle.process = "on_off"              # exponential; mean lengths below
idle.mean_on = "6 h"
idle.mean_off = "10 h"
opening_price = "1.50 credit/GPUh"
pricing.name = "tatonnement"
pricing.step = 0.2
pricing.floor = "0.50 credit/GPUh"

[[consumer]]
name = "team"
count = 120
jobs.process = "poisson"
jobs.rate = "2 /d"
jobs.work = { law = "lognormal", median = "3 GPUh", sigma = 1.1 }
value = { law = "uniform", low = "0.5 credit/GPUh", high = "4 credit/GPUh" }

[[sweep]]                            # `souk sweep` runs the grid, `souk run` the values above
key = "provider.coop.pricing"
values = [
  { name = "posted_price" },
  { name = "tatonnement", step = 0.2, floor = "0.50 credit/GPUh" },
]
)";

}  // namespace

TEST_CASE("the replay scenario takes its trace from the command line", "[scenario]") {
  ParseOptions options = test::with_files();
  options.sets = {{"consumer.*.jobs.trace.file", "\"jobs.csv\""}, {"provider.pool.nodes", "64"}};
  const Scenario scenario = parse_scenario(replay, "replay.toml", options);
  CHECK(std::isinf(scenario.general.horizon.value));
  CHECK(scenario.market.mechanism.name == "none");
  CHECK(scenario.scheduling.rule.name == "fcfs");
  CHECK(scenario.providers.at(0).nodes.a == 64);
  CHECK(scenario.consumers.at(0).jobs.process == ArrivalProcess::trace);
  CHECK(scenario.consumers.at(0).jobs.trace.format == "native");
  REQUIRE(scenario.traces.size() == 1);
  CHECK(scenario.traces[0].jobs.size() == 3);
  CHECK(scenario.input_paths == std::vector<std::string>{"jobs.csv"});
}

TEST_CASE("the replay scenario is checked without a trace, and cannot run without", "[scenario]") {
  ParseOptions names_only;
  names_only.read_inputs = false;
  CHECK(parse_scenario(replay, "replay.toml", names_only).traces.empty());
  CHECK(
      test::contains(test::report_on(replay), "jobs.trace.file is missing (--trace FILE sets it)"));
}

TEST_CASE("two transfers share one uplink: goods, sites and listed jobs are numbered in file order",
          "[scenario]") {
  const Scenario scenario = parse_scenario(two_transfers, "two-transfers.toml");
  REQUIRE(scenario.providers.size() == 2);
  CHECK(scenario.providers[0].nodes.a == 0);
  CHECK(scenario.providers[0].access.up == BytesPerSecond{100e6});
  CHECK(std::isinf(scenario.providers[0].access.down.value));
  REQUIRE(scenario.goods.size() == 2);
  CHECK(scenario.goods[0].size == Bytes{1000e6});
  CHECK(scenario.goods[1].at == std::vector<std::uint32_t>{0});
  const auto& list = scenario.consumers.at(0).jobs.list;
  REQUIRE(list.size() == 2);
  CHECK(list[0].duration == Seconds{1});
  CHECK(list[0].dataset == GoodId{0});
  CHECK(list[1].dataset == GoodId{1});
  CHECK_FALSE(list[1].model.exists());
}

TEST_CASE("idle-gpus reads with its units, laws and rules", "[scenario]") {
  const Scenario scenario = parse_scenario(idle_gpus, "idle-gpus.toml");
  CHECK(scenario.general.horizon == Seconds{14 * 86400.0});
  CHECK(scenario.general.series_interval == Seconds{14 * 86400.0 / 500});
  CHECK(scenario.general.seed == 20260401);
  CHECK(scenario.general.replications == 30);
  CHECK(scenario.market.round == Seconds{600});
  const ProviderSpec& coop = scenario.providers.at(0);
  CHECK(coop.count == 40);
  CHECK(coop.device == DeviceId{1});
  CHECK(coop.idle.process == IdleProcess::on_off);
  CHECK(coop.idle.mean_on == Seconds{21600});
  CHECK(coop.pricing.name == "tatonnement");
  CHECK(coop.pricing.params.number("step", {}) == 0.2);
  CHECK(coop.pricing.params.price("floor") == Price{0.5});
  const ConsumerSpec& team = scenario.consumers.at(0);
  CHECK(team.jobs.rate.value == 2.0 / 86400);
  CHECK(team.jobs.work == Law{LawKind::lognormal, 3 * 3600.0, 1.1, 0, {}, {}});
  CHECK(team.value == Law{LawKind::uniform, 0.5, 4, 0, {}, {}});
  CHECK_FALSE(team.value_per_job);
}

TEST_CASE("a device without a row is unknown, but for the reference", "[scenario]") {
  const std::string text =
      test::replaced(std::string{idle_gpus}, "[[device]]\nname = \"h100-sxm\"\n", "");
  CHECK(test::contains(test::report_on(text),
                       "provider \"coop\": unknown device \"h100-sxm\"; known are reference"));
}
