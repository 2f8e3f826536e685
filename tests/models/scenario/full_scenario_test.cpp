#include <chrono>
#include <cmath>

#include <catch2/catch.hpp>

#include "texts.hpp"

using namespace souk;

namespace {

Scenario full() {
  return parse_scenario(test::full_scenario(), "full.toml", test::with_files());
}

Law law(LawKind kind, double a, double b = 0, double c = 0) {
  return {kind, a, b, c, {}, {}};
}

}  // namespace

TEST_CASE("the single sections are read in SI units", "[scenario]") {
  const Scenario scenario = full();
  CHECK(scenario.general.name == "full");
  CHECK(scenario.general.title == "every section");
  CHECK(scenario.general.warmup.time == Seconds{3600});
  CHECK(scenario.general.warmup.share == 0);
  CHECK(scenario.general.series_interval == Seconds{600});
  // 2026-04-01 is day 56 x 365 + 14 leap days (1972..2024) + 31 + 28 + 31 = 20544 after 1970-01-01.
  CHECK(scenario.general.epoch == std::int64_t{20544} * 86400);
  CHECK(scenario.engine.compute == ComputeModel::fluid);
  CHECK(scenario.engine.flows_per_link == 8);
  CHECK(scenario.market.fee_rate == 0.05);
  CHECK(scenario.market.fee_payer == FeePayer::both);
  CHECK(scenario.market.endowment == Money{100'000'000});
  CHECK(scenario.scheduling.rule.name == "sjf");
  CHECK(scenario.scheduling.scope == Scope::site);
  CHECK(scenario.scheduling.queue_limit == 50);
  CHECK(scenario.scheduling.ties == Ties::index);
  CHECK(scenario.placement.rule.name == "best_fit");
  CHECK_FALSE(scenario.placement.span);
  CHECK(scenario.network.latency == Seconds{0.01});
  CHECK(scenario.network.backbone == BytesPerSecond{12.5e9});
  CHECK(scenario.output.jobs);
  CHECK(scenario.output.ledger);
  CHECK_FALSE(scenario.output.trades);
  CHECK_FALSE(scenario.output.series);
}

TEST_CASE("devices, providers, goods and links are read and numbered", "[scenario]") {
  const Scenario scenario = full();
  CHECK(scenario.kinds == std::vector<std::string>{"default", "vision"});
  REQUIRE(scenario.devices.size() == 2);
  CHECK(scenario.devices[0].throughput == std::vector<double>{1, 1});
  CHECK(scenario.devices[1].throughput == std::vector<double>{2, 3.5});
  CHECK(scenario.devices[1].memory == Bytes{80e9});
  CHECK(scenario.devices[1].busy_power == Watts{700});
  const ProviderSpec& coop = scenario.providers.at(0);
  CHECK(coop.nodes == law(LawKind::uniform, 1, 4));
  CHECK(coop.gpus_per_node == law(LawKind::constant, 8));
  CHECK(coop.share == 0.5);
  CHECK(coop.owner_priority);
  CHECK(coop.owner_claim == OwnerClaim::evict);
  CHECK(coop.capital == Money{10'000'000});
  CHECK(coop.idle.on_return == OnReturn::evict);
  CHECK(coop.idle.notice == Seconds{300});
  CHECK(coop.opening_price == Price{1.5});
  CHECK(coop.reserve_price == Price{0.25});
  CHECK(coop.access.up == BytesPerSecond{125e6});
  CHECK(coop.access.down == BytesPerSecond{2e9});
  CHECK(coop.region == "eu");
  CHECK(coop.scheduling->name == "fcfs");
  CHECK(coop.placement->name == "first_fit");
  CHECK(scenario.providers.at(1).idle.changes ==
        std::vector<Seconds>{Seconds{3600}, Seconds{7200}});
  REQUIRE(scenario.goods.size() == 3);
  CHECK(scenario.goods[0].price.value == Approx(1e-10).epsilon(1e-15));  // 0.1 credit per 1e9 B
  CHECK(scenario.goods[1].price.value == Approx(2 / 1073741824.0));      // 2 credit per access
  CHECK(scenario.goods[1].at == std::vector<std::uint32_t>{1, 0});
  CHECK(scenario.goods[2].is_model);
  REQUIRE(scenario.links.size() == 1);
  CHECK(scenario.links[0].bandwidth == BytesPerSecond{1.25e9});
  const std::vector<std::pair<bool, std::uint32_t>> order{
      {false, 0}, {true, 0}, {false, 1}, {true, 1}, {true, 2}, {true, 3}, {true, 4}};
  CHECK(scenario.order == order);
}

TEST_CASE("a consumer's account and jobs are read", "[scenario]") {
  const Scenario scenario = full();
  const ConsumerSpec& team = scenario.consumers.at(0);
  CHECK(team.home == 0U);
  CHECK(team.budget == law(LawKind::uniform, 1, 9));
  CHECK(team.delay_cost == law(LawKind::constant, 2.0 / 86400));
  CHECK(team.access->up == BytesPerSecond{10e6});
  CHECK(team.region == "us");
  const JobsSpec& jobs = team.jobs;
  CHECK(jobs.limit == 100);
  CHECK(jobs.gpus.values == std::vector<double>{1, 2, 8});
  CHECK(jobs.gpus.cumulative == std::vector<double>{0.5, 0.75, 1});
  CHECK(jobs.estimate == law(LawKind::constant, 1.5));
  CHECK(jobs.devices == std::vector<DeviceId>{DeviceId{1}, DeviceId{0}});
  CHECK(jobs.kind == KindId{1});
  CHECK(jobs.patience == law(LawKind::exponential, 7200));
  CHECK(jobs.deadline == law(LawKind::constant, 86400));
  CHECK(jobs.late == Late::worthless);
  CHECK(jobs.max_price == Price{3});
  CHECK(jobs.dataset.goods == std::vector<GoodId>{GoodId{0}, GoodId{1}});
  CHECK(jobs.dataset.cumulative == std::vector<double>{0.75, 1});
  CHECK(jobs.model.goods == std::vector<GoodId>{GoodId{2}});
  CHECK(jobs.output == law(LawKind::constant, 20e6));
}

TEST_CASE("lists, traces, closed and renewal demand are read", "[scenario]") {
  const Scenario scenario = full();
  const auto& list = scenario.consumers.at(1).jobs.list;
  REQUIRE(list.size() == 2);
  CHECK(list[0].gpus == 2);
  CHECK(list[0].estimate == Seconds{120});
  CHECK(list[0].value == Credits{5});
  CHECK(list[0].kind == KindId{1});
  CHECK(list[1].work == GpuSeconds{7200});
  CHECK(std::isinf(list[1].deadline->value));
  CHECK(list[1].devices == std::vector<DeviceId>{DeviceId{1}});
  // Scale 2 halves the times between arrivals 0 4 8; limit 2 keeps two jobs, of ann and bob.
  REQUIRE(scenario.traces.size() == 1);
  REQUIRE(scenario.traces[0].jobs.size() == 2);
  CHECK(scenario.traces[0].jobs[1].submit == Seconds{2});
  CHECK(scenario.traces[0].users == std::vector<std::string>{"ann", "bob"});
  CHECK(scenario.consumers.at(3).jobs.population == 3);
  CHECK(scenario.consumers.at(3).jobs.think == law(LawKind::constant, 60));
  CHECK(scenario.consumers.at(3).jobs.duration == law(LawKind::erlang, 2, 600));
  CHECK(scenario.consumers.at(4).jobs.interarrival == law(LawKind::hyperexponential, 3600, 4));
  const Law& sizes = *scenario.consumers.at(4).jobs.duration;
  CHECK(sizes.values == std::vector<double>{10, 20, 30});
  CHECK(sizes.cumulative == std::vector<double>{1.0 / 3, 2.0 / 3, 1});
  CHECK(scenario.input_paths == std::vector<std::string>{"jobs.csv", "sizes.csv"});
}

TEST_CASE("the resolved text reads back as the same scenario", "[scenario]") {
  // The text holds every value given, so that equal texts are equal scenarios.
  const Scenario first = full();
  const Scenario second = parse_scenario(first.text, "resolved.toml", test::with_files());
  CHECK(second.text == first.text);
  CHECK(second.order == first.order);
  CHECK(second.kinds == first.kinds);
  CHECK(second.general.epoch == first.general.epoch);
  CHECK(second.consumers[0].jobs.gpus == first.consumers[0].jobs.gpus);
  CHECK(second.providers[0].pricing.params.price("floor") == Price{0.5});
  CHECK(second.traces[0].jobs.size() == first.traces[0].jobs.size());
  const Sweep a = read_sweep(test::full_scenario(), "full.toml", test::with_files());
  const Sweep b = read_sweep(first.text, "resolved.toml", test::with_files());
  CHECK(a.points.size() == 8);
  CHECK(b.points.size() == 8);
}

TEST_CASE("dotted keys and inline tables are equal, and so is their order", "[scenario]") {
  const std::string dotted = test::with_consumer(
      "jobs.process = \"poisson\"\njobs.rate = \"1 /h\"\njobs.work = \"1 GPUh\"\n");
  const std::string inlined =
      test::with_consumer("jobs = { work = \"1 GPUh\", rate = \"1 /h\", process = \"poisson\" }\n");
  CHECK(parse_scenario(dotted, "s.toml").text == parse_scenario(inlined, "s.toml").text);
}

TEST_CASE("each key of the reference has its line", "[scenario]") {
  const std::string reference = key_reference();
  for (const char* path :
       {"scenario.horizon", "engine.transfers", "market.mechanism", "scheduling.ties",
        "output.tables", "device.*.throughput", "provider.*.idle.notice", "consumer.*.delay_cost",
        "consumer.*.jobs.trace.scale", "consumer.*.jobs.list.*.submit", "model.*.size",
        "link.*.bandwidth", "sweep.*.points"}) {
    CAPTURE(path);
    CHECK(test::contains(reference, "\n" + std::string{path} + " "));
  }
  CHECK(test::contains(reference, "(units s min h d ms us)"));
}
