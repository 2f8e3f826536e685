// Who starts when: hand-worked schedules.

#include "small_world.hpp"

using namespace souk;
using namespace souk::test;

namespace {

using Starts = std::vector<double>;

const std::string by_index = "[scheduling]\nties = 'index'\n";

std::string devices_ab() {
  return "[[device]]\nname = 'a'\n[[device]]\nname = 'b'\n" +
         provider("left", 1, 1, "device = 'a'") + provider("right", 1, 1, "device = 'b'");
}

}  // namespace

TEST_CASE("one server serves in order of arrival, each after the one before", "[world][oracle]") {
  // Lindley: start = max(submit, end of the one before): 0; max(1, 4) = 4; max(2, 6) = 6;
  // max(20, 7) = 20.
  const Played run =
      play(provider("pool", 1) + consumer("users", {{0, 4}, {1, 2}, {2, 1}, {20, 1}}));
  CHECK(run.starts() == Starts{0, 4, 6, 20});
  CHECK(run.ends() == Starts{4, 6, 7, 21});
  for (const Fate& job : run.jobs) CHECK(job.state == OrderState::finished);
}

TEST_CASE("two servers take the next in line whenever one is free", "[world][oracle]") {
  // Ends: 5 and 3; job 2 starts at 3 and ends at 7; job 3 starts at 5 (the other server); job 4
  // at 6 (job 3 takes 1).
  const Played run =
      play(provider("pool", 2) + consumer("users", {{0, 5}, {0, 3}, {1, 4}, {1, 1}, {1, 1}}));
  CHECK(run.starts() == Starts{0, 0, 3, 5, 6});
}

TEST_CASE("a job that ends and one that arrives at one instant meet: the GPU is free",
          "[world][oracle]") {
  const Played run = play("[scheduling]\nqueue_limit = 0\n" + provider("pool", 1) +
                          consumer("users", {{0, 4}, {4, 1}}));
  CHECK(run.starts() == Starts{0, 4});
}

TEST_CASE("a job of no length starts and ends in the instant it can", "[world]") {
  const Played run = play(provider("pool", 1) + consumer("users", {{0, 4}, {1, 0}, {2, 3}}));
  CHECK(run.starts() == Starts{0, 4, 4});
  CHECK(run.ends() == Starts{4, 4, 7});
}

TEST_CASE("the shortest estimate goes first, and the running job is not stopped",
          "[world][oracle]") {
  // At 10 the queue holds estimates 5, 2, 3: they run at 10 (2 s), 12 (3 s), 15. The last arrives
  // at 11 with estimate 1 and goes at 12, when the GPU is next free.
  const Played run = play("[scheduling]\nname = 'sjf'\n" + provider("pool", 1) +
                          consumer("users", {{0, 10}, {1, 5}, {2, 2}, {3, 3}, {11, 1}}));
  CHECK(run.starts() == Starts{0, 16, 10, 13, 12});
}

TEST_CASE("shortest job first goes by the estimate, not by the run time", "[world]") {
  const Played run = play(
      "[scheduling]\nname = 'sjf'\n" + provider("pool", 1) +
      consumer("users", {{0, 10}, {1, 5, 1, "estimate = '1 s'"}, {2, 2, 1, "estimate = '9 s'"}}));
  CHECK(run.starts() == Starts{0, 10, 15});
}

TEST_CASE("a gang starts when all of its GPUs are free, and those behind it wait",
          "[world][oracle]") {
  // 4 GPUs. Job 0 holds 2 until 10, job 1 holds 1 until 6. The gang of 4 starts at 10; job 3
  // (1 GPU) could fit at 2 but is not to overtake: it starts at 13.
  const Played run =
      play(provider("pool", 4) + consumer("users", {{0, 10, 2}, {0, 6}, {1, 3, 4}, {2, 1}}));
  CHECK(run.starts() == Starts{0, 0, 10, 13});
}

TEST_CASE("a gang uses several nodes only if it may span them", "[world][oracle]") {
  // Two nodes of 2 GPUs, one GPU taken on each (best fit would pack them, first fit too: so the
  // first job takes 2, and later one of it is not freed). Jobs: 1 GPU, 2 GPUs -> nodes 0 and 1.
  // Then 1 GPU is free on node 0 and 0 on node 1; a third of 1 GPU fills node 0 until 20.
  // At 5 the job on node 1 ends; at 6 a 1-GPU job takes node 1 (first fit: node 0 is full).
  // The gang of 2 from 7 on: node 1 has 1 free; at 10 node 0 frees one: 1 + 1 over two nodes.
  const std::string rows =
      provider("pool", 2, 2) + consumer("users", {{0, 10}, {0, 5, 2}, {1, 20}, {6, 30}, {7, 4, 2}});
  const Played span = play("[placement]\nspan = true\n" + rows);
  CHECK(span.starts() == Starts{0, 0, 1, 6, 10});
  CHECK(span.jobs[4].slices == std::vector<Slice>{{0, 1}, {1, 1}});
  // Without spanning it waits for node 0, whose second job ends at 21.
  const Played apart = play("[placement]\nspan = false\n" + rows);
  CHECK(apart.starts() == Starts{0, 0, 1, 6, 21});
  CHECK(apart.jobs[4].slices == std::vector<Slice>{{0, 2}});
}

TEST_CASE("a gang that no site could ever hold is refused as infeasible", "[world]") {
  const std::string rows = provider("small", 2, 2) + provider("large", 3, 2) +
                           consumer("users", {{0, 1, 6}, {0, 1, 7}, {0, 1, 2}, {0, 1, 3}});
  const Played span = play(rows);
  CHECK(span.jobs[0].state == OrderState::finished);
  CHECK(span.jobs[1].state == OrderState::refused);
  CHECK(span.jobs[1].reason == Reason::infeasible);
  CHECK(span.jobs[1].end == 0);
  const Played apart = play("[placement]\nspan = false\n" + rows);
  CHECK(apart.jobs[2].state == OrderState::finished);
  CHECK(apart.jobs[3].reason == Reason::infeasible);
}

TEST_CASE("an order waits for the devices it accepts, and for no other", "[world][oracle]") {
  // Both want the one device b: 0 and then 10. Job 2 wants device a, which is free: it starts
  // when it comes.
  const Played run = play(devices_ab() + consumer("users", {{0, 10, 1, "devices = ['b']"},
                                                            {1, 10, 1, "devices = ['b']"},
                                                            {2, 10, 1, "devices = ['a']"}}));
  CHECK(run.starts() == Starts{0, 10, 2});
  CHECK(run.jobs[2].site == SiteId{0});
}

TEST_CASE("an order that accepts any device keeps the GPUs it waits for from those behind it",
          "[world][oracle]") {
  // Both sites are busy until 10 and 20. Job 2 accepts any and is first: it takes site a at 10.
  // Job 3 wants a: it comes after job 2, at 15.
  const Played run = play(devices_ab() + consumer("users", {{0, 10, 1, "devices = ['a']"},
                                                            {0, 20, 1, "devices = ['b']"},
                                                            {1, 5},
                                                            {2, 1, 1, "devices = ['a']"}}));
  CHECK(run.starts() == Starts{0, 0, 10, 15});
}

TEST_CASE("without prices the faster device wins, by the throughput of the job's kind",
          "[world][oracle]") {
  const std::string devices =
      "[[device]]\nname = 'slow'\nthroughput = { default = 1, vision = 4 }\n"
      "[[device]]\nname = 'fast'\nthroughput = { default = 2, vision = 1 }\n";
  const Played run =
      play(devices + provider("one", 1, 1, "device = 'slow'") +
           provider("two", 1, 1, "device = 'fast'") +
           consumer("users", {{0, 8}, {100, 8, 1, "kind = 'vision'"}, {200, 8}, {200, 8}}));
  // 8 reference GPU-seconds: 8 / 2 on the fast one; a vision job 8 / 4 on the slow one.
  CHECK(run.jobs[0].site == SiteId{1});
  CHECK(run.jobs[0].end == 4);
  CHECK(run.jobs[1].site == SiteId{0});
  CHECK(run.jobs[1].end == 102);
  CHECK(run.jobs[2].end == 204);  // the fast one is taken: the next goes to the slow one
  CHECK(run.jobs[3].end == 208);
}

TEST_CASE("a job that finds no free place to wait is refused", "[world][oracle]") {
  // One server busy until 10, one place: job 1 waits, job 2 is refused, job 3 comes at 10 when
  // job 1 leaves the place.
  const Played run = play("[scheduling]\nqueue_limit = 1\n" + provider("pool", 1) +
                          consumer("users", {{0, 10}, {1, 2}, {2, 2}, {10, 2}}));
  CHECK(run.jobs[1].start == 10);
  CHECK(run.jobs[2].state == OrderState::refused);
  CHECK(run.jobs[2].reason == Reason::queue_full);
  CHECK(run.jobs[2].end == 2);
  CHECK(run.jobs[3].start == 12);
}

TEST_CASE("with no place to wait a job starts at once or is refused", "[world][oracle]") {
  const Played run = play("[scheduling]\nqueue_limit = 0\n" + provider("pool", 2) +
                          consumer("users", {{0, 10}, {0, 10}, {0, 10}, {5, 1}, {10, 1}}));
  CHECK(run.jobs[0].state == OrderState::finished);
  CHECK(run.jobs[1].state == OrderState::finished);
  CHECK(run.jobs[2].reason == Reason::queue_full);  // the last to come
  CHECK(run.jobs[3].reason == Reason::queue_full);
  CHECK(run.jobs[4].start == 10);
}

TEST_CASE("with scope = site each site has its own queue and its own places", "[world][oracle]") {
  // Two sites of one server, one place each: six jobs at once leave 2 running, 2 waiting, 2
  // refused. With one pooled queue and one place: 2 running, 1 waiting, 3 refused.
  const std::string rows = provider("left", 1) + provider("right", 1) +
                           consumer("users", {{0, 9}, {0, 9}, {0, 9}, {0, 9}, {0, 9}, {0, 9}});
  const auto refused = [](const Played& run) {
    return std::count_if(run.jobs.begin(), run.jobs.end(),
                         [](const Fate& job) { return job.reason == Reason::queue_full; });
  };
  CHECK(refused(play("[scheduling]\nqueue_limit = 1\nscope = 'site'\n" + rows)) == 2);
  CHECK(refused(play("[scheduling]\nqueue_limit = 1\nscope = 'pool'\n" + rows)) == 3);
}

TEST_CASE("an order bound to a site stays there though another is free first", "[world][oracle]") {
  // At 2 both sites hold one job and nobody waits: site 0 by its number. It is busy until 10; the
  // other is free at 3. Bound: start at 10; pooled: 3.
  const std::string rows =
      provider("left", 1) + provider("right", 1) + consumer("users", {{0, 10}, {1, 2}, {2, 1}});
  CHECK(play("[scheduling]\nscope = 'site'\nties = 'index'\n" + rows).starts() == Starts{0, 1, 10});
  CHECK(play("[scheduling]\nscope = 'pool'\nties = 'index'\n" + rows).starts() == Starts{0, 1, 3});
}

TEST_CASE("at one site nobody overtakes the head of the queue, member or not", "[world][oracle]") {
  // Two GPUs. A member holds one until 10; a member's gang of 2 waits from 1 on. An outsider with
  // one GPU at 2 would overtake it: it starts at 13.
  for (const std::string scope : {"pool", "site"}) {
    CAPTURE(scope);
    const Played run = play("[scheduling]\nscope = '" + scope + "'\n" + provider("lab", 2) +
                            consumer("member", {{0, 10}, {1, 3, 2}}, "home = 'lab'") +
                            consumer("guest", {{2, 100}}));
    CHECK(run.starts() == Starts{0, 10, 13});
  }
}

TEST_CASE("without a market nothing is paid, wherever a job is bound", "[scheduling][oracle]") {
  for (const std::string scope : {"pool", "site"}) {
    const Played run =
        play("[market]\nmechanism.name = 'none'\nfee.rate = 0.1\n[scheduling]\nscope = '" + scope +
             "'\n" + provider("pool", 1, 1, "opening_price = '5 credit/GPUh'") +
             consumer("guest", {{0, 3600}}, "budget = '2 credit'"));
    CHECK(run.jobs[0].state == OrderState::finished);
    CHECK(run.jobs[0].price == Price{0});
    CHECK(run.jobs[0].payment == Money{0});
    CHECK(run.wallet("guest/0") == 2'000'000);
  }
}

TEST_CASE("those behind a gang start when it leaves without having started", "[world][oracle]") {
  // One of two GPUs is busy until 100. The gang of 2 has patience until 5 (or is cancelled at its
  // deadline, 5); the job behind it fits then.
  const std::string head = "patience = '4 s'";
  const std::string cancelled = "deadline = '4 s'";
  CHECK(play(provider("pool", 2) + consumer("users", {{0, 100}, {1, 1, 2, head}, {2, 1}}))
            .jobs[2]
            .start == 5);
  CHECK(play(provider("pool", 2) +
             consumer("users", {{0, 100}, {1, 1, 2, cancelled}, {2, 1}}, "jobs.late = 'cancel'"))
            .jobs[2]
            .start == 5);
}

TEST_CASE("compute efficiency counts the work of a job on the fastest device that there is",
          "[scheduling][oracle]") {
  // Ten seconds of work each: the first job takes 5 s on the fast GPU, the second 10 s on the slow
  // one. w = 5 s each, so that efficiency is 10 / 15; it would be 20 / 15 of work as submitted.
  const Played run =
      play("[[device]]\nname = 'fast'\nthroughput = { default = 2 }\n" + provider("slow", 1) +
           provider("quick", 1, 1, "device = 'fast'") + consumer("user", {{0, 10}, {0, 10}}));
  CHECK(run.summary.metrics.at(metric_index("compute_efficiency")).value == Approx(10.0 / 15));
  // A job that does not accept the fast one could not have been quicker, nor where nobody has it.
  const std::string device = "[[device]]\nname = 'fast'\nthroughput = { default = 2 }\n";
  for (const std::string& text :
       {device + provider("slow", 1) + provider("quick", 1, 1, "device = 'fast'") +
            consumer("user", {{0, 10, 1, "devices = ['reference']"}}),
        device + provider("slow", 1) + provider("quick", 0, 1, "device = 'fast'") +
            consumer("user", {{0, 10}})}) {
    const Played alone = play(text);
    CHECK(alone.summary.metrics.at(metric_index("compute_efficiency")).value == 1);
  }
}
