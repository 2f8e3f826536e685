// Laws that hold for every market, on random ones.

#include <algorithm>

#include "small_world.hpp"

using namespace souk;
using namespace souk::test;

namespace {

/// A random scenario: each feature is on or off by a throw of the stream.
class RandomMarket {
 public:
  RandomMarket(std::uint64_t number, bool gangs) : dice_{number, 0, "market", 0}, gangs_{gangs} {}

  std::string text() {
    std::string text = "[scenario]\nname = 'case'\nhorizon = '20 h'\n";
    priced_ = coin();
    rounds_ = priced_ && coin();
    text += "[market]\n";
    if (priced_)
      text += fmt::format("mechanism.name = 'posted_offers'\nfee = {{ rate = {}, payer = '{}' }}\n",
                          coin() ? 0.0 : 0.07, pick({"buyer", "seller", "both"}));
    if (rounds_) text += "round = '7 min'\n";
    if (priced_ && coin()) text += "endowment = '15 credit'\n";
    text += fmt::format("[scheduling]\nname = '{}'\nscope = '{}'\nties = '{}'\n",
                        pick({"fcfs", "sjf"}), pick({"pool", "site"}), pick({"seeded", "index"}));
    if (coin()) text += fmt::format("queue_limit = {}\n", dice_.below(6));
    text += fmt::format("[placement]\nname = '{}'\nspan = {}\n", pick({"first_fit", "best_fit"}),
                        coin());
    text += "[[device]]\nname = 'fast'\nthroughput = { default = 3 }\n";
    for (const std::string name : {"uni", "lab", "firm"}) text += provider_text(name);
    for (const std::string name : {"red", "blue", "grey"}) text += consumer_text(name);
    return text;
  }

 private:
  bool coin() { return dice_.below(2) == 0; }
  std::string pick(std::initializer_list<std::string> words) {
    return *(words.begin() + static_cast<std::ptrdiff_t>(dice_.below(words.size())));
  }

  std::string provider_text(const std::string& name) {
    std::string more = fmt::format("count = {}\nshare = {}\n{}\n", 1 + dice_.below(2),
                                   pick({"1", "0.5", "0.3", "0"}),
                                   pick({"owner_priority = false", "owner_priority = true",
                                         "owner_priority = true\nowner_claim = 'evict'"}));
    if (coin()) more += "device = 'fast'\n";
    if (priced_)
      more += fmt::format("opening_price = '{} credit/GPUh'\nreserve_price = '{} credit/GPUh'\n",
                          pick({"0.5", "1", "1.37", "3"}), pick({"0", "0.7"}));
    if (rounds_ && coin())
      more += "pricing = { name = 'tatonnement', step = 0.3, floor = '0.2 credit/GPUh' }\n";
    if (coin())
      more += fmt::format(
          "idle = {{ process = 'on_off', mean_on = '3 h', mean_off = '1 h', on_return = '{}', "
          "notice "
          "= '{} min' }}\n",
          pick({"drain", "evict"}), dice_.below(9));
    return provider(name, 1 + static_cast<int>(dice_.below(3)),
                    1 + static_cast<int>(dice_.below(4)), more);
  }

  std::string consumer_text(const std::string& name) {
    std::string more = fmt::format("count = {}\n", 1 + dice_.below(3));
    if (coin()) more += "home = '" + pick({"uni", "lab"}) + "'\n";
    more += "value = { law = 'uniform', low = '0 credit/GPUh', high = '4 credit/GPUh' }\n";
    if (priced_ && coin()) more += "budget = '6 credit'\n";
    std::string jobs =
        coin() ? "process = 'poisson', rate = '1.5 /h'"
               : "process = 'closed', population = 2, think = { law = 'exponential', mean = '30 "
                 "min' }";
    jobs += ", duration = { law = 'exponential', mean = '50 min' }";
    if (gangs_) jobs += ", gpus = { law = 'discrete', values = [1, 2, 5], weights = [3, 2, 1] }";
    if (coin()) jobs += ", patience = { law = 'exponential', mean = '40 min' }";
    if (coin())
      jobs += ", deadline = '90 min', late = '" + pick({"keep", "worthless", "cancel"}) + "'";
    if (coin()) jobs += ", devices = ['fast']";
    return "[[consumer]]\nname = '" + name + "'\n" + more + "jobs = { " + jobs + " }\n";
  }

  Stream dice_;
  bool gangs_, priced_ = false, rounds_ = false;
};

/// What holds for each order of any market.
void check_fate(const Scenario& scenario, const Fate& job) {
  CAPTURE(job.order.order.value, job.start, job.end);
  const double submit = job.order.time.value;
  CHECK(job.end >= submit);
  if (job.starts > 0) CHECK(job.start >= submit);
  if (job.starts == 1 && job.state == OrderState::finished)
    CHECK(job.end <= job.order.deadline.value);
  if (job.state == OrderState::late) CHECK(job.end > job.order.deadline.value);
  if (job.state == OrderState::expired) {
    CHECK(job.end == job.order.patience_until.value);
    CHECK(job.starts == 0);
  }
  if (job.starts == 1 && job.state == OrderState::finished)
    CHECK(job.start <= job.order.patience_until.value);
  if (job.state == OrderState::cancelled) CHECK(job.end == job.order.deadline.value);
  if (job.state == OrderState::finished || job.state == OrderState::late) {
    CHECK(job.starts >= 1);
    int gpus = 0;
    for (const Slice& slice : job.slices) gpus += slice.gpus;
    CHECK(gpus == job.order.gpus);
    if (!scenario.placement.span && job.price > Price{0}) CHECK(job.slices.size() == 1);
    // Individual rationality: payment and buyer's fee are within the value, to the micro-credit.
    const double fee = scenario.market.fee_payer == FeePayer::buyer  ? 1
                       : scenario.market.fee_payer == FeePayer::both ? 0.5
                                                                     : 0;
    CHECK(job.payment.credits().value + fee * job.fee.credits().value <=
          job.order.value.value + 2e-6);
  }
}

/// The first order that waits though GPUs that it may use and pay are free; none: UINT32_MAX.
std::uint32_t waits_for_nothing(const World& world, std::size_t& waiting) {
  for (std::uint32_t slot = 0; slot < world.orders.slots(); ++slot) {
    const Order& order = world.orders[slot];
    if (!order.id.exists() || order.job_stage != JobStage::waiting) continue;
    ++waiting;
    for (std::uint32_t s = 0; s < world.capacity.sites.size(); ++s) {
      const Site& site = world.capacity.sites[s];
      const bool home = order.home == SiteId{s};
      if (world.per_site() && order.bound != SiteId{s}) continue;
      if (!accepts(world, order, site.device)) continue;
      if (home && site.own.total_free() > 0) return order.id.value;
      if (!site.offered || site.pooled.total_free() == 0) continue;
      if (home || site.price * (1 + 1e-9) <= affordable(world, order, site.device) ||
          !world.rules.priced())
        return order.id.value;
    }
  }
  return UINT32_MAX;
}

}  // namespace

TEST_CASE("every order of a random market has a fate that its terms allow", "[world][contract]") {
  std::size_t jobs = 0;
  std::array<int, 7> states{};
  for (std::uint64_t number = 0; number < 120; ++number) {
    const std::string text = RandomMarket{number, true}.text();
    CAPTURE(number, text);
    const Scenario scenario = read(text);
    PlayOptions options;
    options.seed = number;
    const Played run = play(scenario, options);
    jobs += run.jobs.size();
    for (const Fate& job : run.jobs) {
      check_fate(scenario, job);
      ++states[static_cast<std::size_t>(job.state)];
    }
    for (const auto& [is_consumer, index] : scenario.order) {
      if (!is_consumer) continue;
      const ConsumerSpec& spec = scenario.consumers[index];
      if (!spec.budget && scenario.market.endowment.is_infinite()) continue;
      for (std::uint32_t i = 0; i < spec.count; ++i)
        CHECK(run.wallet(spec.name + "/" + std::to_string(i)) >= -2);
    }
  }
  CHECK(jobs > 10'000);
  for (const OrderState state :
       {OrderState::finished, OrderState::late, OrderState::refused, OrderState::expired,
        OrderState::cancelled, OrderState::unfinished})
    CHECK(states[static_cast<std::size_t>(state)] > 0);
}

TEST_CASE("no order of one GPU waits while a GPU that it may use and pay is free",
          "[world][contract]") {
  std::size_t waiting = 0;
  for (std::uint64_t number = 0; number < 120; ++number) {
    const std::string text = RandomMarket{number, false}.text();
    const Scenario scenario = read(text);
    if (scenario.market.round > Seconds{0}) continue;
    PlayOptions options;
    options.seed = number;
    options.after_instant = [&](const World& world, Seconds now) {
      const std::uint32_t order = waits_for_nothing(world, waiting);
      if (order != UINT32_MAX)
        FAIL("order " << order << " waits for nothing at " << now.value << " in " << text);
    };
    play(scenario, options);
  }
  CHECK(waiting > 10'000);
}
