// The life of an order: patience, deadline, horizon, closed demand, eviction.

#include "small_world.hpp"

using namespace souk;
using namespace souk::test;

namespace {

using Seconds_ = std::vector<double>;

std::string with_horizon(const std::string& horizon, const std::string& more = "") {
  return "[scenario]\nname = 'case'\nhorizon = '" + horizon + "'\n" + more + "\n";
}

}  // namespace

TEST_CASE("an order that waits longer than its patience leaves at that instant",
          "[world][oracle]") {
  const Played run = play(provider("pool", 1) +
                          consumer("users", {{0, 10}, {1, 1, 1, "patience = '3 s'"}, {2, 1}}));
  CHECK(run.jobs[1].state == OrderState::expired);
  CHECK(run.jobs[1].reason == Reason::patience);
  CHECK(run.jobs[1].end == 4);
  CHECK(run.jobs[1].starts == 0);
  CHECK(run.jobs[2].start == 10);
}

TEST_CASE("patience that ends in the instant a GPU is freed has ended before the pass",
          "[world][contract]") {
  // Phases: compute end, patience, arrival, pass.
  const Played run =
      play(provider("pool", 1) + consumer("users", {{0, 10}, {1, 1, 1, "patience = '9 s'"}}));
  CHECK(run.jobs[1].state == OrderState::expired);
  CHECK(run.jobs[1].end == 10);
}

TEST_CASE("an order that has started no longer minds its patience", "[world]") {
  const Played run =
      play(provider("pool", 1) + consumer("users", {{0, 10, 1, "patience = '3 s'"}}));
  CHECK(run.jobs[0].state == OrderState::finished);
}

TEST_CASE("without any patience an order starts at once or leaves at once", "[world][oracle]") {
  // The loss system: the second finds the server busy, the third finds it free.
  const Played run = play(provider("pool", 1) +
                          consumer("users", {{0, 10}, {5, 1}, {10, 1}}, "jobs.patience = '0 s'"));
  CHECK(run.jobs[0].start == 0);
  CHECK(run.jobs[1].state == OrderState::expired);
  CHECK(run.jobs[1].end == 5);
  CHECK(run.jobs[2].start == 10);
}

TEST_CASE("a job that ends at its deadline meets it, later is late", "[world][contract]") {
  // The second waits until 4 and ends at 8 = 1 + 7; the third ends at 9 > 1 + 7.
  const std::string rows =
      provider("pool", 1) +
      consumer("users", {{0, 4}, {1, 4}, {1, 1}}, "jobs.deadline = '7 s'\njobs.late = 'LATE'\n");
  for (const std::string late : {"keep", "worthless"}) {
    std::string text = rows;
    text.replace(text.find("LATE"), 4, late);
    const Played run = play("[scheduling]\nties = 'index'\n" + text);
    CHECK(run.jobs[1].end == 8);
    CHECK(run.jobs[1].state == OrderState::finished);
    CHECK(run.jobs[2].end == 9);
    CHECK(run.jobs[2].state == OrderState::late);
    CHECK(run.jobs[2].order.late_rule == (late == "keep" ? 0 : 1));
  }
}

TEST_CASE("a late job of a worthless kind adds nothing to welfare, a kept one its value",
          "[world][oracle]") {
  // Both of value 5; the second ends at 4 > 0 + 3.
  const auto welfare = [](const std::string& late) {
    const Played run =
        play("[scheduling]\nties = 'index'\n" + provider("pool", 1) +
             consumer("users", {{0, 2}, {0, 2}},
                      "jobs.deadline = '3 s'\nvalue = '5 credit'\njobs.late = '" + late + "'"));
    return run.summary.metrics.at(metric_index("welfare_credit")).value;
  };
  CHECK(welfare("keep") == Approx(10));
  CHECK(welfare("worthless") == Approx(5));
}

TEST_CASE("with late = cancel a job stops at its deadline, waiting or running", "[world][oracle]") {
  // Job 0 runs 0-4 and would end at 10: stopped at 4, so job 1 starts at 4 and ends at its own
  // deadline 6 just in time; job 2 waits until its deadline, 5.
  const Played run = play("[scheduling]\nties = 'index'\n" + provider("pool", 1) +
                          consumer("users",
                                   {{0, 10, 1, "deadline = '4 s'"},
                                    {1, 2, 1, "deadline = '5 s'"},
                                    {2, 1, 1, "deadline = '3 s'"}},
                                   "jobs.late = 'cancel'"));
  CHECK(run.jobs[0].state == OrderState::cancelled);
  CHECK(run.jobs[0].reason == Reason::deadline);
  CHECK(run.jobs[0].end == 4);
  CHECK(run.jobs[1].state == OrderState::finished);
  CHECK(run.jobs[1].end == 6);
  CHECK(run.jobs[2].state == OrderState::cancelled);
  CHECK(run.jobs[2].end == 5);
  const auto leases = run.all<LeaseEnded>();
  REQUIRE(leases.size() == 2);
  CHECK(leases[0].lost == GpuSeconds{4});
  CHECK(leases[0].reason == Reason::deadline);
}

TEST_CASE("at the horizon every order that is not final becomes unfinished", "[world][oracle]") {
  // One server: 0-10 runs, ends at the horizon and is finished; the next never starts; one that
  // would come at the horizon does not.
  const Played run = play(with_horizon("10 s") + provider("pool", 1) +
                          consumer("users", {{0, 10}, {1, 1}, {10, 1}}));
  REQUIRE(run.jobs.size() == 2);
  CHECK(run.jobs[0].state == OrderState::finished);
  CHECK(run.jobs[1].state == OrderState::unfinished);
  CHECK(run.jobs[1].end == 10);
  const Played cut =
      play(with_horizon("9 s") + provider("pool", 1) + consumer("users", {{0, 10, 1}}));
  CHECK(cut.jobs[0].state == OrderState::unfinished);
  CHECK(cut.jobs[0].reason == Reason::horizon);
  REQUIRE(cut.all<LeaseEnded>().size() == 1);
  CHECK(cut.all<LeaseEnded>()[0].useful == GpuSeconds{9});
  CHECK(cut.all<RunEnded>()[0].reason == Reason::horizon);
  CHECK(cut.all<RunEnded>()[0].time == Seconds{9});
}

TEST_CASE("jobs submitted in the warm-up are recorded and not measured", "[world][oracle]") {
  const auto submitted = [](const Played& run) {
    return run.summary.metrics.at(metric_index("jobs_submitted")).value;
  };
  const std::string rows =
      provider("pool", 4) + consumer("users", {{0, 1}, {4, 1}, {5, 1}, {9, 1}});
  const Played by_time = play(with_horizon("20 s", "warmup = '5 s'") + rows);
  CHECK(by_time.jobs.size() == 4);
  CHECK(submitted(by_time) == 2);  // at 5 and 9
  CHECK(submitted(play(with_horizon("20 s") + rows)) == 4);
}

TEST_CASE("a customer of closed demand thinks, submits and waits for the end", "[world][oracle]") {
  // Two customers, think 10 s, run 3 s on one server: both submit at 10; one runs 10-13, the other
  // 13-16; they think until 23 and 26: 23-26 and 26-29; and so on with period 13, until the limit
  // of 5 jobs.
  const Played run = play(provider("pool", 1) +
                          "[[consumer]]\nname = 'crew'\njobs = { process = 'closed', population = "
                          "2, think = '10 s', duration = '3 s', limit = 5 }\n");
  REQUIRE(run.jobs.size() == 5);
  Seconds_ submits;
  for (const Fate& job : run.jobs) submits.push_back(job.order.time.value);
  CHECK(submits == Seconds_{10, 10, 23, 26, 36});
  Seconds_ starts = run.starts();
  std::sort(starts.begin(), starts.end());
  CHECK(starts == Seconds_{10, 13, 23, 26, 36});
}

TEST_CASE("a customer whose order is refused or expires thinks again", "[world][oracle]") {
  // Two customers, no place to wait: at 10 one is refused and comes again at 20, while the other
  // ends at 13 and comes at 23 (the server is busy 20-23 and free at 23).
  const Played run = play("[scheduling]\nqueue_limit = 0\n" + provider("pool", 1) +
                          "[[consumer]]\nname = 'crew'\njobs = { process = 'closed', population = "
                          "2, think = '10 s', duration = '3 s', limit = 4 }\n");
  REQUIRE(run.jobs.size() == 4);
  CHECK(run.jobs[1].reason == Reason::queue_full);
  CHECK(run.jobs[2].order.time == Seconds{20});
  CHECK(run.jobs[3].order.time == Seconds{23});
  CHECK(run.jobs[3].state == OrderState::finished);
}

TEST_CASE("jobs.limit bounds the jobs of each member", "[world]") {
  const Played run = play(provider("pool", 8) +
                          "[[consumer]]\nname = 'team'\ncount = 3\njobs = { process = "
                          "'deterministic', rate = '1 /s', duration = '1 s', limit = 7 }\n");
  CHECK(run.jobs.size() == 21);
  CHECK(run.of("team/1").size() == 7);
}

TEST_CASE("a customer who is refused and never thinks is a fault of the scenario", "[world]") {
  const auto customer = [](const std::string& think) {
    return read(
        "[scenario]\nname = 'case'\nhorizon = '1 h'\n[market]\nmechanism.name = "
        "'posted_offers'\n" +
        provider("pool", 1, 1, "opening_price = '2 credit/GPUh'") +
        "[[consumer]]\nname = 'crew'\nvalue = '1 credit/GPUh'\njobs = { process = "
        "'closed', population = 1, think = '" +
        think + "', duration = '3 s' }\n");
  };
  CHECK_THROWS_WITH(play(customer("0 s")), Catch::Contains("consumer \"crew\": at 0 s"));
  CHECK(play(customer("10 min")).jobs.size() == 5);
}
