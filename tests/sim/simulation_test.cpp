#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "child_run.hpp"
#include "market_texts.hpp"
#include "models/check.hpp"

using namespace souk;

namespace {

/// Every way to run that text; the first is the reference. The calendar alone serves where nothing
/// moves; fluid compute is a way too, as no market gives a GPU twice.
struct Way {
  std::string_view name;
  Sets sets;
  Driver driver = Driver::automatic;
};

std::vector<Way> ways(bool moves) {
  if (moves) return {{"lazy", {}, Driver::lazy}, {"armed", {}, Driver::armed}};
  return {{"calendar", {}},
          {"lazy", {idle_network}, Driver::lazy},
          {"armed", {idle_network}, Driver::armed},
          {"fluid, lazy", {fluid_compute}, Driver::lazy},
          {"fluid, armed", {fluid_compute}, Driver::armed}};
}

/// Says which ways differ from the first, and what the audits of any found; empty if all is well.
std::string differences(std::string_view text, bool moves) {
  std::string found;
  std::uint64_t hash = 0;
  for (const Way& way : ways(moves)) {
    const Scenario scenario = scenario_of(text, way.sets);
    const RunSummary summary = child_run(scenario, {.driver = way.driver});
    const std::string faults = audit_faults(summary);
    if (!faults.empty()) found += fmt::format("{}: {}\n", way.name, faults);
    if (hash == 0) hash = summary.event_hash;
    if (summary.event_hash != hash)
      found += fmt::format("{}: {} events give {:016x}, not {:016x}\n", way.name, summary.events,
                           summary.event_hash, hash);
  }
  return found;
}

/// Counts what a sink is given.
struct Counting final : EventSink {
  std::uint64_t hashed = 0, samples = 0;
  void on(const Event& event) override {
    ++(std::holds_alternative<Sample>(event) ? samples : hashed);
  }
};

}  // namespace

TEST_CASE("lazy, armed, calendar and fluid runs give one event hash, and books that balance",
          "[simulation][contract]") {
  for (const MarketText& market : market_texts()) {
    CAPTURE(market.name);
    CHECK(differences(market.text, market.moves) == "");
  }
}

TEST_CASE("every scenario of these tests trades, waits and ends jobs", "[simulation]") {
  for (const MarketText& market : market_texts()) {
    CAPTURE(market.name);
    const RunSummary summary = child_run(scenario_of(market.text));
    CHECK(metric(summary, "jobs_finished") >= 50);
    CHECK(metric(summary, "mean_wait_s") > 0);
  }
}

TEST_CASE("drivers agree and books balance on markets drawn at random", "[simulation][contract]") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const DrawnMarket market = draw_market(seed);
    CAPTURE(seed, market.text);
    CHECK(differences(market.text, market.moves) == "");
  }
}

TEST_CASE("drivers agree on hundreds of markets drawn at random", "[simulation][contract][slow]") {
  for (std::uint64_t seed = 1000; seed < 1600; ++seed) {
    const DrawnMarket market = draw_market(seed);
    CAPTURE(seed, market.text);
    CHECK(differences(market.text, market.moves) == "");
  }
}

TEST_CASE("a sink sees every event of the hash, and changes nothing", "[simulation][contract]") {
  for (const MarketText& market : market_texts()) {
    if (market.moves) continue;
    CAPTURE(market.name);
    const Scenario scenario = scenario_of(market.text);
    Counting sink;
    const RunSummary watched = simulate(scenario, {.sink = &sink});
    CHECK(watched.event_hash == simulate(scenario, {}).event_hash);
    CHECK(sink.hashed == watched.events);
    CHECK((sink.samples > 0) == (scenario.general.horizon.value < infinity));
  }
}

TEST_CASE("output.tables does not move the hash", "[simulation][contract]") {
  for (const MarketText& market : market_texts()) {
    CAPTURE(market.name);
    const std::uint64_t hash = child_run(scenario_of(market.text)).event_hash;
    for (const char* tables : {"[]", "[\"leases\", \"ledger\", \"offers\", \"jobs\"]"})
      CHECK(child_run(scenario_of(market.text, {{"output.tables", tables}})).event_hash == hash);
  }
}

TEST_CASE("two seeds differ, two replications differ, one run repeated does not",
          "[simulation][contract]") {
  const MarketText& market = market_texts()[0];
  const Scenario scenario = scenario_of(market.text);
  const RunSummary first = child_run(scenario);
  CHECK(child_run(scenario, {.seed = 2}).event_hash != first.event_hash);
  CHECK(child_run(scenario, {.replication = 1}).event_hash != first.event_hash);
  for (int repetition = 0; repetition < 20; ++repetition) {
    const RunSummary again = child_run(scenario);
    CHECK(again.event_hash == first.event_hash);
    CHECK(again.hash_blocks == first.hash_blocks);
  }
}

TEST_CASE("a run without transfers or fluid compute needs no SimGrid", "[simulation]") {
  for (const MarketText& market : market_texts()) {
    CAPTURE(market.name);
    CHECK(needs_simgrid(scenario_of(market.text)) == market.moves);
    CHECK(needs_simgrid(scenario_of(market.text, {fluid_compute})));
    CHECK(needs_simgrid(scenario_of(market.text, {idle_network})));
  }
}

TEST_CASE("an order whose value is exactly the price is served, under either scope",
          "[simulation]") {
  // One GPU each, so that no rounding lies between a job's value, 3 credit/GPUh x work, and its
  // price; the last bit of value / work must not keep it waiting for ever.
  const std::string text = R"([scenario]
name = "at-the-price"
horizon = "inf"
[market]
mechanism.name = "posted_offers"
[[provider]]
name = "pool"
nodes = 2
opening_price = "3 credit/GPUh"
[[consumer]]
name = "user"
value = "3 credit/GPUh"
jobs.process = "poisson"
jobs.rate = "6 /h"
jobs.limit = 300
jobs.duration = { law = "exponential", mean = "10 min" }
)";
  for (const char* scope : {"pool", "site"}) {
    const RunSummary summary = simulate(scenario_of(text, {{"scheduling.scope", scope}}), {});
    CAPTURE(scope);
    CHECK(metric(summary, "jobs_finished") == 300);
    CHECK(audit_faults(summary) == "");
  }
}

TEST_CASE("an order that waits for a price is bound to a site when it can pay", "[simulation]") {
  // Nobody pays 8; each round without demand halves the price, so after two rounds, at 2, the one
  // job (worth 3 per GPU-hour) is bound, and it starts there.
  const std::string text = R"([scenario]
name = "falling"
horizon = "inf"
[market]
mechanism.name = "posted_offers"
round = "1 h"
[scheduling]
scope = "site"
[[provider]]
name = "lab"
nodes = 4
opening_price = "8 credit/GPUh"
pricing = { name = "tatonnement", step = 0.5, floor = "1 credit/GPUh" }
[[consumer]]
name = "user"
value = "3 credit/GPUh"
jobs.process = "list"
jobs.list = [{ submit = "1 s", duration = "30 min" }]
)";
  const RunSummary summary = simulate(scenario_of(text), {});
  CHECK(metric(summary, "jobs_finished") == 1);
  CHECK(metric(summary, "mean_wait_s") == Approx(2 * 3600 - 1).epsilon(1e-12));
}
