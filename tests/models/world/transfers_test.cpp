// Goods move before a job computes, and its output after; each here at a rate the test gives.

#include "small_world.hpp"

using namespace souk;
using namespace souk::test;

namespace {

using Starts = std::vector<double>;

std::string dataset(const std::string& name, int bytes, const std::string& more = "") {
  return "[[dataset]]\nname = '" + name + "'\nsize = '" + std::to_string(bytes) +
         " B'\nat = ['store']\n" + more + "\n";
}

PlayOptions at_rate(double rate) {
  PlayOptions options;
  options.rate = rate;
  return options;
}

}  // namespace

TEST_CASE("what access to inputs costs is part of what a buyer bids for the whole job",
          "[transfers][oracle]") {
  // An hour of one GPU costs 5 credits, the buyer's fee 0.5, access to the inputs 2: 7.5 in all.
  const auto state_at = [](const std::string& value) {
    const Played run =
        play("[market]\nmechanism.name = 'posted_offers'\nfee = { rate = 0.1 }\n" +
                 provider("store", 0) + provider("pool", 1, 1, "opening_price = '5 credit/GPUh'") +
                 dataset("d", 100, "price = '20000000 credit/GB'") +
                 consumer("user", {{0, 3600, 1, "value = '" + value + "'"}}, "jobs.dataset = 'd'"),
             at_rate(10));
    if (run.jobs[0].state == OrderState::finished) CHECK(run.wallet("user/0") == -7'500'000);
    return std::pair{run.jobs[0].state, run.jobs[0].reason};
  };
  CHECK(state_at("7.5 credit") == std::pair{OrderState::finished, Reason::done});
  CHECK(state_at("7.4 credit") == std::pair{OrderState::refused, Reason::price});
}

TEST_CASE("inputs move while the GPUs are held, once per site", "[transfers][oracle]") {
  // 100 B at 10 B/s. The first job holds its GPU 0-10 and computes 10-15; the second joins the
  // transfer at 4 and computes 10-15 as well; the third, at 20, finds the copy: a hit.
  const Played run = play(provider("store", 0) + provider("pool", 2) + dataset("d", 100) +
                              consumer("users", {{0, 5}, {4, 5}, {20, 5}}, "jobs.dataset = 'd'"),
                          at_rate(10));
  CHECK(run.starts() == Starts{10, 10, 20});
  CHECK(run.all<TransferStarted>().size() == 1);
  const auto accesses = run.all<GoodAccessed>();
  REQUIRE(accesses.size() == 3);
  CHECK(accesses[0].hit == 0);
  CHECK(accesses[1].hit == 0);
  CHECK(accesses[2].hit == 1);
  const auto leases = run.all<LeaseEnded>();
  CHECK(leases[0].staging == GpuSeconds{10});
  CHECK(leases[1].staging == GpuSeconds{6});
  CHECK(leases[2].staging == GpuSeconds{0});
  for (const LeaseEnded& lease : leases) CHECK(lease.useful == GpuSeconds{5});
}

TEST_CASE("a job starts when both its dataset and its model are there", "[transfers][oracle]") {
  const Played run = play(provider("store", 0) + provider("pool", 1) + dataset("d", 100) +
                              "[[model]]\nname = 'm'\nsize = '30 B'\nat = ['store']\n" +
                              consumer("users", {{0, 5}}, "jobs.dataset = 'd'\njobs.model = 'm'"),
                          at_rate(10));
  CHECK(run.jobs[0].start == 10);
}

TEST_CASE("a link with one place moves its transfers one after the other, in order of asking",
          "[transfers][oracle]") {
  // Three sites fetch 100 B each from one store at 10 B/s: 10, 20, 30 with one place; all at 10
  // without a bound.
  const auto run = [](const std::string& engine) {
    return play(engine + "[scheduling]\nties = 'index'\n" + provider("store", 0) +
                    provider("pool", 1, 1, "count = 3") + dataset("d", 100) +
                    consumer("users", {{0, 1}, {0, 1}, {0, 1}}, "jobs.dataset = 'd'"),
                at_rate(10));
  };
  CHECK(run("[engine]\nflows_per_link = 1\n").starts() == Starts{10, 20, 30});
  CHECK(run("[engine]\nflows_per_link = 2\n").starts() == Starts{10, 10, 20});
  CHECK(run("").starts() == Starts{10, 10, 10});
}

TEST_CASE("the output goes home after the GPUs are given back", "[transfers][oracle]") {
  // 5 s of work, 100 B home at 10 B/s: the GPU is free at 5, the job final at 15.
  const Played run =
      play(provider("desk", 0) + provider("pool", 1) +
               consumer("users", {{0, 5}, {0, 5}}, "home = 'desk'\njobs.output = '100 B'"),
           at_rate(10));
  CHECK(run.starts() == Starts{0, 5});
  CHECK(run.ends() == Starts{15, 20});
  CHECK(run.all<LeaseEnded>()[0].time == Seconds{5});
  CHECK(run.all<TransferQueued>()[0].from == SiteId{1});
  CHECK(run.all<TransferQueued>()[0].to == SiteId{0});
}

TEST_CASE("a job at home has nothing to send", "[transfers]") {
  const Played run =
      play(provider("lab", 1) + consumer("users", {{0, 5}}, "home = 'lab'\njobs.output = '100 B'"));
  CHECK(run.ends() == Starts{5});
  CHECK(run.all<TransferQueued>().empty());
}

TEST_CASE("a deadline passed while the output moves makes a job late", "[transfers][oracle]") {
  const Played run =
      play(provider("desk", 0) + provider("pool", 1) +
               consumer("users", {{0, 5, 1, "deadline = '14 s'"}, {20, 5, 1, "deadline = '15 s'"}},
                        "home = 'desk'\njobs.output = '100 B'"),
           at_rate(10));
  CHECK(run.jobs[0].state == OrderState::late);
  CHECK(run.jobs[1].state == OrderState::finished);  // 20 + 5 + 10 = its deadline
}

TEST_CASE("with late = cancel what is not saved by the deadline was computed for nothing",
          "[transfers][oracle]") {
  // 5 s on one GPU, then 10 s of saving: the first is saved at its deadline, the second 1 s late.
  const Played run =
      play(provider("desk", 0) + provider("pool", 1) +
               consumer("users", {{0, 5, 1, "deadline = '15 s'"}, {20, 5, 1, "deadline = '14 s'"}},
                        "home = 'desk'\njobs.output = '100 B'\njobs.late = 'cancel'"),
           at_rate(10));
  CHECK(run.jobs[0].state == OrderState::finished);
  CHECK(run.jobs[1].state == OrderState::cancelled);
  const auto metric = [&](std::string_view name) {
    return run.summary.metrics.at(metric_index(name)).value;
  };
  CHECK(metric("gpu_hours") == Approx(5.0 / 3600));
  CHECK(metric("lost_gpu_hours") == Approx(5.0 / 3600));
  CHECK(metric("goodput") == Approx(0.5));
  CHECK(run.summary.agents[2].gpu_hours_used == Approx(5.0 / 3600));
}

TEST_CASE("what an access costs goes to the good's owner, out of the budget",
          "[transfers][oracle]") {
  // 1 credit per access, and GPU-hours at 1. With 2.5 credits the first job pays 2; the 0.5 left
  // pay no second one. With 1.5 not even the first: its GPU-hour alone would be within them.
  const auto run = [](const std::string& budget) {
    return play("[market]\nmechanism.name = 'posted_offers'\n" + provider("store", 0) +
                    provider("pool", 1, 1, "opening_price = '1 credit/GPUh'") +
                    dataset("d", 100, "price = '1 credit'") +
                    consumer("users", {{0, 3600}, {5000, 3600}},
                             "jobs.dataset = 'd'\nvalue = '5 credit'\nbudget = '" + budget + "'"),
                at_rate(10));
  };
  const Played two = run("2.5 credit");
  CHECK(two.jobs[0].state == OrderState::finished);
  CHECK(two.jobs[1].reason == Reason::budget);
  CHECK(two.wallet("store/0") == 1'000'000);
  CHECK(two.wallet("users/0") == 500'000);
  CHECK(run("1.5 credit").jobs[0].reason == Reason::budget);
  CHECK(run("2 credit").jobs[0].state == OrderState::finished);
}

TEST_CASE("an eviction while inputs move loses nothing but the time", "[transfers][oracle]") {
  // Evicted at 5 of 10 s of staging; the transfer goes on and the copy is there at 30, when the
  // site is back.
  const Played run = play(
      provider("store", 0) +
          provider("pool", 1, 1,
                   "idle = { process = 'trace', trace = ['5 s', '30 s'], on_return = 'evict' }") +
          dataset("d", 100) + consumer("users", {{0, 5}}, "jobs.dataset = 'd'"),
      at_rate(10));
  CHECK(run.jobs[0].start == 30);
  CHECK(run.jobs[0].starts == 1);
  const auto leases = run.all<LeaseEnded>();
  REQUIRE(leases.size() == 2);
  CHECK(leases[0].staging == GpuSeconds{5});
  CHECK(leases[0].lost == GpuSeconds{0});
  CHECK(run.all<TransferStarted>().size() == 1);
}

TEST_CASE("data on its way to a job that is evicted does not count as accessed",
          "[transfers][oracle]") {
  // As above: asked for at 0 in vain, since the job is evicted at 5, and at 30, where it starts
  // with the copy. 100 B accessed, and one transfer of 10 s. If the site stays away, none is.
  const auto efficiency = [](const std::string& instants) {
    const Played run =
        play("[scenario]\nname = 'case'\nhorizon = '100 s'\n" + provider("store", 0) +
                 provider("pool", 1, 1,
                          "idle = { process = 'trace', trace = [" + instants +
                              "], on_return = 'evict' }") +
                 dataset("d", 100) + consumer("users", {{0, 5}}, "jobs.dataset = 'd'"),
             at_rate(10));
    CHECK(run.all<GoodAccessed>().size() == (instants == "'5 s'" ? 1 : 2));
    return run.summary.metrics.at(metric_index("data_efficiency")).value;
  };
  CHECK(efficiency("'5 s', '30 s'") == Approx(100.0 / 10));
  CHECK(efficiency("'5 s'") == 0);
}

TEST_CASE("nobody pays for access beyond its budget, priced or not, at home or away",
          "[transfers][oracle]") {
  // 1 credit per access and 2.5 credits: two jobs of three, whether all come at once or each after
  // the other.
  for (const std::string mechanism : {"none", "posted_offers"})
    for (const std::string home : {"", "home = 'pool'\n"})
      for (const double later : {0.0, 5000.0}) {
        CAPTURE(mechanism, home, later);
        const Played run =
            play("[market]\nmechanism.name = '" + mechanism + "'\n" + provider("store", 0) +
                     provider("pool", 1) + dataset("d", 100, "price = '1 credit'") +
                     consumer("users", {{0, 3600}, {later, 3600}, {2 * later, 3600}},
                              home + "value = '5 credit'\nbudget = '2.5 credit'\n"
                                     "jobs.dataset = 'd'"),
                 at_rate(10));
        CHECK(run.jobs[1].state == OrderState::finished);
        CHECK(run.jobs[2].state == OrderState::refused);
        CHECK(run.jobs[2].reason == Reason::budget);
        CHECK(run.wallet("users/0") == 500'000);
      }
}
