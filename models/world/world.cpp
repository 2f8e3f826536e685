#include "models/world/world.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "models/check.hpp"
#include "models/scramble.hpp"
#include "models/world/cost_noise.hpp"
#include "models/world/isolated.hpp"

namespace souk {
namespace {

/// The part of a site's nodes that is pooled: floor(share x GPUs), whole nodes first, in node
/// order.
void split(Site& site, std::uint32_t nodes, int gpus_per_node, double share) {
  const double all = static_cast<double>(nodes) * gpus_per_node;
  auto left = static_cast<std::int64_t>(std::floor(share * all * (1 + 1e-12)));
  std::vector<int> pooled(nodes, 0);
  std::vector<int> own(nodes, 0);
  for (std::uint32_t node = 0; node < nodes; ++node) {
    pooled[node] = static_cast<int>(std::min<std::int64_t>(left, gpus_per_node));
    own[node] = gpus_per_node - pooled[node];
    left -= pooled[node];
    if (pooled[node] > 0 && own[node] > 0) site.split_node = node;
  }
  site.pooled = FreeNodes{std::move(pooled)};
  site.own = FreeNodes{std::move(own)};
}

/// What an order has for a device, and what a price comes to there.
struct Reckoning {
  Credits most;
  GpuHours time;
  double markup = 1;  ///< 1 + the buyer's fee

  [[nodiscard]] bool unbounded() const { return time.value <= 0 || most.value == infinity; }
  /// As posted_offers reckons, to the last bit.
  [[nodiscard]] bool pays(Price price) const { return price * time * markup <= most; }
};

Reckoning reckon(const World& world, const Order& order, GpuHours time) {
  const OrderView view = time_wanted(world, order);
  return {std::min(view.bid, view.budget) + money_grain, time, 1 + world.rules.buyer_fee};
}

constexpr int rounding_ulps = 8;  // five roundings lie between a price and what it comes to

/// The next double above (1) or below (-1) a price > 0.
Price next_price(Price price, int way) {
  return Price{std::bit_cast<double>(std::bit_cast<std::int64_t>(price.value) + way)};
}

std::uint32_t drawn_count(const Law& law, Stream& stream) {
  const double value = is_constant(law) ? law.a : sample(law, stream);
  return static_cast<std::uint32_t>(std::max(0.0, std::nearbyint(value)));
}

void add_site(World& world, const ProviderSpec& spec, std::uint32_t population,
              const std::string& name) {
  const AgentId agent{static_cast<std::uint32_t>(world.agents.size())};
  const SiteId id{static_cast<std::uint32_t>(world.capacity.sites.size())};
  const std::uint64_t owner = name_hash(name);
  Stream sizes{world.seed, world.replication, "nodes", owner};
  const std::uint32_t nodes = drawn_count(spec.nodes, sizes);
  const auto gpus = static_cast<int>(drawn_count(spec.gpus_per_node, sizes));
  Site& site = world.capacity.sites.emplace_back();
  site.provider = agent;
  site.device = spec.device;
  if (world.rules.priced())
    site.price = std::max(spec.opening_price, world.rules.least_price(spec.reserve_price));
  site.reserve = spec.reserve_price;
  split(site, nodes, gpus, spec.share);
  world.site_spec.push_back(population);
  world.idle.emplace_back(world.seed, world.replication, "idle", owner);
  world.agents.push_back({.name = name,
                          .role = Role::provider,
                          .home = SiteId{},
                          .site = id,
                          .gpus = static_cast<int>(nodes) * gpus});
}

void add_agents(World& world) {
  std::uint32_t member = 0;
  const auto& members = world.demand.members();
  for (const auto& [is_consumer, index] : world.scenario.order) {
    if (is_consumer) {
      for (; member < members.size() && members[member].consumer == index; ++member)
        world.agents.push_back({.name = members[member].name, .role = Role::consumer});
      continue;
    }
    const ProviderSpec& spec = world.scenario.providers[index];
    world.first_site[index] = static_cast<std::uint32_t>(world.capacity.sites.size());
    for (std::uint32_t i = 0; i < spec.count; ++i)
      add_site(world, spec, index, spec.name + "/" + std::to_string(i));
  }
}

/// The home population of a member, if it has one.
std::optional<std::uint32_t> home_of(const ConsumerSpec& spec, std::uint32_t index) {
  const auto& owners = spec.jobs.trace.homes;
  return owners.empty() ? spec.home : owners[index];
}

/// Members live at the sites of their home population in turn.
void find_homes(World& world) {
  const auto& members = world.demand.members();
  world.home.resize(members.size());
  for (std::uint32_t m = 0; m < members.size(); ++m) {
    const ConsumerSpec& spec = world.scenario.consumers[members[m].consumer];
    SOUK_CHECK(world.agents[members[m].agent.value].name == members[m].name,
               "members and agents are numbered alike");
    const auto home = home_of(spec, members[m].index);
    if (!home) continue;
    const ProviderSpec& owner = world.scenario.providers[*home];
    world.home[m] = SiteId{world.first_site[*home] + members[m].index % owner.count};
    world.agents[members[m].agent.value].home = world.home[m];
  }
}

/// Throughputs, each with its factor of the run.
std::vector<double> paces(const Scenario& scenario, std::uint64_t seed, std::uint32_t replication) {
  std::vector<double> pace;
  for (const Device& device : scenario.devices)
    for (std::size_t kind = 0; kind < scenario.kinds.size(); ++kind)
      pace.push_back(device.throughput[kind] *
                     cost_factor(scenario, device, kind, seed, replication));
  return pace;
}

/// Whether a set of accepted devices, where none stands for any, has this one.
bool holds(const std::vector<DeviceId>& set, DeviceId device) {
  return set.empty() || std::find(set.begin(), set.end(), device) != set.end();
}

/// By set of devices, then kind: the most work per GPU-second on a device of the set that somebody
/// has and that can run the kind; 1 where there is none, since such a job cannot come.
std::vector<double> best_paces(const World& world) {
  const std::size_t kinds = world.scenario.kinds.size();
  std::vector<double> best(world.demand.device_sets().size() * kinds, 0);
  for (std::size_t at = 0; at < best.size(); ++at) {
    const auto& set = world.demand.device_sets()[at / kinds];
    for (const Site& site : world.capacity.sites) {
      const Device& device = world.scenario.devices[site.device.value];
      const bool counts = site.own.total() + site.pooled.total() > 0 && holds(set, site.device) &&
                          device.costs[at % kinds].refusal.empty();
      if (counts) best[at] = std::max(best[at], world.pace[site.device.value * kinds + at % kinds]);
    }
    if (best[at] == 0) best[at] = 1;
  }
  return best;
}

/// Whether its arrivals are rows of a trace or a list.
bool is_recorded(const World& world, std::uint32_t member) {
  const ArrivalProcess process = process_of(world, member);
  return process == ArrivalProcess::trace || process == ArrivalProcess::list;
}

std::uint32_t site_count(const Scenario& scenario) {
  std::uint32_t count = 0;
  for (const ProviderSpec& spec : scenario.providers) count += spec.count;
  return count;
}

std::vector<std::uint32_t> first_sites(const Scenario& scenario) {
  std::vector<std::uint32_t> first(scenario.providers.size(), 0);
  std::uint32_t count = 0;
  for (const auto& [is_consumer, index] : scenario.order) {
    if (is_consumer) continue;
    first[index] = count;
    count += scenario.providers[index].count;
  }
  return first;
}

}  // namespace

World::World(const Scenario& read, std::uint64_t seed_number, std::uint32_t replication_number,
             Journal& events)
    : scenario{read},
      journal{events},
      seed{seed_number},
      replication{replication_number},
      rules{make_rules(read)},
      demand{read, seed_number, replication_number},
      first_site(first_sites(read)),
      ledger{site_count(read) + static_cast<std::uint32_t>(demand.members().size())},
      transfers{read, site_count(read), first_site} {
  add_agents(*this);
  find_homes(*this);
  // Rows of one trace or list keep their order among themselves: they share a tie, and ids decide.
  for (std::uint32_t m = 0; m < demand.members().size(); ++m) {
    const Member& member = demand.members()[m];
    purses.push_back({.budget = demand.budget(m), .spent = Credits{0}});
    tie_owner.push_back(
        name_hash(is_recorded(*this, m) ? read.consumers[member.consumer].name : member.name));
  }
  pace = paces(read, seed_number, replication_number);
  best_pace = best_paces(*this);
  line_cache.assign(demand.members().size(), no_slot);
  members = has_members(read);
  market.waiting.assign(per_site() ? capacity.sites.size() : 1, 0);
  market.reach.from.assign(read.devices.size(), 0);
  market.reach.own.assign(capacity.sites.size(), 0);
  market.reach.pooled.assign(capacity.sites.size(), 0);
}

double throughput(const World& world, const Order& order, DeviceId device) {
  return world.pace[device.value * world.scenario.kinds.size() + order.job.kind.value];
}

GpuSeconds best_work(const World& world, const Order& order) {
  const std::size_t at = order.job.devices * world.scenario.kinds.size() + order.job.kind.value;
  return order.job.work / world.best_pace[at];
}

Seconds run_time(const World& world, const Order& order, DeviceId device) {
  return Seconds{order.job.work.value / (order.job.gpus * throughput(world, order, device))};
}

Ask ask_of(const World& world, const Order& order, Price price, DeviceId device) {
  const Seconds time = run_time(world, order, device);
  return {price, time, hours(time * order.job.gpus)};
}

Credits purse(const World& world, const Order& order) {
  const Purse& of_member = world.purses[order.member];
  return std::min(order.job.budget, of_member.budget - of_member.spent);
}

OrderView time_wanted(const World& world, const Order& order) {
  Credits goods{0};
  for (const GoodId good : {order.job.dataset, order.job.model})
    if (good.exists()) {
      const Good& wanted = world.scenario.goods[good.value];
      goods += wanted.price * wanted.size;
    }
  return {order.job.gpus, order.bid - goods, purse(world, order) - goods};
}

bool pays_for_goods(const World& world, const Order& order) {
  if (!order.job.dataset.exists() && !order.job.model.exists()) return true;
  return time_wanted(world, order).budget + money_grain >= Credits{0};
}

bool affords(const World& world, const Order& order, const Ask& ask) {
  if (!world.rules.priced()) return true;
  const Reckoning reckoning = reckon(world, order, ask.time_bought);
  return reckoning.unbounded() || reckoning.pays(ask.price);
}

Price affordable(const World& world, const Order& order, DeviceId device) {
  if (!world.rules.priced()) return Price{infinity};
  const Reckoning reckoning =
      reckon(world, order, hours(run_time(world, order, device) * order.job.gpus));
  if (reckoning.unbounded()) return Price{infinity};
  // The division rounds; an order must be able to pay what the mechanism would have it take.
  Price price{reckoning.most.value / (reckoning.time.value * reckoning.markup)};
  if (!(price > Price{0})) return price;
  for (int ulp = 0; ulp < rounding_ulps && !reckoning.pays(price); ++ulp)
    price = next_price(price, -1);
  for (int ulp = 0; ulp < rounding_ulps && reckoning.pays(next_price(price, 1)); ++ulp)
    price = next_price(price, 1);
  return price;
}

JobView view_of(const Order& order) {
  return {order.submit, order.job.estimate, order.job.gpus, order.job.work, order.job.value};
}

ArrivalProcess process_of(const World& world, std::uint32_t member) {
  return world.scenario.consumers[world.demand.members()[member].consumer].jobs.process;
}

bool accepts(const World& world, const Order& order, DeviceId device) {
  return holds(world.demand.device_sets()[order.job.devices], device);
}

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  constexpr std::uint64_t golden = 0x9E3779B97F4A7C15U;
  return scramble(a * golden + b + golden);
}

}  // namespace souk
