// Money: every credit moves by a posting, and the postings say what the trade agreed.

#include "small_world.hpp"

using namespace souk;
using namespace souk::test;

namespace {

constexpr std::int64_t credit = 1'000'000;

/// A ledger of two agents and the journal it writes to.
struct Books {
  Scenario scenario = read(provider("pool", 1));
  Recorder recorder;
  Journal journal{scenario, &recorder};
  Ledger ledger{2};
  Books() { recorder.on(RunStarted{.agents = {{}, {}}}); }
  [[nodiscard]] std::int64_t wallet(std::uint32_t agent) const {
    return ledger.balance(account_of(AgentId{agent}, AccountKind::wallet)).micro;
  }
};

/// One priced site, one hour-long job per row; `market` and `more` add keys.
std::string market(const std::string& keys) {
  return "[market]\nmechanism.name = 'posted_offers'\n" + keys + "\n";
}

std::string priced(const std::string& name, int nodes, const std::string& price,
                   const std::string& more = "") {
  return provider(name, nodes, 1, "opening_price = '" + price + " credit/GPUh'\n" + more);
}

}  // namespace

TEST_CASE("a posting moves money from one account to another and is recorded", "[ledger]") {
  Books books;
  const AccountId from = account_of(AgentId{0}, AccountKind::wallet);
  const AccountId to = account_of(AgentId{1}, AccountKind::hold);
  books.ledger.post(books.journal, Seconds{5}, from, to, Money{7}, Cause::escrow, OrderId{3});
  CHECK(books.ledger.balance(from) == Money{-7});
  CHECK(books.ledger.balance(to) == Money{7});
  const auto postings = books.recorder.played.all<Posting>();
  REQUIRE(postings.size() == 1);
  CHECK(postings[0] == Posting{.time = Seconds{5},
                               .entry = 0,
                               .from_account = from,
                               .to_account = to,
                               .amount = Money{7},
                               .cause = Cause::escrow,
                               .order = OrderId{3}});
}

TEST_CASE("nothing is posted for nothing, and nothing negative is posted", "[ledger]") {
  Books books;
  const AccountId from = account_of(AgentId{0}, AccountKind::wallet);
  const AccountId to = account_of(AgentId{1}, AccountKind::wallet);
  books.ledger.post(books.journal, Seconds{0}, from, to, Money{0}, Cause::fee, OrderId{});
  CHECK(books.recorder.played.all<Posting>().empty());
  CHECK_THROWS_AS(
      books.ledger.post(books.journal, Seconds{0}, from, to, Money{-1}, Cause::fee, OrderId{}),
      InternalError);
  CHECK(books.wallet(0) == 0);
}

TEST_CASE("amounts are rounded half to even, to the micro-credit", "[ledger][oracle]") {
  CHECK(round_to_money(Credits{0.5e-6}) == Money{0});
  CHECK(round_to_money(Credits{1.5e-6}) == Money{2});
  CHECK(round_to_money(Credits{2.5e-6}) == Money{2});
  CHECK(round_to_money(Credits{2.75e-6}) == Money{3});
  // 1 credit/GPUh for 0.0018 GPU-seconds is 0.5 micro-credits, for 0.0054 it is 1.5.
  const Terms terms{Price{1}, AgentId{0}, AgentId{1}, 0, 0};
  CHECK(bill(terms, hours(GpuSeconds{0.0018})).payment == Money{0});
  CHECK(bill(terms, hours(GpuSeconds{0.0054})).payment == Money{2});
}

TEST_CASE("a bill is payment and fees, each rounded on its own", "[ledger][oracle]") {
  // 1800 GPU-seconds at 3 credit/GPUh = 1.5 credit; 10 % on top and 5 % off.
  const Terms terms{Price{3}, AgentId{0}, AgentId{1}, 0.1, 0.05};
  const Bill due = bill(terms, hours(GpuSeconds{1800}));
  CHECK(due.payment == Money{1'500'000});
  CHECK(due.buyer_fee == Money{150'000});
  CHECK(due.seller_fee == Money{75'000});
}

TEST_CASE("what is set aside is paid for what was used, and the rest comes back",
          "[ledger][oracle]") {
  // 3600 GPU-seconds at 2 credit/GPUh with 10 % from each side: 2.2 set aside. A quarter used:
  // 0.5 to the seller, who pays 0.05; 0.05 from the buyer; 2.2 - 0.55 = 1.65 back.
  Books books;
  const Terms terms{Price{2}, AgentId{0}, AgentId{1}, 0.1, 0.1};
  const Bill agreed = bill(terms, hours(GpuSeconds{3600}));
  escrow(books.ledger, books.journal, Seconds{0}, terms, agreed, OrderId{0});
  CHECK(books.wallet(0) == -2'200'000);
  CHECK(books.ledger.balance(account_of(AgentId{0}, AccountKind::hold)) == Money{2'200'000});
  const Money back = settle(books.ledger, books.journal, Seconds{900}, terms, agreed,
                            bill(terms, hours(GpuSeconds{900})), OrderId{0});
  CHECK(back == Money{1'650'000});
  CHECK(books.wallet(0) == -550'000);
  CHECK(books.wallet(1) == 450'000);
  CHECK(books.ledger.balance(account_of(AgentId{0}, AccountKind::hold)) == Money{0});
  CHECK(books.ledger.balance(account_of(AgentId{2}, AccountKind::fee)) == Money{100'000});
}

TEST_CASE("metered parts are differences of rounded totals: they add up to the whole",
          "[ledger][contract]") {
  // Any split of a quantity: the last total is the whole bill, whatever was billed before.
  const Terms terms{Price{1.0 / 3}, AgentId{0}, AgentId{1}, 0, 0};
  const Money whole = bill(terms, hours(GpuSeconds{10'000})).payment;
  for (const int parts : {2, 3, 7, 1000}) {
    Money sum;
    Money before;
    for (int i = 1; i <= parts; ++i) {
      const Money total = bill(terms, hours(GpuSeconds{10'000.0 * i / parts})).payment;
      CHECK(total >= before);
      sum += total - before;
      before = total;
    }
    CHECK(sum == whole);
  }
}

TEST_CASE("the fee is paid by the buyer, the seller or both", "[ledger][oracle]") {
  // One GPU-hour at 4 credit with a fee of 10 %: buyer 4.4 / seller 4 - 0.4 / half each.
  struct Case {
    std::string payer;
    std::int64_t buyer, seller, platform;
  };
  for (const Case& each : {Case{"buyer", -4'400'000, 4'000'000, 400'000},
                           Case{"seller", -4'000'000, 3'600'000, 400'000},
                           Case{"both", -4'200'000, 3'800'000, 400'000}}) {
    CAPTURE(each.payer);
    const Played run =
        play(market("fee = { rate = 0.1, payer = '" + each.payer + "' }") + priced("pool", 1, "4") +
             consumer("users", {{0, 3600}}, "value = '100 credit'"));
    CHECK(run.wallet("users/0") == each.buyer);
    CHECK(run.wallet("pool/0") == each.seller);
    CHECK(run.account(run.platform(), AccountKind::fee) == each.platform);
    CHECK(run.jobs[0].payment == Money{4 * credit});
    CHECK(run.jobs[0].fee == Money{400'000});
  }
}

TEST_CASE("only postings move balances, and all accounts sum to zero at every event",
          "[ledger][contract]") {
  // A priced market with fees, budgets, evictions and rounding at every trade.
  const std::string text =
      "[scenario]\nname = 'case'\nhorizon = '40 h'\n" +
      market("fee = { rate = 0.07, payer = 'both' }\nendowment = '50 credit'") +
      priced(
          "pool", 3, "1.37",
          "capital = '5 credit'\nidle = { process = 'on_off', mean_on = '2 h', mean_off = '1 h', "
          "on_return = 'evict', notice = '5 min' }") +
      "[[consumer]]\nname = 'team'\ncount = 5\nvalue = '2 credit/GPUh'\njobs = { process = "
      "'poisson', rate = '0.5 /h', duration = { law = 'exponential', mean = '70 min' } }\n";
  std::vector<std::int64_t> seen;
  std::size_t checked = 0;
  PlayOptions options;
  options.after_step = [&](const World& world, Seconds) {
    std::int64_t sum = 0;
    seen.clear();
    for (std::uint32_t a = 0; a < (world.agents.size() + 1) * account_kinds; ++a) {
      seen.push_back(world.ledger.balance(AccountId{a}).micro);
      sum += seen.back();
    }
    if (sum != 0) FAIL("the accounts sum to " << sum);
    ++checked;
  };
  const Played run = play(text, options);
  CHECK(checked > 100);
  CHECK(run.balance == seen);  // the last state, from the postings alone
  std::int64_t sum = 0;
  for (const Event& event : run.events)
    if (const auto* posting = std::get_if<Posting>(&event)) {
      CHECK(posting->amount > Money{0});
      CHECK(posting->entry == sum++);  // entries are numbered without a gap
    }
  for (std::uint32_t i = 0; i < 5; ++i)  // nobody spent more than the endowment
    CHECK(run.wallet("team/" + std::to_string(i)) >= 0);
}

TEST_CASE("endowment and capital come from the mint; an infinite one may go below zero",
          "[ledger][oracle]") {
  const Played run =
      play(market("endowment = '10 credit'") + priced("pool", 1, "4", "capital = '3 credit'") +
           consumer("users", {{0, 3600}}, "value = '100 credit'") +
           consumer("rich", {{4000, 3600}}, "value = '100 credit'\nbudget = 'inf'"));
  CHECK(run.wallet("users/0") == 6 * credit);
  CHECK(run.wallet("rich/0") == -4 * credit);
  CHECK(run.wallet("pool/0") == (3 + 8) * credit);
  CHECK(run.account(run.platform(), AccountKind::mint) == -13 * credit);
}

TEST_CASE("an order that its budget cannot pay is refused when it comes", "[ledger][oracle]") {
  // One GPU-hour costs 4: a budget of 10 pays two, and the third is refused. A budget of exactly
  // three times 0.1 pays three times 0.1.
  const Played run = play(market("") + priced("pool", 4, "4") +
                          consumer("users", {{0, 3600}, {1, 3600}, {2, 3600}},
                                   "value = '9 credit'\nbudget = '10 credit'"));
  CHECK(run.jobs[1].state == OrderState::finished);
  CHECK(run.jobs[2].state == OrderState::refused);
  CHECK(run.jobs[2].reason == Reason::budget);
  CHECK(run.jobs[2].end == 2);
  CHECK(run.wallet("users/0") == 2 * credit);
  const Played exact = play(market("") + priced("pool", 4, "0.1") +
                            consumer("users", {{0, 3600}, {1, 3600}, {2, 3600}, {3, 3600}},
                                     "value = '9 credit'\nbudget = '0.3 credit'"));
  CHECK(exact.jobs[2].state == OrderState::finished);
  CHECK(exact.jobs[3].reason == Reason::budget);
  CHECK(exact.wallet("users/0") == 0);
}

TEST_CASE("an order whose budget goes while it waits is refused, and holds up nobody",
          "[ledger][oracle]") {
  // One GPU at 4 per hour. Three one-hour orders of a team with 4 credits: all can pay when they
  // come. The first spends it; at 3600 the others are refused and the guest starts.
  const Played run = play(market("") + priced("pool", 1, "4") +
                          consumer("team", {{0, 3600}, {1, 3600}, {2, 3600}},
                                   "value = '9 credit'\nbudget = '4 credit'") +
                          consumer("guest", {{3, 3600}}, "value = '9 credit'"));
  const auto team = run.of("team/0");
  CHECK(team[0].state == OrderState::finished);
  CHECK(team[1].reason == Reason::budget);
  CHECK(team[2].reason == Reason::budget);
  CHECK(run.of("guest/0")[0].start == 3600);
}

TEST_CASE("the budget of one listed job bounds that job alone", "[ledger]") {
  const Played run = play(
      market("") + priced("pool", 4, "4") +
      consumer("users", {{0, 3600, 1, "budget = '3.9 credit'"}, {1, 3600}}, "value = '9 credit'"));
  CHECK(run.jobs[0].reason == Reason::budget);
  CHECK(run.jobs[1].state == OrderState::finished);
}

TEST_CASE("an evicted buyer pays nothing for what was lost", "[ledger][oracle]") {
  // Evicted at 1800 s of an hour at 4; the run starts again at 3600, when the site is back, and
  // is paid once.
  const Played run = play(
      market("fee.rate = 0.1") +
      priced("pool", 1, "4",
             "idle = { process = 'trace', trace = ['1800 s', '3600 s'], on_return = 'evict' }") +
      consumer("users", {{0, 3600}}, "value = '9 credit'"));
  CHECK(run.jobs[0].starts == 2);
  CHECK(run.jobs[0].start == 3600);
  CHECK(run.wallet("users/0") == -4'400'000);
  CHECK(run.wallet("pool/0") == 4'000'000);
  std::vector<Cause> causes;
  for (const Posting& posting : run.all<Posting>()) causes.push_back(posting.cause);
  CHECK(causes == std::vector<Cause>{Cause::escrow, Cause::refund, Cause::escrow, Cause::payment,
                                     Cause::fee});
}

TEST_CASE("a job that its own deadline stops is billed for what it ran", "[ledger][oracle]") {
  // 1800 of 3600 GPU-seconds at 4 credit/GPUh, and a fee of a tenth: 2.2 credits, 2.2 back.
  const Played run = play(market("fee.rate = 0.1") + priced("pool", 1, "4") +
                          consumer("users", {{0, 3600, 1, "deadline = '1800 s'"}},
                                   "value = '9 credit'\njobs.late = 'cancel'"));
  CHECK(run.jobs[0].state == OrderState::cancelled);
  CHECK(run.wallet("users/0") == -2'200'000);
  CHECK(run.wallet("pool/0") == 2 * credit);
}

TEST_CASE("a job cut short by the horizon is billed for what it ran", "[ledger][oracle]") {
  // 900 of 3600 GPU-seconds at 4 credit/GPUh: 1 credit, 3 back.
  const Played run =
      play("[scenario]\nname = 'case'\nhorizon = '900 s'\n" + market("") + priced("pool", 1, "4") +
           consumer("users", {{0, 3600}}, "value = '9 credit'"));
  CHECK(run.wallet("users/0") == -1 * credit);
  CHECK(run.wallet("pool/0") == 1 * credit);
}

TEST_CASE("a member pays nothing on its owner's nodes", "[ledger][oracle]") {
  const Played run = play(market("fee.rate = 0.1") + priced("lab", 1, "4") +
                          consumer("member", {{0, 3600}}, "home = 'lab'"));
  CHECK(run.jobs[0].state == OrderState::finished);
  CHECK(run.jobs[0].price == Price{0});
  CHECK(run.all<Posting>().empty());
}
