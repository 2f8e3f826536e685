// The first and the last act of a run.

#include <algorithm>

#include "models/world/world.hpp"

namespace souk {
namespace {

RunStarted started(const World& world) {
  RunStarted event{.time = Seconds{0}, .seed = world.seed, .replication = world.replication};
  event.agents = world.agents;
  for (std::uint32_t s = 0; s < world.capacity.sites.size(); ++s) {
    const Site& site = world.capacity.sites[s];
    const ProviderSpec& spec = world.scenario.providers[world.site_spec[s]];
    event.sites.push_back({.name = world.agents[site.provider.value].name,
                           .provider = site.provider,
                           .nodes = site.pooled.nodes(),
                           .gpus_per_node = site.gpus_per_node(),
                           .pooled_gpus = static_cast<std::uint32_t>(site.pooled.total()),
                           .device = site.device,
                           .region = spec.region,
                           .reserve = site.reserve});
  }
  for (const Device& device : world.scenario.devices) event.devices.push_back(device.name);
  for (const Good& good : world.scenario.goods) {
    event.goods.push_back(good.name);
    event.good_sizes.push_back(good.size);
    event.datasets += good.is_model ? 0 : 1;
  }
  return event;
}

/// Opening balances come from the mint; an infinite endowment is an account that may go below zero.
void endow(World& world) {
  const AccountId mint = account_of(world.ledger.platform(), AccountKind::mint);
  const auto give = [&](AgentId agent, Money amount) {
    if (amount.is_infinite()) return;
    world.ledger.post(world.journal, Seconds{0}, mint, account_of(agent, AccountKind::wallet),
                      amount, Cause::endowment, OrderId{});
  };
  for (std::uint32_t s = 0; s < world.capacity.sites.size(); ++s)
    give(world.capacity.sites[s].provider, world.scenario.providers[world.site_spec[s]].capital);
  const auto& members = world.demand.members();
  for (std::uint32_t m = 0; m < members.size(); ++m) {
    const Credits budget = world.demand.budget(m);
    if (budget.value < infinity) give(members[m].agent, round_to_money(budget));
  }
}

void schedule_arrivals(World& world, Effects& effects) {
  for (std::uint32_t m = 0; m < world.demand.members().size(); ++m)
    for (;;) {
      const Seconds at = world.demand.first(m);
      if (at.value == infinity) break;
      await_arrival(world, m, at, effects);
      if (process_of(world, m) != ArrivalProcess::closed) break;
    }
}

}  // namespace

void open_market(World& world, Effects& effects) {
  world.journal.record(started(world));
  endow(world);
  for (std::uint32_t s = 0; s < world.capacity.sites.size(); ++s) {
    start_offer(world, SiteId{s}, effects);
    if (world.rules.priced() && world.capacity.sites[s].pooled.total() > 0)
      world.journal.record(PricePosted{.time = Seconds{0},
                                       .provider = world.capacity.sites[s].provider,
                                       .price = world.capacity.sites[s].price});
    const ProviderSpec& spec = world.scenario.providers[world.site_spec[s]];
    const bool changes = spec.idle.process != IdleProcess::always;
    world.offers_change = world.offers_change || changes;
    world.capacity.sites[s].evicts = (changes && spec.idle.on_return == OnReturn::evict) ||
                                     spec.owner_claim == OwnerClaim::evict;
  }
  rebuild_offers(world);
  schedule_arrivals(world, effects);
  if (world.scenario.market.round.value > 0)
    effects.wakes.emplace_back(world.scenario.market.round, Phase::round, Kind::round, 0);
  const Seconds horizon = world.scenario.general.horizon;
  world.sample_every = world.scenario.general.series_interval;
  if (world.sample_every.value <= 0) world.sample_every = horizon / 500;
  if (world.sample_every.value < infinity)
    effects.wakes.emplace_back(Seconds{0}, Phase::sample, Kind::sample, 0);
  if (horizon.value < infinity)
    effects.wakes.emplace_back(horizon, Phase::horizon, Kind::horizon, 0);
}

void close_market(World& world, Seconds now, Reason reason) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> live;  // (order, slot)
  for (std::uint32_t slot = 0; slot < world.orders.slots(); ++slot)
    if (world.orders[slot].id.exists()) live.emplace_back(world.orders[slot].id.value, slot);
  std::sort(live.begin(), live.end());
  world.transfers.cut_off(now, world.journal);
  Effects ignored;
  for (const auto& [order, slot] : live) {
    if (world.orders[slot].leased)
      end_lease(world, slot, LeaseStage::lapsed, Reason::horizon, Outcome::horizon, true, now);
    finish_order(world, slot, OrderState::unfinished, Reason::horizon, now, ignored);
  }
  world.journal.record(RunEnded{.time = now,
                                .jobs = world.orders.created(),
                                .events = world.journal.events() + 1,
                                .reason = reason});
}

}  // namespace souk
