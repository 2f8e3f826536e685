// What providers sell: offers open and close as pooled nodes come and go.

#include <algorithm>
#include <optional>
#include <utility>

#include "models/world/world.hpp"

namespace souk {
namespace {

const ProviderSpec& spec_of(const World& world, SiteId site) {
  return world.scenario.providers[world.site_spec[site.value]];
}

/// The largest gang that the pooled part of a site can host when so much is free.
std::int64_t room(const World& world, const Site& site, bool ever) {
  const bool span = world.scenario.placement.span;
  if (ever) return span ? site.pooled.total() : site.pooled.largest_capacity();
  if (!site.offered) return 0;
  return span ? site.pooled.total_free() : site.pooled.largest_free();
}

void record_nodes(World& world, SiteId site, NodeMode mode, Seconds now) {
  world.journal.record(NodeState{.time = now, .site = site, .node = NodeId{}, .state = mode});
}

void close_offer(World& world, SiteId id, Seconds now, Effects& effects) {
  Site& site = world.capacity.sites[id.value];
  const IdleSpec& idle = spec_of(world, id).idle;
  site.offered = false;
  world.journal.record(OfferClosed{.time = now, .offer = site.offer, .reason = Reason::rule});
  site.offer = OfferId{};
  const bool evicts = idle.on_return == OnReturn::evict;
  record_nodes(world, id, evicts ? NodeMode::withheld : NodeMode::draining, now);
  if (!evicts) return;
  for (std::uint32_t at = site.newest_lease; at != no_slot; at = world.capacity[at].older) {
    const Lease& lease = world.capacity[at];
    if (lease.pooled_from >= lease.slices.size()) continue;  // wholly on the owner's own part
    const Order& order = world.orders[at];
    effects.wakes.emplace_back(now + idle.notice, Phase::lease_end, Kind::eviction, order.id.value,
                               at, order.attempt);
  }
}

/// When a site's next change comes; infinity: never.
Seconds next_change(World& world, SiteId id, bool on, Seconds now) {
  const IdleSpec& idle = spec_of(world, id).idle;
  if (idle.process == IdleProcess::on_off) {
    const Seconds mean = on ? idle.mean_on : idle.mean_off;
    return now + mean * world.idle[id.value].exponential();
  }
  if (idle.process == IdleProcess::trace) {
    const auto next = std::upper_bound(idle.changes.begin(), idle.changes.end(), now);
    if (next != idle.changes.end()) return *next;
  }
  return Seconds{infinity};
}

void schedule_change(World& world, SiteId site, Seconds now, Effects& effects) {
  const Seconds at = next_change(world, site, world.capacity.sites[site.value].offered, now);
  if (at.value < infinity)
    effects.wakes.emplace_back(at, Phase::offer_change, Kind::offer_change, site.value);
}

}  // namespace

void update_room(World& world, SiteId id) {
  const Site& site = world.capacity.sites[id.value];
  if (site.position == OfferIndex::none) return;
  world.market.now[site.device.value].set_room(site.position, room(world, site, false));
}

void rebuild_offers(World& world) {
  std::vector<std::vector<OfferIndex::Row>> rows(world.scenario.devices.size());
  for (std::uint32_t s = 0; s < world.capacity.sites.size(); ++s) {
    Site& site = world.capacity.sites[s];
    site.position = OfferIndex::none;
    if (site.pooled.total() == 0 || spec_of(world, SiteId{s}).members_only) continue;
    rows[site.device.value].push_back({SiteId{s}, site.price, 0});
  }
  world.market.now.resize(rows.size());
  world.market.ever.resize(rows.size());
  world.market.one_price = true;
  std::optional<std::pair<Price, DeviceId>> only;
  for (std::size_t d = 0; d < rows.size(); ++d) {
    world.market.now[d].reset(rows[d]);
    world.market.ever[d].reset(std::move(rows[d]));
    for (std::uint32_t at = 0; at < world.market.now[d].size(); ++at) {
      const OfferIndex::Row& row = world.market.now[d].row(at);
      Site& site = world.capacity.sites[row.site.value];
      site.position = at;
      world.market.ever[d].set_room(at, room(world, site, true));
      world.market.now[d].set_room(at, room(world, site, false));
      const std::pair asked{row.price, site.device};
      if (only && *only != asked) world.market.one_price = false;
      only = asked;
    }
  }
}

void open_offer(World& world, SiteId id, Seconds now) {
  Site& site = world.capacity.sites[id.value];
  if (site.pooled.total() == 0) return;
  site.offered = true;
  site.offer = OfferId{world.market.next_offer++};
  std::uint32_t nodes = 0;
  for (std::uint32_t node = 0; node < site.pooled.nodes(); ++node)
    nodes += site.pooled.capacity(node) > 0 ? 1 : 0;
  world.journal.record(OfferOpened{.time = now,
                                   .offer = site.offer,
                                   .provider = site.provider,
                                   .node_first = NodeId{0},
                                   .nodes = nodes,
                                   .gpus = static_cast<int>(site.pooled.total()),
                                   .reserve = site.reserve,
                                   .until = Seconds{infinity}});
  record_nodes(world, id, NodeMode::offered, now);
}

void start_offer(World& world, SiteId id, Effects& effects) {
  const IdleSpec& idle = spec_of(world, id).idle;
  Site& site = world.capacity.sites[id.value];
  if (site.pooled.total() == 0) {
    site.offered = false;
    return;
  }
  bool on = true;
  if (idle.process == IdleProcess::on_off)
    on = world.idle[id.value].uniform() < idle.mean_on / (idle.mean_on + idle.mean_off);
  if (idle.process == IdleProcess::trace)
    on = idle.changes.empty() || idle.changes.front() > Seconds{0};
  site.offered = on;
  if (on) open_offer(world, id, Seconds{0});
  schedule_change(world, id, Seconds{0}, effects);
}

void change_offer(World& world, SiteId id, Seconds now, Effects& effects) {
  Site& site = world.capacity.sites[id.value];
  if (site.offered)
    close_offer(world, id, now, effects);
  else
    open_offer(world, id, now);
  update_room(world, id);
  want_pass(world, effects);
  if (world.goes_on()) schedule_change(world, id, now, effects);
}

}  // namespace souk
