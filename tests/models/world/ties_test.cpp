// Ties: by index, or in an order drawn from the seed that nobody's place in the file can move.

#include <map>

#include "small_world.hpp"

using namespace souk;
using namespace souk::test;

namespace {

const std::vector<std::string> names{"ant", "bee", "cat", "dog", "eel", "fox"};

std::string crowd(const std::vector<std::string>& in_order, const std::string& ties) {
  std::string text = "[scheduling]\nties = '" + ties + "'\n" + provider("pool", 1);
  for (const std::string& name : in_order)  // all at one instant, one server
    text += "[[consumer]]\nname = '" + name +
            "'\njobs = { process = 'deterministic', rate = '1 /d', limit = 1, duration = '1 s' }\n";
  return text;
}

std::map<std::string, double> starts_by_name(const Played& run) {
  std::map<std::string, double> starts;
  for (const Fate& job : run.jobs) starts[run.agents[job.order.consumer.value].name] = job.start;
  return starts;
}

std::map<std::string, double> starts_by_name(const std::vector<std::string>& in_order,
                                             const std::string& ties, std::uint64_t seed) {
  PlayOptions options;
  options.seed = seed;
  return starts_by_name(play(crowd(in_order, ties), options));
}

/// What a member submits: instant, work, GPUs, value of each job.
std::map<std::string, std::vector<double>> submissions(const Played& run) {
  std::map<std::string, std::vector<double>> found;
  for (const Fate& job : run.jobs) {
    auto& mine = found[run.agents[job.order.consumer.value].name];
    for (const double number : {job.order.time.value, job.order.work.value,
                                static_cast<double>(job.order.gpus), job.order.value.value})
      mine.push_back(number);
  }
  return found;
}

std::string team(const std::string& name) {
  return "[[consumer]]\nname = '" + name +
         "'\ncount = 3\nvalue = { law = 'uniform', low = '1 credit/GPUh', high = '4 credit/GPUh' "
         "}\njobs = { process = 'poisson', rate = '4 /h', gpus = { law = 'discrete', values = [1, "
         "2], weights = [1, 1] }, duration = { law = 'exponential', mean = '20 min' } }\n";
}

}  // namespace

TEST_CASE("ties by index are served in the order of the file", "[ties][oracle]") {
  const auto starts = starts_by_name(names, "index", 1);
  for (std::size_t i = 0; i < names.size(); ++i)
    CHECK(starts.at(names[i] + "/0") == static_cast<double>(i));
}

TEST_CASE("seeded ties do not depend on the order of the file, and do on the seed",
          "[ties][contract]") {
  std::vector<std::string> backwards(names.rbegin(), names.rend());
  std::set<std::map<std::string, double>> orders;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const auto starts = starts_by_name(names, "seeded", seed);
    CHECK(starts == starts_by_name(backwards, "seeded", seed));
    orders.insert(starts);
  }
  CHECK(orders.size() > 5);  // of 720 orders
}

TEST_CASE("rows of one list at one instant keep their order", "[ties][contract]") {
  for (const std::string ties : {"seeded", "index"}) {
    const Played run =
        play("[scheduling]\nties = '" + ties + "'\n" + provider("pool", 1) +
             consumer("users",
                      {{0, 1, 1, "user = 'z'"}, {0, 1, 1, "user = 'a'"}, {0, 1, 1, "user = 'z'"}}));
    CHECK(run.starts() == std::vector<double>{0, 1, 2});
  }
}

TEST_CASE("sites of one price share the work, whatever their numbers", "[ties][contract]") {
  // 20 sites of one GPU, one short job at a time: by index all go to the first; seeded, each site
  // gets some of 400 (one in 20 on average: none has less than 5 but with chance < 1e-4).
  const std::string text = provider("pool", 1, 1, "count = 20") +
                           "[[consumer]]\nname = 'user'\njobs = { process = 'deterministic', rate "
                           "= '1 /s', limit = 400, duration = '0.5 s' }\n";
  std::map<std::uint32_t, int> served;
  for (const Fate& job : play(text).jobs) ++served[job.site.value];
  CHECK(served.size() == 20);
  for (const auto& [site, jobs] : served) CHECK(jobs >= 5);
  for (const Fate& job : play("[scheduling]\nties = 'index'\n" + text).jobs)
    CHECK(job.site == SiteId{0});
}

TEST_CASE("jobs of one instant come by consumer, then by row, then by member", "[ties][oracle]") {
  const std::initializer_list<Row> rows = {{4, 1}, {4, 1}, {6, 1}};
  const Played run = play(provider("pool", 1) + consumer("a", rows) +
                          consumer("b", rows, "count = 2") + consumer("c", rows));
  std::vector<std::string> who;
  for (const Fate& job : run.jobs) who.push_back(run.agents[job.order.consumer.value].name);
  CHECK(who == std::vector<std::string>{"a/0", "a/0", "b/0", "b/1", "b/0", "b/1", "c/0", "c/0",  //
                                        "a/0", "b/0", "b/1", "c/0"});
}

TEST_CASE("an agent more leaves what all others submit unchanged", "[ties][contract]") {
  const std::string head = "[scenario]\nname = 'case'\nhorizon = '10 h'\n" + provider("pool", 4);
  const auto before = submissions(play(head + team("red")));
  const auto after = submissions(play(head + team("blue") + team("red")));
  CHECK(after.size() == 6);
  for (const auto& [name, mine] : before) {
    CHECK(mine.size() > 4 * 20);
    CHECK(after.at(name) == mine);
  }
}

TEST_CASE("the same scenario, seed and replication gives the same events", "[ties][contract]") {
  const std::string text =
      "[scenario]\nname = 'case'\nhorizon = '10 h'\n" + provider("pool", 4) + team("red");
  PlayOptions other_seed;
  other_seed.seed = 2;
  PlayOptions other_replication;
  other_replication.replication = 1;
  const auto hash = play(text).summary.event_hash;
  CHECK(play(text).summary.event_hash == hash);
  CHECK(play(text, other_seed).summary.event_hash != hash);
  CHECK(play(text, other_replication).summary.event_hash != hash);
}
