#include <catch2/catch.hpp>
#include <cmath>

#include "models/check.hpp"
#include "small_scenario.hpp"

using namespace souk;

namespace {

ListedJob listed(double submit, double duration, int gpus = 1, std::string user = {}) {
  ListedJob job;
  job.submit = Seconds{submit};
  job.duration = Seconds{duration};
  job.gpus = gpus;
  job.user = std::move(user);
  return job;
}

Scenario list_scenario(std::vector<ListedJob> list, std::uint32_t count = 1) {
  ConsumerSpec consumer = small_consumer("team", count);
  consumer.jobs.process = ArrivalProcess::list;
  consumer.jobs.list = std::move(list);
  return small_scenario({consumer});
}

TraceJob traced(double submit, double duration, int gpus, std::uint32_t user) {
  TraceJob job;
  job.submit = Seconds{submit};
  job.duration = Seconds{duration};
  job.gpus = gpus;
  job.user = user;
  return job;
}

Scenario trace_scenario(Trace trace) {
  ConsumerSpec consumer = small_consumer("users");
  consumer.jobs.process = ArrivalProcess::trace;
  consumer.value = constant_law(36);
  Scenario scenario = small_scenario({consumer});
  scenario.traces.push_back(std::move(trace));
  return scenario;
}

}  // namespace

TEST_CASE("a list is submitted in time order, equal times in file order", "[workloads][contract]") {
  const Scenario scenario =
      list_scenario({listed(5, 1), listed(2, 2), listed(5, 3), listed(2, 4), listed(0, 5)});
  Demand demand{scenario, 1, 0};
  CHECK(demand.first(0) == Seconds{0});
  CHECK(demand.arrival_key(0) == 4);
  CHECK(demand.next(0, Seconds{0}) == Seconds{2});
  CHECK(demand.arrival_key(0) == 1);
  CHECK(demand.next(0, Seconds{2}) == Seconds{2});
  CHECK(demand.arrival_key(0) == 3);
  CHECK(demand.next(0, Seconds{2}) == Seconds{5});
  CHECK(demand.next(0, Seconds{5}) == Seconds{5});
  CHECK(demand.next(0, Seconds{5}) == Seconds{infinity});
  for (const double duration : {5, 2, 4, 1, 3}) CHECK(demand.draw(0).work == GpuSeconds{duration});
  CHECK_THROWS_AS(demand.draw(0), InternalError);
}

TEST_CASE("without users every member submits the whole list", "[workloads][contract]") {
  const Scenario scenario = list_scenario({listed(1, 1), listed(2, 2)}, 3);
  Demand demand{scenario, 1, 0};
  REQUIRE(demand.members().size() == 3);
  for (std::uint32_t m = 0; m < 3; ++m) CHECK(arrivals(demand, m, 9) == std::vector<double>{1, 2});
}

TEST_CASE("with users each distinct one is a member, in order of first appearance",
          "[workloads][contract]") {
  const Scenario scenario =
      list_scenario({listed(3, 1, 1, "zoe"), listed(1, 2, 1, "abe"), listed(2, 3, 1, "zoe")}, 7);
  Demand demand{scenario, 1, 0};
  REQUIRE(demand.members().size() == 2);
  CHECK(demand.members()[0].name == "team/zoe");
  CHECK(demand.members()[1].name == "team/abe");
  CHECK(arrivals(demand, 0, 9) == std::vector<double>{2, 3});
  CHECK(arrivals(demand, 1, 9) == std::vector<double>{1});
  CHECK(demand.draw(0).work == GpuSeconds{3});
  CHECK(demand.draw(1).work == GpuSeconds{2});
}

TEST_CASE("what a row of a list says goes before the consumer's laws", "[workloads][contract]") {
  ListedJob full = listed(0, 10, 4);
  full.work = GpuSeconds{100};  // goes before duration x gpus
  full.estimate = Seconds{77};
  full.value = Credits{5};
  full.budget = Credits{6};
  full.deadline = Seconds{70};
  full.patience = Seconds{80};
  full.devices = {DeviceId{3}};
  full.dataset = GoodId{1};
  full.model = GoodId{2};
  full.kind = KindId{1};
  Scenario scenario = list_scenario({full, listed(1, 10, 4)});
  ConsumerSpec& consumer = scenario.consumers[0];
  consumer.value = constant_law(36);
  consumer.jobs.estimate = constant_law(2);
  consumer.jobs.deadline = constant_law(500);
  consumer.jobs.patience = constant_law(600);
  consumer.jobs.dataset = {{GoodId{0}}, {1}};
  Demand demand{scenario, 1, 0};

  const JobDraw said = demand.draw(0);
  CHECK(said.gpus == 4);
  CHECK(said.work == GpuSeconds{100});
  CHECK(said.estimate == Seconds{77});
  CHECK(said.value == Credits{5});
  CHECK(said.budget == Credits{6});
  CHECK(said.deadline == Seconds{70});
  CHECK(said.patience == Seconds{80});
  CHECK(demand.device_sets()[said.devices] == std::vector<DeviceId>{DeviceId{3}});
  CHECK(said.dataset == GoodId{1});
  CHECK(said.model == GoodId{2});
  CHECK(said.kind == KindId{1});

  const JobDraw unsaid = demand.draw(0);
  CHECK(unsaid.work == GpuSeconds{40});
  CHECK(unsaid.estimate == Seconds{20});
  CHECK(unsaid.value.value == Approx(0.4));  // 40 / 3600 x 36
  CHECK(unsaid.budget == Credits{infinity});
  CHECK(unsaid.deadline == Seconds{500});
  CHECK(unsaid.patience == Seconds{600});
  CHECK(unsaid.devices == 0);
  CHECK(unsaid.dataset == GoodId{0});
  CHECK(unsaid.kind == KindId{0});
}

TEST_CASE("a listed work without a duration is estimated at work / gpus", "[workloads][oracle]") {
  ListedJob job = listed(0, 0, 4);
  job.work = GpuSeconds{100};
  const Scenario scenario = list_scenario({job});
  Demand demand{scenario, 1, 0};
  CHECK(demand.draw(0).estimate == Seconds{25});
}

TEST_CASE("a value added to one row leaves the draws of the others unchanged",
          "[workloads][contract]") {
  Scenario plain = list_scenario({listed(0, 1), listed(1, 1), listed(2, 1)});
  plain.consumers[0].value = uniform_law(0, 1);
  Scenario valued = plain;
  valued.consumers[0].jobs.list[0].value = Credits{5};
  Demand before{plain, 1, 0};
  Demand after{valued, 1, 0};
  before.draw(0);
  CHECK(after.draw(0).value == Credits{5});
  CHECK(after.draw(0).value == before.draw(0).value);
  CHECK(after.draw(0).value == before.draw(0).value);
}

TEST_CASE("each user of a trace submits its rows at the recorded times", "[workloads][contract]") {
  Trace trace;
  trace.users = {"u1", "u2", "idle"};
  trace.jobs = {traced(0, 10, 1, 1), traced(0, 20, 2, 0), traced(0.1, 30, 1, 1),
                traced(7, 40, 1, 1)};
  const Scenario scenario = trace_scenario(trace);
  Demand demand{scenario, 1, 0};
  REQUIRE(demand.members().size() == 3);
  CHECK(demand.members()[0].name == "users/u1");
  CHECK(demand.members()[1].index == 1);
  CHECK(demand.first(1) == Seconds{0});
  CHECK(demand.arrival_key(1) == 0);
  CHECK(demand.first(0) == Seconds{0});
  CHECK(demand.arrival_key(0) == 1);
  CHECK(demand.next(1, Seconds{0}) == Seconds{0.1});
  CHECK(demand.arrival_key(1) == 2);
  CHECK(demand.next(1, Seconds{0.1}) == Seconds{7});
  CHECK(demand.next(1, Seconds{7}) == Seconds{infinity});
  CHECK(demand.next(0, Seconds{0}) == Seconds{infinity});
  CHECK(demand.first(2) == Seconds{infinity});
  CHECK(demand.draw(0).work == GpuSeconds{40});
  for (const double work : {10, 30, 40}) CHECK(demand.draw(1).work == GpuSeconds{work});
}

TEST_CASE("what a row of a trace says goes before the consumer's laws", "[workloads][contract]") {
  Trace trace;
  trace.users = {"u"};
  trace.words = {"a100", "corpus", "base"};
  TraceJob full = traced(0, 100, 2, 0);
  full.estimate = Seconds{500};
  full.value = 5;
  full.budget = 6;
  full.deadline = Seconds{70};
  full.patience = Seconds{80};
  full.device = 0;
  full.dataset = 1;
  full.model = 2;
  trace.jobs = {full, traced(1, 100, 2, 0)};
  Scenario scenario = trace_scenario(trace);
  scenario.devices.push_back({"a100", Bytes{infinity}, {1.0}, {}, {}});
  scenario.goods.resize(3);
  scenario.goods[0].name = "other";
  scenario.goods[1].name = "corpus";
  scenario.goods[2].name = "base";
  scenario.goods[2].is_model = true;
  Demand demand{scenario, 1, 0};

  const JobDraw said = demand.draw(0);
  CHECK(said.gpus == 2);
  CHECK(said.work == GpuSeconds{200});
  CHECK(said.estimate == Seconds{500});
  CHECK(said.value == Credits{5});
  CHECK(said.budget == Credits{6});
  CHECK(said.deadline == Seconds{70});
  CHECK(said.patience == Seconds{80});
  CHECK(demand.device_sets()[said.devices] == std::vector<DeviceId>{DeviceId{1}});
  CHECK(said.dataset == GoodId{1});
  CHECK(said.model == GoodId{2});

  const JobDraw unsaid = demand.draw(0);
  CHECK(unsaid.estimate == Seconds{100});
  CHECK(unsaid.value.value == Approx(2));  // 200 / 3600 x 36
  CHECK(unsaid.budget == Credits{infinity});
  CHECK(unsaid.deadline == Seconds{infinity});
  CHECK(unsaid.devices == 0);
  CHECK_FALSE(unsaid.model.exists());

  scenario.goods[2].name = "gone";
  CHECK_THROWS_AS(Demand(scenario, 1, 0), InternalError);
}

TEST_CASE(
    "shaken submissions move evenly within their bound, in time order, anew in each "
    "replication",
    "[workloads][contract]") {
  // 4,000 jobs, 100 s apart, each with its number as its duration; two members with the same list.
  std::vector<ListedJob> list;
  for (int i = 0; i < 4000; ++i) list.push_back(listed(1000 + 100 * i, i));
  Scenario scenario = list_scenario(list, 2);
  scenario.consumers[0].jobs.shake = Seconds{300};
  const auto moves = [&](std::uint64_t seed, std::uint32_t replication, std::uint32_t member) {
    Demand demand{scenario, seed, replication};
    std::vector<double> moved(list.size());
    double last = 0;
    for (Seconds now = demand.first(member); now < Seconds{infinity};
         now = demand.next(member, now)) {
      CHECK(now.value >= last);
      last = now.value;
      const std::uint32_t row = demand.arrival_key(member) / 2;  // a key for each member
      CHECK(demand.draw(member).work == GpuSeconds{static_cast<double>(row)});
      moved[row] = now.value - list[row].submit.value;
    }
    return moved;
  };
  const std::vector<double> one = moves(1, 0, 0);
  double sum = 0, squares = 0;
  for (const double move : one) {
    CHECK(std::abs(move) <= 300);
    sum += move;
    squares += move * move;
  }
  // Even within +-300: mean 0, variance 300^2 / 3; four standard errors of 4,000 draws.
  CHECK(sum / 4000 == Approx(0).margin(4 * 300 / std::sqrt(3 * 4000.0)));
  CHECK(squares / 4000 == Approx(30'000).epsilon(4 * std::sqrt(0.8 / 4000)));
  CHECK(moves(1, 0, 0) == one);
  CHECK(moves(1, 1, 0) != one);
  CHECK(moves(2, 0, 0) != one);
  CHECK(moves(1, 0, 1) != one);
}

TEST_CASE("a shaken job near time 0 does not come before it, and a trace keeps its users",
          "[workloads]") {
  Trace trace;
  trace.users = {"ann", "bob"};
  for (int i = 0; i < 100; ++i)
    trace.jobs.push_back(traced(0.01 * i, 1, 1, static_cast<std::uint32_t>(i % 2)));
  Scenario scenario = trace_scenario(trace);
  scenario.consumers[0].jobs.shake = Seconds{60};
  Demand demand{scenario, 1, 0};
  REQUIRE(demand.members().size() == 2);
  for (std::uint32_t m = 0; m < 2; ++m) {
    const std::vector<double> instants = arrivals(demand, m, 99);
    CHECK(instants.size() == 50);
    CHECK(instants.front() >= 0);
    CHECK(instants.back() <= 61);
  }
}
