// What sharing gives whom: own nodes first, the pool, priority of owners, and the isolated
// baseline.

#include "models/world/isolated.hpp"
#include "small_world.hpp"

using namespace souk;
using namespace souk::test;

namespace {

using Starts = std::vector<double>;

Starts starts(const Played& run, const std::string& agent) {
  Starts found;
  for (const Fate& job : run.of(agent)) found.push_back(job.start);
  return found;
}

}  // namespace

TEST_CASE("the pooled part of a site is its share, rounded down by GPU, whole nodes first",
          "[sharing][oracle]") {
  struct Case {
    double share;
    std::vector<int> pooled;
  };
  // 3 nodes of 4 GPUs: 12 x 0.5 = 6; 12 x 0.3 = 3.6 -> 3; a third is exactly 4.
  for (const Case& each : {Case{1, {4, 4, 4}}, Case{0.5, {4, 2, 0}}, Case{0.3, {3, 0, 0}},
                           Case{1.0 / 3, {4, 0, 0}}, Case{0, {0, 0, 0}}}) {
    CAPTURE(each.share);
    const Scenario scenario = read(provider("lab", 3, 4, fmt::format("share = {}", each.share)));
    Journal journal{scenario};
    const World world{scenario, 1, 0, journal};
    const Site& site = world.capacity.sites[0];
    CHECK(site.gpus_per_node() == 4);
    for (std::uint32_t node = 0; node < 3; ++node) {
      CHECK(site.pooled.capacity(node) == each.pooled[node]);
      CHECK(site.own.capacity(node) == 4 - each.pooled[node]);
    }
  }
}

TEST_CASE("only members use the part that is not shared", "[sharing][oracle]") {
  // 4 GPUs, half of them pooled. Guests hold the 2 pooled ones; a third guest waits for them, a
  // member runs at once.
  const Played run =
      play(provider("lab", 4, 1, "share = 0.5") + consumer("guest", {{0, 50}, {0, 50}, {1, 1}}) +
           consumer("member", {{2, 5}}, "home = 'lab'"));
  CHECK(starts(run, "guest/0") == Starts{0, 0, 50});
  CHECK(starts(run, "member/0") == Starts{2});
  CHECK(run.of("member/0")[0].slices[0].node >= 2);
}

TEST_CASE("members use their own part, then their pooled part, then the pool",
          "[sharing][oracle]") {
  // Two labs of 2 GPUs, half of each pooled.
  const Played run =
      play("[scheduling]\nties = 'index'\n" + provider("other", 2, 1, "share = 0.5") +
           provider("lab", 2, 1, "share = 0.5") +
           consumer("member", {{0, 9}, {1, 9}, {2, 9}, {3, 1}}, "home = 'lab'"));
  const auto jobs = run.of("member/0");
  CHECK(jobs[0].site == SiteId{1});
  CHECK(jobs[0].slices == std::vector<Slice>{{1, 1}});  // its own node
  CHECK(jobs[1].site == SiteId{1});
  CHECK(jobs[1].slices == std::vector<Slice>{{0, 1}});  // the pooled one at home
  CHECK(jobs[2].site == SiteId{0});
  CHECK(jobs[3].start == 9);
}

TEST_CASE("a member's gang uses both parts of its home together, even of one node",
          "[sharing][oracle]") {
  const Played run = play(provider("lab", 1, 4, "share = 0.5") +
                          consumer("member", {{0, 5, 3}, {0, 1, 1}}, "home = 'lab'"));
  CHECK(run.starts() == Starts{0, 0});
  CHECK(run.jobs[0].slices == std::vector<Slice>{{0, 3}});  // told as one
}

TEST_CASE("members who wait for their own part do not overtake each other", "[sharing][oracle]") {
  // Own part: 2 GPUs, one busy until 10. A gang of 2 waits from 1 on. A job at 2 that names its
  // device waits in a line of its own; it is not to take the free GPU: 13.
  const Played run =
      play("[[device]]\nname = 'a'\n" + provider("lab", 2, 1, "share = 0\ndevice = 'a'") +
           consumer("member", {{0, 10}, {1, 3, 2}, {2, 50, 1, "devices = ['a']"}}, "home = 'lab'"));
  CHECK(run.starts() == Starts{0, 10, 13});
}

TEST_CASE("owner priority lets waiting members go first on their own pooled nodes",
          "[sharing][oracle]") {
  // One GPU, busy until 10; a guest waits from 1, a member from 2. By arrival the guest goes
  // first; with priority the member does. The running guest is not stopped.
  const auto run = [](const std::string& priority) {
    return play(provider("lab", 1, 1, "owner_priority = " + priority) +
                consumer("guest", {{0, 10}, {1, 5}}) +
                consumer("member", {{2, 5}}, "home = 'lab'"));
  };
  const Played without = run("false");
  CHECK(starts(without, "guest/0") == Starts{0, 10});
  CHECK(starts(without, "member/0") == Starts{15});
  const Played with = run("true");
  CHECK(starts(with, "guest/0") == Starts{0, 15});
  CHECK(starts(with, "member/0") == Starts{10});
}

TEST_CASE("owner priority holds where every site has a queue of its own", "[sharing][oracle]") {
  const Played run =
      play("[scheduling]\nscope = 'site'\n" + provider("lab", 1, 1, "owner_priority = true") +
           consumer("guest", {{0, 10}, {1, 5}}) + consumer("member", {{2, 5}}, "home = 'lab'"));
  CHECK(starts(run, "guest/0") == Starts{0, 15});
  CHECK(starts(run, "member/0") == Starts{10});
}

TEST_CASE("an owner's claim evicts the newest guests, as many as are in the way",
          "[sharing][oracle]") {
  // Four GPUs on two nodes: guests of 1 GPU from 0, 1, 2 and 3; first fit puts two on each node. A
  // member's job of 2 GPUs comes at 5. On one node it displaces the guests of 2 and 3, which share
  // the second; those begin anew when the member is done at 9, and end at 9 + 10.
  const std::string lab = provider("lab", 2, 2, "owner_priority = true\nowner_claim = 'evict'");
  const std::string guests = consumer("guest", {{0, 10}, {1, 10}, {2, 10}, {3, 10}});
  const Played run = play(lab + guests + consumer("member", {{5, 4, 2}}, "home = 'lab'"));
  CHECK(starts(run, "member/0") == Starts{5});
  CHECK(starts(run, "guest/0") == Starts{0, 1, 9, 9});
  CHECK(run.of("guest/0")[3].starts == 2);
  const auto ended = run.all<LeaseEnded>();
  REQUIRE(ended.size() == 7);
  CHECK(ended[0].reason == Reason::evicted);
  CHECK(ended[0].lost == GpuSeconds{2});  // of the newest, from 3 to 5
  CHECK(ended[1].lost == GpuSeconds{3});
  for (const AuditLine& line : run.summary.audit) CHECK(line.holds);
}

TEST_CASE("an owner's claim evicts nobody in vain, no member, and nobody on free GPUs",
          "[sharing][contract]") {
  const std::string lab = provider("lab", 2, 2, "owner_priority = true\nowner_claim = 'evict'");
  const auto evictions = [&](const std::string& consumers) {
    const Played run = play(lab + consumers);
    std::size_t count = 0;
    for (const LeaseEnded& each : run.all<LeaseEnded>()) count += each.reason == Reason::evicted;
    return count;
  };
  // A gang of 2 on one node, each node with a member that stays: no eviction helps.
  const std::string stay = consumer("member", {{0, 50, 2}, {0, 50}, {5, 1, 2}}, "home = 'lab'");
  CHECK(evictions(stay + consumer("guest", {{1, 50}})) == 0);
  CHECK(evictions(consumer("guest", {{0, 50}}) + consumer("member", {{5, 1, 2}}, "home = 'lab'")) ==
        0);
  // Over both nodes the gang of 3 needs two of the three guests.
  CHECK(evictions("[placement]\nspan = true\n" + consumer("guest", {{0, 50}, {1, 50}, {2, 50}}) +
                  consumer("member", {{5, 1, 3}}, "home = 'lab'")) == 2);
}

TEST_CASE("a guest finds the free site of others while members wait with priority at theirs",
          "[sharing][contract]") {
  // Site "lab" has 2 GPUs: one busy until 100, one until 10, when a member's gang of 2 waits there
  // with priority. The guest was first in line and takes the one GPU of the other site, free at 10
  // too, wherever the seed lets its search begin.
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    PlayOptions options;
    options.seed = seed;
    const Played run = play(provider("other", 1) + provider("lab", 2, 1, "owner_priority = true") +
                                consumer("member", {{0, 100}, {0, 10}, {3, 5, 2}}, "home = 'lab'") +
                                consumer("filler", {{0.5, 9.5}}) + consumer("guest", {{2, 1}}),
                            options);
    CHECK(starts(run, "guest/0") == Starts{10});
    CHECK(starts(run, "member/0") == Starts{0, 0, 100});
  }
}

TEST_CASE("between rounds members start on what their owner keeps, by priority on all that is its",
          "[sharing][oracle]") {
  // Rounds at 600 and 1200. Two GPUs, one of them pooled: the first job takes the own one at once,
  // the second waits for the round that gives it the pooled one, the third for the end of the
  // first.
  const auto run = [](const std::string& how) {
    return play("[market]\nround = '10 min'\n" + provider("lab", 2, 1, "share = 0.5\n" + how) +
                consumer("guest", {{7, 50}}) +
                consumer("member", {{5, 895}, {6, 1000}, {20, 1}}, "home = 'lab'"));
  };
  const Played equal = run("owner_priority = false");
  CHECK(starts(equal, "member/0") == Starts{5, 600, 900});
  CHECK(starts(equal, "guest/0") == Starts{1800});  // free at 1600
  const Played first = run("owner_priority = true");
  CHECK(starts(first, "member/0") == Starts{5, 6, 900});
  CHECK(starts(first, "guest/0") == Starts{1200});
}

TEST_CASE("who shares nothing is served as if alone, whatever the rounds", "[sharing][contract]") {
  const Scenario shared = read(
      "[scenario]\nname = 'case'\nhorizon = '50 h'\n"
      "[market]\nmechanism.name = 'posted_offers'\nround = '1 h'\n"
      "[placement]\nspan = true\n" +
      provider("lab", 3, 2, "count = 2\nshare = 0\nopening_price = '1 credit/GPUh'") +
      provider("fast", 1, 1, "opening_price = '9 credit/GPUh'") +
      "[[consumer]]\nname = 'team'\ncount = 4\nhome = 'lab'\nbudget = '300 credit'\nvalue = { law "
      "= "
      "'uniform', low = '1 credit/GPUh', high = '3 credit/GPUh' }\njobs = { process = 'poisson', "
      "rate = '1 /h', gpus = { law = 'discrete', values = [1, 4], weights = [2, 1] }, duration = { "
      "law = 'exponential', mean = '40 min' } }\n");
  const Played together = play(shared);
  const Played apart = play(isolated(shared));
  for (int i = 0; i < 4; ++i) {
    const std::string name = "team/" + std::to_string(i);
    CHECK(together.of(name).size() > 20);
    CHECK(starts(together, name) == starts(apart, name));
  }
}

TEST_CASE("member i of a population lives at site i mod count of its home", "[sharing]") {
  const Played run = play(provider("lab", 1, 1, "count = 2\nshare = 0") +
                          "[[consumer]]\nname = 'team'\ncount = 5\nhome = 'lab'\njobs = { process "
                          "= 'deterministic', rate = '1 /s', limit = 1, duration = '1 s' }\n");
  for (std::uint32_t i = 0; i < 5; ++i)
    CHECK(run.agents[run.agent("team/" + std::to_string(i)).value].home == SiteId{i % 2});
  for (const Fate& job : run.jobs) CHECK(job.site == run.agents[job.order.consumer.value].home);
}

TEST_CASE("the isolated baseline has the same jobs and only the owner's nodes",
          "[sharing][contract]") {
  const Scenario shared = read(
      "[scenario]\nname = 'case'\nhorizon = '50 h'\n"
      "[market]\nmechanism.name = 'posted_offers'\nfee.rate = 0.1\n" +
      provider("lab", 2, 2, "count = 2\nshare = 0.5\nopening_price = '1 credit/GPUh'") +
      "[[consumer]]\nname = 'team'\ncount = 4\nhome = 'lab'\nvalue = { law = 'uniform', low = '0 "
      "credit/GPUh', high = '3 credit/GPUh' }\njobs = { process = 'poisson', rate = '1 /h', gpus = "
      "{ law = 'discrete', values = [1, 3], weights = [1, 1] }, duration = { law = 'exponential', "
      "mean = '40 min' } }\n"
      "[[consumer]]\nname = 'guest'\nvalue = '2 credit/GPUh'\njobs = { process = 'poisson', rate = "
      "'2 /h', duration = '1 h' }\n");
  REQUIRE(has_members(shared));
  const Played together = play(shared);
  const Scenario alone = isolated(shared);
  const Played apart = play(alone);
  CHECK(apart.of("guest/0").empty());
  CHECK(apart.all<Posting>().empty());
  CHECK(apart.all<OfferOpened>().empty());
  for (int i = 0; i < 4; ++i) {
    const std::string name = "team/" + std::to_string(i);
    const auto one = together.of(name);
    const auto two = apart.of(name);
    REQUIRE(one.size() == two.size());
    for (std::size_t j = 0; j < one.size(); ++j) {
      CHECK(one[j].order.time == two[j].order.time);
      CHECK(one[j].order.work == two[j].order.work);
      CHECK(one[j].order.gpus == two[j].order.gpus);
      CHECK(one[j].order.value == two[j].order.value);
      if (two[j].starts > 0) CHECK(two[j].site == apart.agents[two[j].order.consumer.value].home);
    }
  }
}

TEST_CASE("alone, members wait for nodes that their owner takes back, as they do together",
          "[sharing][oracle]") {
  // Each lab has one GPU, idle from 0 to 10 and from 100 on. Its member's second job waits for the
  // second of these, in the run and alone: the other lab's GPU is not for it, though free at 20.
  const auto lab = [](const std::string& name, const std::string& changes) {
    return provider(name, 1, 1, "idle = { process = 'trace', trace = [" + changes + "] }");
  };
  const Scenario shared =
      read("[scheduling]\nscope = 'site'\n" + lab("a", "'10 s', '100 s'") + lab("b", "'200 s'") +
           consumer("one", {{0, 5}, {20, 5}}, "home = 'a'"));
  CHECK(starts(play(isolated(shared)), "one/0") == Starts{0, 100});
}

TEST_CASE("a scenario without homes has no baseline", "[sharing]") {
  CHECK_FALSE(has_members(read(provider("pool", 1) + consumer("users", {{0, 1}}))));
}

TEST_CASE("alone, one member's queue does not fill another's", "[sharing][oracle]") {
  // One place to wait. Lab a has 3 jobs at 0: one runs, one waits, one is refused. Lab b has two
  // at 1: one runs, one waits.
  const Played run =
      play(isolated(read("[scheduling]\nqueue_limit = 1\n" + provider("a", 1) + provider("b", 1) +
                         consumer("one", {{0, 9}, {0, 9}, {0, 9}}, "home = 'a'") +
                         consumer("two", {{1, 9}, {1, 9}}, "home = 'b'"))));
  CHECK(run.of("one/0")[2].reason == Reason::queue_full);
  CHECK(starts(run, "two/0") == Starts{1, 10});
}
