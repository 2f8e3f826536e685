// A market with prices: who trades, at which price, and when.

#include "small_world.hpp"

using namespace souk;
using namespace souk::test;

namespace {

using Starts = std::vector<double>;

std::string posted(const std::string& more = "") {
  return "[market]\nmechanism.name = 'posted_offers'\n" + more + "\n";
}

std::string at_price(const std::string& name, int nodes, const std::string& price,
                     const std::string& more = "") {
  return provider(name, nodes, 1, "opening_price = '" + price + " credit/GPUh'\n" + more);
}

std::string moving(const std::string& name, int nodes, const std::string& price) {
  return at_price(name, nodes, price,
                  "pricing = { name = 'tatonnement', step = 0.2, floor = '0.5 credit/GPUh' }");
}

std::vector<double> prices(const Played& run) {
  std::vector<double> found;
  for (const PricePosted& event : run.all<PricePosted>()) found.push_back(event.price.value);
  return found;
}

/// Random jobs on two sites.
std::string random_demand() {
  return provider("left", 2, 2) + provider("right", 3, 1) +
         "[[consumer]]\nname = 'team'\ncount = 3\njobs = { process = 'poisson', rate = '2 /h', "
         "gpus = { law = 'discrete', values = [1, 2], weights = [2, 1] }, duration = { law = "
         "'exponential', mean = '40 min' } }\n";
}

}  // namespace

TEST_CASE("every pooled site posts its opening price, and trades are made at it",
          "[market][oracle]") {
  const Played run = play(posted() + at_price("cheap", 1, "1.5") + at_price("dear", 1, "3") +
                          consumer("users", {{0, 3600}, {1, 3600}}, "value = '4 credit/GPUh'"));
  CHECK(prices(run) == std::vector<double>{1.5, 3});
  // The cheapest with room: 1.5, then 3.
  CHECK(run.jobs[0].site == SiteId{0});
  CHECK(run.jobs[0].price == Price{1.5});
  CHECK(run.jobs[0].payment == Money{1'500'000});
  CHECK(run.jobs[1].site == SiteId{1});
  CHECK(run.jobs[1].price == Price{3});
}

TEST_CASE("the cheapest offer is by the cost of the job, not by the hour", "[market][oracle]") {
  // The fast device costs twice as much an hour and takes a third of the time: 2/3 of the cost.
  const std::string devices = "[[device]]\nname = 'fast'\nthroughput = { default = 3 }\n";
  const Played run = play(posted() + devices + at_price("slow", 1, "1") +
                          at_price("quick", 1, "2", "device = 'fast'") +
                          consumer("users", {{0, 3600}}, "value = '4 credit/GPUh'"));
  CHECK(run.jobs[0].site == SiteId{1});
  CHECK(run.jobs[0].end == 1200);
  CHECK(run.jobs[0].payment == Money{666'667});  // 2/3 of a credit, to the micro-credit
}

TEST_CASE("a buyer whose value is below every price is refused when no price can fall",
          "[market][oracle]") {
  const Played run = play(posted() + at_price("pool", 1, "3") +
                          consumer("poor", {{5, 3600}}, "value = '2.9 credit/GPUh'") +
                          consumer("rich", {{6, 3600}}, "value = '3.1 credit/GPUh'"));
  CHECK(run.jobs[0].state == OrderState::refused);
  CHECK(run.jobs[0].reason == Reason::price);
  CHECK(run.jobs[0].end == 5);
  CHECK(run.jobs[1].state == OrderState::finished);
}

TEST_CASE("a price equal to the value is paid, whatever the rounding", "[market][contract]") {
  // 300 jobs of odd lengths on 1 to 7 GPUs at exactly their value per GPU-hour.
  std::string rows =
      "[[consumer]]\nname = 'users'\nvalue = '3 credit/GPUh'\njobs.process = "
      "'list'\njobs.list = [\n";
  for (int i = 1; i <= 300; ++i)
    rows += fmt::format("{{ submit = '{} s', duration = '{} s', gpus = {} }},\n", i, 0.1 * i * i,
                        1 + i % 7);
  const Played run =
      play(posted() + provider("pool", 8, 1, "opening_price = '3 credit/GPUh'") + rows + "]\n");
  for (const Fate& job : run.jobs) CHECK(job.state == OrderState::finished);
}

TEST_CASE("max_price bounds every bid", "[market][oracle]") {
  const Played run = play(
      posted() + at_price("pool", 1, "3") +
      consumer("users", {{0, 3600}}, "value = '10 credit/GPUh'\njobs.max_price = '2 credit/GPUh'"));
  CHECK(run.jobs[0].reason == Reason::price);
}

TEST_CASE("the buyer's fee counts in what it can pay", "[market][oracle]") {
  // 3 x 1.1 = 3.3 per hour.
  const Played run = play(posted("fee.rate = 0.1") + at_price("pool", 2, "3") +
                          consumer("users", {{0, 3600, 1, "value = '3.2 credit'"},
                                             {0, 3600, 1, "value = '3.4 credit'"}}));
  CHECK(run.jobs[0].reason == Reason::price);
  CHECK(run.jobs[1].state == OrderState::finished);
}

TEST_CASE("no provider sells below its reserve price", "[market][oracle]") {
  const Played run = play(posted() + at_price("pool", 1, "1", "reserve_price = '2 credit/GPUh'") +
                          consumer("users", {{0, 3600}}, "value = '4 credit/GPUh'"));
  CHECK(prices(run) == std::vector<double>{2});
  CHECK(run.jobs[0].price == Price{2});
}

TEST_CASE("a provider that pays the fee is left its reserve price", "[market][oracle]") {
  // 2 / (1 - 0.2) = 2.5; where both pay, 2 / (1 - 0.1).
  const auto asks = [](const std::string& payer) {
    return prices(play(posted("fee = { rate = 0.2, payer = '" + payer + "' }") +
                       at_price("pool", 1, "1", "reserve_price = '2 credit/GPUh'") +
                       consumer("users", {{0, 3600}}, "value = '4 credit/GPUh'")));
  };
  CHECK(asks("seller") == std::vector<double>{2.5});
  CHECK(asks("both")[0] == Approx(2 / 0.9));
}

TEST_CASE("an order that cannot pay for a free site holds up nobody who can", "[market][oracle]") {
  // Cheap is busy until 100. The poor order waits for it; the rich one behind takes the dear site.
  const Played run = play(posted() + at_price("cheap", 1, "1") + at_price("dear", 1, "3") +
                          consumer("first", {{0, 100}}, "value = '9 credit/GPUh'") +
                          consumer("poor", {{1, 10}}, "value = '2 credit/GPUh'") +
                          consumer("rich", {{2, 10}}, "value = '4 credit/GPUh'"));
  CHECK(run.of("rich/0")[0].start == 2);
  CHECK(run.of("poor/0")[0].start == 100);
}

TEST_CASE("a member too poor for the pool waits at home and holds up nobody", "[market][oracle]") {
  // All ask 3. Home is busy until 100; the member bids nothing and waits for it. The guest behind
  // it takes the free site at once.
  const Played run = play(posted() + at_price("lab", 1, "3") + at_price("other", 1, "3") +
                          consumer("member", {{0, 100}, {1, 10}}, "home = 'lab'") +
                          consumer("guest", {{2, 10}}, "value = '4 credit/GPUh'"));
  CHECK(run.of("guest/0")[0].start == 2);
  CHECK(run.of("member/0")[1].start == 100);
  CHECK(run.of("member/0")[1].price == Price{0});
}

TEST_CASE("an order that can pay for one device holds up nobody who can pay for another",
          "[market][oracle]") {
  // All ask 1 an hour. The fast device does the work in half the time: a value of 0.6 pays it and
  // not the slow one. It waits for the fast one until 50; the rich one behind takes the slow one.
  const Played run = play(posted() + "[[device]]\nname = 'fast'\nthroughput = { default = 2 }\n" +
                          at_price("quick", 1, "1", "device = 'fast'") + at_price("slow", 1, "1") +
                          consumer("first", {{0, 100}}, "value = '9 credit/GPUh'") +
                          consumer("poor", {{1, 10}}, "value = '0.6 credit/GPUh'") +
                          consumer("rich", {{2, 10}}, "value = '4 credit/GPUh'"));
  CHECK(run.of("rich/0")[0].start == 2);
  CHECK(run.of("poor/0")[0].start == 50);
}

TEST_CASE("an order grown too poor for a site while it waited holds up nobody there",
          "[market][oracle]") {
  // Cheap (1) is busy until 7200, dear (3) until 500. The team has 4 credits and two one-hour jobs:
  // the first takes dear, 500-4100; the second has 1 credit left and waits for cheap. The guest
  // behind it takes dear at 4100.
  const Played run =
      play(posted() + at_price("cheap", 1, "1") + at_price("dear", 1, "3") +
           consumer("first", {{0, 7200}, {0, 500}}, "value = '9 credit/GPUh'") +
           consumer("team", {{1, 3600}, {2, 3600}}, "value = '9 credit'\nbudget = '4 credit'") +
           consumer("guest", {{3, 60}}, "value = '9 credit/GPUh'"));
  CHECK(run.of("team/0")[0].start == 500);
  CHECK(run.of("guest/0")[0].start == 4100);
  CHECK(run.of("team/0")[1].start == 7200);
  CHECK(run.wallet("team/0") == 0);
}

TEST_CASE("at price 0 and without a fee a market starts the same jobs at the same time as none",
          "[market][contract]") {
  for (const std::string scope : {"pool", "site"}) {
    const std::string head =
        "[scenario]\nname = 'case'\nhorizon = '100 h'\n[scheduling]\nscope = '" + scope + "'\n";
    const Played none = play(head + random_demand());
    const Played market = play(head + posted() + random_demand());
    REQUIRE(none.jobs.size() > 500);
    REQUIRE(none.jobs.size() == market.jobs.size());
    for (std::size_t i = 0; i < none.jobs.size(); ++i) {
      CHECK(none.jobs[i].end == market.jobs[i].end);
      CHECK(none.jobs[i].starts == market.jobs[i].starts);
      if (none.jobs[i].starts > 0) CHECK(none.jobs[i].start == market.jobs[i].start);
      CHECK(none.jobs[i].site == market.jobs[i].site);
    }
    CHECK(market.all<Posting>().empty());
  }
}

TEST_CASE("with rounds nothing starts between two multiples of the round", "[market][oracle]") {
  const Played run = play(
      posted("round = '10 min'") + at_price("pool", 1, "1") +
      consumer("users", {{0, 30}, {1, 30}, {600, 30}, {1201, 900}}, "value = '9 credit/GPUh'"));
  // One GPU: one start a round. The job that comes at 600 is there when round 600 is cleared.
  CHECK(run.starts() == Starts{600, 1200, 1800, 2400});
  const auto rounds = run.all<RoundCleared>();
  REQUIRE(rounds.size() >= 4);
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    CHECK(rounds[i].round == i);
    CHECK(rounds[i].time.value == 600.0 * static_cast<double>(i + 1));
  }
  CHECK(rounds[0].orders == 3);  // who waits when the round begins
  CHECK(rounds[0].trades == 1);
  CHECK(rounds[0].offers == 1);
  CHECK(rounds[0].volume.value == Approx(30.0 / 3600));
  CHECK(rounds[0].price_low == Price{1});
  CHECK(rounds[0].price_high == Price{1});
}

TEST_CASE("rounds are at multiples of their length, without drift", "[market][contract]") {
  const Played run =
      play("[scenario]\nname = 'case'\nhorizon = '100 s'\n" + posted("round = '0.1 s'") +
           at_price("pool", 1, "1") + consumer("users", {{0, 99}}, "value = '9 credit/GPUh'"));
  const auto rounds = run.all<RoundCleared>();
  REQUIRE(rounds.size() > 900);
  for (std::size_t i = 0; i < rounds.size(); ++i)
    REQUIRE(rounds[i].time.value == 0.1 * static_cast<double>(i + 1));
}

TEST_CASE("tatonnement lowers an idle site's price and raises one in demand", "[market][oracle]") {
  // One GPU at 1, step 0.2, rounds of 600 s, 1/6 GPU-hour offered in each.
  // 600: nobody yet: excess -1, 0.8. 1200: one order of 1200 s arrived at 601 and one at 602 wait:
  // demand 2/6, excess 1: 0.96; the first starts. 1800: leased 1/6 + waiting 1/6 = 2/6: 1.152.
  // 2400: the same: 1.3824; the first has ended (compute end comes before rounds): the second
  // starts. 3000: leased alone: demand 1/6 = supply: unchanged.
  const Played run = play("[scenario]\nname = 'case'\nhorizon = '3100 s'\n" +
                          posted("round = '10 min'") + moving("pool", 1, "1") +
                          consumer("users", {{601, 1200}, {602, 1200}}, "value = '9 credit/GPUh'"));
  const auto found = prices(run);
  const std::vector<double> wanted{1, 0.8, 0.96, 1.152, 1.3824, 1.3824};
  REQUIRE(found.size() == wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) CHECK(found[i] == Approx(wanted[i]));
  CHECK(run.starts() == Starts{1200, 2400});
  CHECK(run.jobs[0].price.value == Approx(0.96));
  CHECK(run.jobs[1].price.value == Approx(1.3824));
}

TEST_CASE("a buyer priced out waits where prices move, and buys when they have fallen",
          "[market][oracle]") {
  // 1, 0.8, 0.64 at rounds 1 and 2: a value of 0.7 pays at 1200 s. A value of 0.4 is below the
  // floor 0.5 and never pays; nothing changes any more and the run ends.
  for (const std::string scope : {"pool", "site"}) {
    CAPTURE(scope);
    const Played run =
        play("[scheduling]\nscope = '" + scope + "'\n" + posted("round = '10 min'") +
             moving("pool", 1, "1") + consumer("users", {{0, 60}}, "value = '0.7 credit/GPUh'") +
             consumer("never", {{0, 60}}, "value = '0.4 credit/GPUh'"));
    CHECK(run.jobs[0].start == 1200);
    CHECK(run.jobs[0].price.value == Approx(0.64));
    CHECK(run.jobs[1].state == OrderState::unfinished);
    std::vector<std::uint32_t> orders;  // who waits for a price counts: two, two, one ...
    for (const RoundCleared& round : run.all<RoundCleared>()) orders.push_back(round.orders);
    REQUIRE(orders.size() >= 3);
    CHECK(std::vector(orders.begin(), orders.begin() + 3) == std::vector<std::uint32_t>{2, 2, 1});
  }
}

TEST_CASE("a buyer priced out leaves when its patience ends, and is forgotten",
          "[market][contract]") {
  // The price is at its floor and stays there.
  std::size_t most = 0;
  PlayOptions options;
  options.after_step = [&](const World& world, Seconds now) {
    if (now.value > 700) most = std::max(most, world.market.priced_out.size());
  };
  const Played run =
      play(posted("round = '10 min'") +
               at_price("pool", 1, "1",
                        "pricing = { name = 'tatonnement', step = 0.2, floor = '1 credit/GPUh' }") +
               consumer("users", {{0, 60}, {0, 60}, {1, 60}},
                        "value = '0.5 credit/GPUh'\njobs.patience = '90 s'") +
               consumer("rich", {{3000, 60}}, "value = '5 credit/GPUh'"),
           options);
  for (const Fate& job : run.of("users/0")) {
    CHECK(job.state == OrderState::expired);
    CHECK(job.end == job.order.time.value + 90);
  }
  CHECK(run.of("rich/0")[0].start == 3000);
  CHECK(most == 0);
}

TEST_CASE("rounds go on while a job that is being saved may bring the next one",
          "[market][oracle]") {
  // The customer thinks 100 s; round 600 starts the job (60 s); its output of 2000 B takes until
  // 2660 at 1 B/s, with rounds in between that find nothing to do. It submits again at 2760 and
  // starts at 3000.
  PlayOptions options;
  options.rate = 1;
  const Played run =
      play(posted("round = '10 min'") + provider("desk", 0) + at_price("pool", 1, "1") +
               "[[consumer]]\nname = 'crew'\nhome = 'desk'\nvalue = '9 credit/GPUh'\n"
               "jobs = { process = 'closed', population = 1, think = '100 s', "
               "duration = '60 s', limit = 2, output = '2000 B' }\n",
           options);
  CHECK(run.starts() == Starts{600, 3000});
  CHECK(run.jobs[1].state == OrderState::finished);
}
