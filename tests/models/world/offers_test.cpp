// Pooled nodes come and go: offers open and close, jobs drain or are evicted.

#include "small_world.hpp"

using namespace souk;
using namespace souk::test;

namespace {

using Times = std::vector<double>;

std::string coming_and_going(const std::string& instants, const std::string& more = "") {
  return "idle = { process = 'trace', trace = [" + instants + "]" + more + " }";
}

template <class E>
Times times(const Played& run) {
  Times found;
  for (const E& event : run.all<E>()) found.push_back(event.time.value);
  return found;
}

}  // namespace

TEST_CASE("an offer is open before the first change, then closed and open in turn",
          "[offers][oracle]") {
  // Closed 10-20 and from 30 on: a job at 12 waits until 20; one at 31 waits until the horizon.
  const Played run = play("[scenario]\nname = 'case'\nhorizon = '100 s'\n" +
                          provider("pool", 1, 1, coming_and_going("'10 s', '20 s', '30 s'")) +
                          consumer("users", {{0, 1}, {12, 1}, {31, 1}}));
  CHECK(run.jobs[1].start == 20);
  CHECK(run.jobs[2].state == OrderState::unfinished);
  CHECK(times<OfferOpened>(run) == Times{0, 20});
  CHECK(times<OfferClosed>(run) == Times{10, 30});
  const auto opened = run.all<OfferOpened>();
  CHECK(opened[0].offer == OfferId{0});
  CHECK(opened[1].offer == OfferId{1});
  CHECK(opened[0].gpus == 1);
  CHECK(run.all<OfferClosed>()[0].offer == OfferId{0});
}

TEST_CASE("a change at time 0 closes the offer from the start", "[offers][oracle]") {
  const Played run =
      play("[scenario]\nname = 'case'\nhorizon = '100 s'\n" +
           provider("pool", 1, 1, coming_and_going("'0 s', '20 s'")) + consumer("users", {{1, 1}}));
  CHECK(run.jobs[0].start == 20);
  CHECK(times<OfferOpened>(run) == Times{20});
}

TEST_CASE("when the owner comes back its guests end first, if they drain", "[offers][oracle]") {
  const Played run = play(provider("pool", 2, 1, coming_and_going("'10 s', '50 s'")) +
                          consumer("users", {{0, 30}, {11, 1}}));
  CHECK(run.jobs[0].end == 30);
  CHECK(run.jobs[1].start == 50);  // the second node is free, but withheld
  CHECK(run.all<NodeState>()[1].state == NodeMode::draining);
}

TEST_CASE("when the owner comes back its guests are evicted after the notice", "[offers][oracle]") {
  // Closed at 10, notice 5: evicted at 15, 15 GPU-seconds lost; run anew at 50 for 30. The short
  // one ends at 12, within the notice.
  const Played run =
      play(provider("pool", 2, 1,
                    coming_and_going("'10 s', '50 s'", ", on_return = 'evict', notice = '5 s'")) +
           consumer("users", {{0, 30}, {0, 12}}));
  CHECK(run.jobs[0].starts == 2);
  CHECK(run.jobs[0].start == 50);
  CHECK(run.jobs[0].end == 80);
  CHECK(run.jobs[0].state == OrderState::finished);
  CHECK(run.jobs[1].end == 12);
  const auto leases = run.all<LeaseEnded>();
  REQUIRE(leases.size() == 3);
  CHECK(leases[1].time == Seconds{15});
  CHECK(leases[1].lost == GpuSeconds{15});
  CHECK(leases[1].useful == GpuSeconds{0});
  CHECK(leases[1].reason == Reason::evicted);
  CHECK(leases[2].useful == GpuSeconds{30});
  const auto ended = run.all<JobEnded>();
  CHECK(ended[1].outcome == Outcome::evicted);
  CHECK(ended[2].attempt == 1);
  CHECK(run.all<NodeState>()[1].state == NodeMode::withheld);
}

TEST_CASE("an evicted order goes on elsewhere, and its patience is over", "[offers][oracle]") {
  // Evicted at 10, the other site is busy until 40: it waits 30 s without leaving.
  const Played run =
      play("[scheduling]\nties = 'index'\n" +
           provider("guesthouse", 1, 1, coming_and_going("'10 s'", ", on_return = 'evict'")) +
           provider("rest", 1) + consumer("users", {{0, 30, 1, "patience = '5 s'"}, {0, 40}}));
  CHECK(run.jobs[0].site == SiteId{1});
  CHECK(run.jobs[0].start == 40);
  CHECK(run.jobs[0].state == OrderState::finished);
}

TEST_CASE("an eviction at the end of a run comes too late", "[offers][contract]") {
  // Phases: the computation ends before leases are evicted.
  const Played run = play(
      provider("pool", 1, 1, coming_and_going("'10 s'", ", on_return = 'evict', notice = '5 s'")) +
      consumer("users", {{0, 15}}));
  CHECK(run.jobs[0].state == OrderState::finished);
  CHECK(run.jobs[0].starts == 1);
}

TEST_CASE("members keep the owner's own part while the pooled part is away", "[offers][oracle]") {
  // Half of two nodes is pooled and away from 10 to 100. A member at 11 runs on the own part; a
  // second one waits for it (the pooled part is withheld), a guest waits until 100.
  const Played run =
      play(provider("lab", 2, 1, "share = 0.5\n" + coming_and_going("'10 s', '100 s'")) +
           consumer("member", {{11, 20}, {12, 1}}, "home = 'lab'") + consumer("guest", {{13, 1}}));
  CHECK(run.of("member/0")[0].start == 11);
  CHECK(run.of("member/0")[1].start == 31);
  CHECK(run.of("guest/0")[0].start == 100);
}

TEST_CASE("an on-off offer is open for its stationary share of the time", "[offers][oracle]") {
  // mean_on / (mean_on + mean_off) = 0.25; over 3000 h with cycles of 4 h the share has a standard
  // deviation of about sqrt(2 p^2 (1-p)^2 x 4 h / 3000 h) = 0.0097 (alternating renewal process).
  const Played run = play(
      "[scenario]\nname = 'case'\nhorizon = '3000 h'\n" +
      provider("pool", 1, 1, "idle = { process = 'on_off', mean_on = '1 h', mean_off = '3 h' }") +
      "[[consumer]]\nname = 'user'\njobs = { process = 'poisson', rate = '1 /h', duration = '1 s' "
      "}\n");
  double open = 0;
  double since = never;
  for (const Event& event : run.events) {
    if (const auto* opened = std::get_if<OfferOpened>(&event)) since = opened->time.value;
    if (const auto* closed = std::get_if<OfferClosed>(&event)) {
      open += closed->time.value - since;
      since = never;
    }
  }
  if (!std::isnan(since)) open += 3000 * 3600.0 - since;
  CHECK(open / (3000 * 3600.0) == Approx(0.25).margin(4 * 0.0097));
}

TEST_CASE("a site that shares nothing opens no offer", "[offers]") {
  const Played run =
      play(provider("lab", 2, 1, "share = 0") + consumer("member", {{0, 1}}, "home = 'lab'") +
           consumer("guest", {{0, 1}}));
  CHECK(run.all<OfferOpened>().empty());
  CHECK(run.of("member/0")[0].state == OrderState::finished);
  CHECK(run.of("guest/0")[0].reason == Reason::infeasible);
}

TEST_CASE("an evicted job that its budget cannot resume is killed", "[offers][oracle]") {
  // An hour costs 1. The first is evicted at 10 s and has its credit back; when the other site is
  // free at 3605 s the shorter job goes first and leaves half a credit.
  const Played run = play(
      "[scheduling]\nname = 'sjf'\nties = 'index'\n[market]\nmechanism.name = 'posted_offers'\n" +
      provider("guesthouse", 1, 1,
               coming_and_going("'10 s'", ", on_return = 'evict'") +
                   "\nopening_price = '1 credit/GPUh'") +
      provider("rest", 1, 1, "opening_price = '1 credit/GPUh'") +
      consumer("users", {{0, 3600}, {5, 3600}, {20, 1800}},
               "value = '9 credit'\nbudget = '2 credit'"));
  CHECK(run.jobs[2].start == 3605);
  CHECK(run.jobs[0].state == OrderState::killed);
  CHECK(run.jobs[0].reason == Reason::budget);
  CHECK(run.jobs[0].end == 3605);
}

TEST_CASE("offers and samples change to the horizon, though the last job is done",
          "[offers][contract]") {
  const Played run =
      play("[scenario]\nname = 'case'\nhorizon = '100 s'\nseries_interval = '10 s'\n" +
           provider("guesthouse", 1, 1, coming_and_going("'20 s', '50 s', '80 s'", "")) +
           consumer("users", {{0, 5}}));
  CHECK(run.all<OfferClosed>().size() == 2);
  const auto samples = run.all<Sample>();
  REQUIRE(samples.size() >= 10);
  CHECK(samples[3].offered_gpus == 0);
  CHECK(samples[6].offered_gpus == 1);
  CHECK(samples[9].offered_gpus == 0);
}

TEST_CASE("a sample counts who waits for a price in the queue of the pool, and in no site's own",
          "[offers][oracle]") {
  // Rounds of 600 s on one GPU at 1 credit. 600: the rich order can pay and asks for all that is
  // offered: the price stays, and it runs for 60 s. 1200: leased a tenth, excess -0.9: 0.82. 1800:
  // nobody: 0.656, which the order worth 0.7 pays. The one worth 0.4 stays below every price.
  const auto queues = [](const std::string& scope) {
    const Played run = play(
        "[scenario]\nname = 'case'\nhorizon = '2000 s'\nseries_interval = '100 s'\n"
        "[scheduling]\nscope = '" +
        scope + "'\n[market]\nround = '10 min'\nmechanism.name = 'posted_offers'\n" +
        provider("pool", 1, 1,
                 "opening_price = '1 credit/GPUh'\n"
                 "pricing = { name = 'tatonnement', step = 0.2, floor = '0.5 credit/GPUh' }") +
        consumer("rich", {{0, 60}}, "value = '9 credit/GPUh'") +
        consumer("users", {{0, 60}}, "value = '0.7 credit/GPUh'") +
        consumer("never", {{0, 60}}, "value = '0.4 credit/GPUh'"));
    CHECK(run.of("users/0")[0].start == 1800);
    std::vector<std::uint32_t> found;
    for (const Sample& sample : run.all<Sample>())
      for (const double time : {300.0, 700.0, 1300.0, 1900.0})
        if (sample.time.value == time) found.push_back(sample.queue);
    return found;
  };
  CHECK(queues("pool") == std::vector<std::uint32_t>{3, 2, 2, 1});
  CHECK(queues("site") == std::vector<std::uint32_t>{1, 0, 0, 0});
}
