#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <map>
#include <new>

#include "small_scenario.hpp"

using namespace souk;

namespace {

std::atomic<long> allocations{0};

ConsumerSpec poisson_team(std::uint32_t count = 1) {
  ConsumerSpec consumer = small_consumer("team", count);
  consumer.jobs.process = ArrivalProcess::poisson;
  consumer.jobs.rate = PerSecond{1};
  return consumer;
}

bool same(const JobDraw& a, const JobDraw& b) {
  return a.gpus == b.gpus && a.work == b.work && a.estimate == b.estimate && a.value == b.value &&
         a.delay_cost == b.delay_cost && a.budget == b.budget && a.deadline == b.deadline &&
         a.patience == b.patience && a.output == b.output && a.dataset == b.dataset &&
         a.model == b.model && a.devices == b.devices && a.kind == b.kind;
}

/// A consumer with a law behind every key.
ConsumerSpec lawful_team(std::uint32_t count) {
  ConsumerSpec consumer = poisson_team(count);
  consumer.value = uniform_law(1, 4);
  consumer.delay_cost = exponential_law(0.1);
  consumer.budget = uniform_law(10, 20);
  JobsSpec& jobs = consumer.jobs;
  jobs.duration = exponential_law(3600);
  jobs.gpus = {LawKind::discrete, 0, 0, 0, {1, 8}, {0.75, 1}};
  jobs.estimate = uniform_law(1, 3);
  jobs.deadline = exponential_law(7200);
  jobs.patience = exponential_law(600);
  jobs.output = uniform_law(0, 1e9);
  jobs.dataset = {{GoodId{0}, GoodId{1}}, {0.5, 1}};
  jobs.model = {{GoodId{2}, GoodId{3}}, {0.5, 1}};
  return consumer;
}

/// The first arrivals and jobs of a member, by name.
struct Record {
  std::vector<double> instants;
  std::vector<JobDraw> jobs;
  Credits budget;
};

std::map<std::string, Record> record(const Scenario& scenario, std::uint32_t replication = 0) {
  std::map<std::string, Record> result;
  Demand demand{scenario, 20260401, replication};
  for (std::uint32_t m = 0; m < demand.members().size(); ++m) {
    Record& own = result[demand.members()[m].name];
    own.instants = arrivals(demand, m, 50);
    for (std::size_t i = 0; i < own.instants.size(); ++i) own.jobs.push_back(demand.draw(m));
    own.budget = demand.budget(m);
  }
  return result;
}

bool same(const Record& a, const Record& b) {
  return a.instants == b.instants && a.budget == b.budget &&
         std::equal(a.jobs.begin(), a.jobs.end(), b.jobs.begin(), b.jobs.end(),
                    [](const JobDraw& x, const JobDraw& y) { return same(x, y); });
}

}  // namespace

// Counts allocations, so that "no allocation" can be tested. Not inlined, or gcc takes malloc and
// delete for a mismatch.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc{};
}
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

TEST_CASE("an output drawn above what a transfer may move is cut to that", "[workloads]") {
  ConsumerSpec team = poisson_team();
  team.jobs.output = exponential_law(8e15);
  const Scenario scenario = small_scenario({team});
  Demand demand{scenario, 1, 0};
  int cut = 0;
  for (int i = 0; i < 1000; ++i) {
    const Bytes output = demand.draw(0).output;
    CHECK(output <= Bytes{most_bytes});
    cut += output == Bytes{most_bytes} ? 1 : 0;
  }
  CHECK(cut > 250);  // exp(-9/8) = 0.325 of them, give or take 5 standard deviations
  CHECK(cut < 400);
}

TEST_CASE("a job's work and estimate follow from duration, GPUs and factor",
          "[workloads][oracle]") {
  ConsumerSpec consumer = poisson_team();
  consumer.jobs.duration = constant_law(100);
  consumer.jobs.gpus = constant_law(4);
  consumer.jobs.estimate = constant_law(1.5);
  consumer.value = constant_law(9);  // credits per GPU-hour
  const Scenario scenario = small_scenario({consumer});
  Demand demand{scenario, 1, 0};
  const JobDraw job = demand.draw(0);
  CHECK(job.gpus == 4);
  CHECK(job.work == GpuSeconds{400});
  CHECK(job.estimate == Seconds{150});
  CHECK(job.value.value == Approx(1));  // 400 GPU-seconds at 9 credits per 3600
  CHECK(job.budget == Credits{infinity});
  CHECK(job.deadline == Seconds{infinity});
  CHECK_FALSE(job.dataset.exists());
}

TEST_CASE("a job given by its work takes work / gpus", "[workloads][oracle]") {
  ConsumerSpec consumer = poisson_team();
  consumer.jobs.duration.reset();
  consumer.jobs.work = constant_law(400);
  consumer.jobs.gpus = constant_law(4);
  consumer.value = constant_law(7);
  consumer.value_per_job = true;
  const Scenario scenario = small_scenario({consumer});
  Demand demand{scenario, 1, 0};
  const JobDraw job = demand.draw(0);
  CHECK(job.work == GpuSeconds{400});
  CHECK(job.estimate == Seconds{100});
  CHECK(job.value == Credits{7});
}

TEST_CASE("a number of GPUs is rounded to the nearest whole one, at least 1",
          "[workloads][contract]") {
  const std::map<double, int> rounded{{0, 1}, {0.4, 1}, {1.49, 1}, {1.5, 2}, {7.6, 8}, {-3, 1}};
  for (const auto& [law, gpus] : rounded) {
    ConsumerSpec consumer = poisson_team();
    consumer.jobs.gpus = constant_law(law);
    const Scenario scenario = small_scenario({consumer});
    Demand demand{scenario, 1, 0};
    CHECK(demand.draw(0).gpus == gpus);
  }
}

TEST_CASE("each key follows its law", "[workloads][oracle]") {
  const Scenario scenario = small_scenario({lawful_team(1)});
  Demand demand{scenario, 1, 0};
  constexpr int n = 40'000;
  double gpus = 0, duration = 0, price = 0, factor = 0, patience = 0, first_dataset = 0,
         first_model = 0;
  for (int i = 0; i < n; ++i) {
    const JobDraw job = demand.draw(0);
    const double time = job.work.value / job.gpus;
    gpus += job.gpus;
    duration += time;
    price += job.value / (Price{1} * hours(job.work));
    factor += job.estimate.value / time;
    patience += job.patience.value;
    first_dataset += job.dataset == GoodId{0} ? 1 : 0;
    first_model += job.model == GoodId{2} ? 1 : 0;
  }
  // Means of the laws, each within 4 s.d. / sqrt(n) = s.d. / 50.
  CHECK(gpus / n == Approx(2.75).margin(3.04 / 50));  // 1 or 8: s.d. 7 sqrt(3/16)
  CHECK(duration / n == Approx(3600).margin(3600.0 / 50));
  CHECK(price / n == Approx(2.5).margin(0.866 / 50));  // s.d. 3 / sqrt(12)
  CHECK(factor / n == Approx(2).margin(0.578 / 50));
  CHECK(patience / n == Approx(600).margin(600.0 / 50));
  CHECK(first_dataset / n == Approx(0.5).margin(0.5 / 50));
  CHECK(first_model / n == Approx(0.5).margin(0.5 / 50));
}

TEST_CASE("members that are alike draw apart, and replications too", "[workloads][contract]") {
  const Scenario scenario = small_scenario({lawful_team(3)});
  const auto first = record(scenario);
  const auto second = record(scenario, 1);
  REQUIRE(first.size() == 3);
  CHECK(first.at("team/0").instants != first.at("team/1").instants);
  CHECK(first.at("team/0").budget != first.at("team/1").budget);
  CHECK_FALSE(same(first.at("team/0").jobs[0], first.at("team/1").jobs[0]));
  for (const auto& [name, own] : first) {
    CHECK(own.instants != second.at(name).instants);
    CHECK_FALSE(same(own.jobs[0], second.at(name).jobs[0]));
  }
  const auto again = record(scenario);
  for (const auto& [name, own] : first) CHECK(same(own, again.at(name)));
}

TEST_CASE("a new population, member or provider leaves the draws of all others unchanged",
          "[workloads][contract]") {
  const auto before = record(small_scenario({lawful_team(3)}));

  ConsumerSpec other = lawful_team(2);
  other.name = "aside";
  Scenario grown = small_scenario({other, lawful_team(4)});
  grown.providers.emplace_back().count = 10;
  grown.order.insert(grown.order.begin(), {false, 0});
  const auto after = record(grown);
  CHECK(after.size() == 6);
  for (const auto& [name, own] : before) CHECK(same(own, after.at(name)));
}

TEST_CASE("a law put behind one key leaves all other draws unchanged", "[workloads][contract]") {
  const auto before = record(small_scenario({lawful_team(2)}));
  for (int key = 0; key < 5; ++key) {
    ConsumerSpec consumer = lawful_team(2);
    JobsSpec& jobs = consumer.jobs;
    if (key == 0) jobs.gpus = constant_law(2);
    if (key == 1) jobs.patience = constant_law(infinity);
    if (key == 2) consumer.value = {LawKind::lognormal, 2, 1, 0, {}, {}};
    if (key == 3) jobs.estimate = {LawKind::erlang, 4, 2, 0, {}, {}};
    if (key == 4) jobs.dataset = {};
    const auto after = record(small_scenario({consumer}));
    for (const auto& [name, own] : before) {
      const Record& changed = after.at(name);
      CHECK(changed.instants == own.instants);
      CHECK(changed.budget == own.budget);
      for (std::size_t i = 0; i < own.jobs.size(); ++i) {
        const JobDraw& was = own.jobs[i];
        const JobDraw& is = changed.jobs[i];
        if (key != 0) CHECK(is.gpus == was.gpus);
        if (key != 0) CHECK(is.work == was.work);
        if (key != 1) CHECK(is.patience == was.patience);
        if (key != 0 && key != 2) CHECK(is.value == was.value);
        if (key != 3) CHECK(is.estimate == was.estimate);
        if (key != 4) CHECK(is.dataset == was.dataset);
        CHECK(is.model == was.model);
        CHECK(is.delay_cost == was.delay_cost);
        CHECK(is.deadline == was.deadline);
        CHECK(is.output == was.output);
      }
    }
  }
}

TEST_CASE("members are numbered as agents in file order", "[workloads][contract]") {
  ConsumerSpec other = small_consumer("aside", 2);
  Scenario scenario = small_scenario({poisson_team(2), other});
  scenario.providers.emplace_back().count = 3;
  scenario.order = {{true, 1}, {false, 0}, {true, 0}};
  const Demand demand{scenario, 1, 0};
  const std::vector<Member>& members = demand.members();
  REQUIRE(members.size() == 4);
  CHECK(members[0].name == "aside/0");
  CHECK(members[1].name == "aside/1");
  CHECK(members[2].name == "team/0");
  CHECK(members[3].name == "team/1");
  CHECK(members[1].agent == AgentId{1});
  CHECK(members[2].agent == AgentId{5});
  CHECK(members[3].index == 1);
  CHECK(members[3].consumer == 0);
}

TEST_CASE("a budget is the consumer's law, else the endowment", "[workloads][contract]") {
  ConsumerSpec rich = poisson_team();
  rich.budget = constant_law(12);
  Scenario scenario = small_scenario({rich, small_consumer("other")});
  CHECK(Demand(scenario, 1, 0).budget(0) == Credits{12});
  CHECK(Demand(scenario, 1, 0).budget(1) == Credits{infinity});
  scenario.market.endowment = Money{5'000'000};
  CHECK(Demand(scenario, 1, 0).budget(1) == Credits{5});
}

TEST_CASE("accepted devices become numbered sets, the empty one first", "[workloads][contract]") {
  ConsumerSpec one = poisson_team();
  one.jobs.devices = {DeviceId{2}, DeviceId{1}};
  ConsumerSpec two = small_consumer("two");
  two.jobs.devices = {DeviceId{1}, DeviceId{2}};
  const Scenario scenario = small_scenario({one, two, small_consumer("any")});
  Demand demand{scenario, 1, 0};
  const std::vector<std::vector<DeviceId>> wanted{{}, {DeviceId{1}, DeviceId{2}}};
  CHECK(demand.device_sets() == wanted);
  CHECK(demand.draw(0).devices == 1);
  CHECK(demand.draw(1).devices == 1);
  CHECK(demand.draw(2).devices == 0);
}

TEST_CASE("drawing a job allocates nothing", "[workloads][contract]") {
  const Scenario scenario = small_scenario({lawful_team(10)});
  Demand demand{scenario, 1, 0};
  const long before = allocations;
  for (std::uint32_t m = 0; m < 10; ++m) {
    Seconds now = demand.first(m);
    for (int i = 0; i < 100; ++i) {
      demand.draw(m);
      now = demand.next(m, now);
    }
  }
  CHECK(allocations == before);
}
