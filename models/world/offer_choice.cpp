#include "models/world/offer_choice.hpp"

#include <algorithm>

#include "models/check.hpp"

namespace souk {
namespace {

bool kept_for_owner(const Reach& reach, SiteId site, const Order& order) {
  if (reach.owners.empty() || order.home == site) return false;
  return std::find(reach.owners.begin(), reach.owners.end(), site.value) != reach.owners.end();
}

bool pooled_is_kept(const World& world, const Reach& reach, SiteId id) {
  if (reach.pooled[id.value] == reach.pass) return true;
  const Site& site = world.capacity.sites[id.value];
  return !world.per_site() && site.position != OfferIndex::none &&
         reach.from[site.device.value] > site.position;
}

/// Own nodes come first and cost nothing: the own part, then the pooled part, then both together.
Choice at_home(const World& world, const Order& order, const Reach& reach, Scan scan) {
  if (!order.home.exists()) return {};
  const Site& site = world.capacity.sites[order.home.value];
  if (!accepts(world, order, site.device)) return {};
  const bool span = world.scenario.placement.span;
  const int gpus = order.job.gpus;
  const bool own_is_kept = reach.own[order.home.value] == reach.pass;
  const auto free_on = [&](bool own, bool pooled) -> Choice {
    return {order.home, own, pooled, ask_of(world, order, Price{0}, site.device)};
  };
  if (!own_is_kept && site.own.fits(gpus, span)) return free_on(true, false);
  if (scan == Scan::own_part || !site.offered || pooled_is_kept(world, reach, order.home))
    return {};
  if (site.pooled.fits(gpus, span)) return free_on(false, true);
  if (!own_is_kept && site.fits_across(gpus, span)) return free_on(true, true);
  return {};
}

Choice at_bound(const World& world, const Order& order, const Reach& reach, Scan scan) {
  if (order.bound == order.home) return at_home(world, order, reach, scan);
  if (scan != Scan::pool) return {};
  const Site& site = world.capacity.sites[order.bound.value];
  if (!site.offered || pooled_is_kept(world, reach, order.bound)) return {};
  if (kept_for_owner(reach, order.bound, order)) return {};
  if (!site.pooled.fits(order.job.gpus, world.scenario.placement.span)) return {};
  return {order.bound, false, true, ask_of(world, order, site.price, site.device)};
}

/// Among equal prices the search begins at a seeded place, so that no provider is favoured by its
/// number.
std::uint32_t find_room(const World& world, const Order& order, DeviceId device,
                        const Reach& reach) {
  const OfferIndex& index = world.market.now[device.value];
  const auto first_from = [&](std::uint32_t position) {
    std::uint32_t at = index.first_with(order.job.gpus, position);
    while (at != OfferIndex::none && (kept_for_owner(reach, index.row(at).site, order) ||
                                      reach.pooled[index.row(at).site.value] == reach.pass))
      at = index.first_with(order.job.gpus, at + 1);
    return at;
  };
  const std::uint32_t from = reach.from[device.value];
  const std::uint32_t first = first_from(from);
  if (first == OfferIndex::none || world.scenario.scheduling.ties == Ties::index ||
      index.size() == 1)
    return first;
  const std::uint32_t begin = std::max(from, index.run_begin(first));
  const std::uint32_t end = index.first_above(index.row(first).price);
  const auto offset = static_cast<std::uint32_t>(mix(world.seed, order.tie) % (end - begin));
  const std::uint32_t other = first_from(begin + offset);
  return other < end ? other : first;
}

Choice in_pool(const World& world, const Order& order, const Reach& reach) {
  Choice best;
  double best_cost = infinity;
  for_each_device(world, order, [&](DeviceId device) {
    const OfferIndex& index = world.market.now[device.value];
    const std::uint32_t at = find_room(world, order, device, reach);
    if (at == OfferIndex::none) return;
    const OfferIndex::Row& row = index.row(at);
    const Ask ask = ask_of(world, order, row.price, device);
    if (!affords(world, order, ask)) return;
    // Without prices the faster device wins.
    const double cost = world.rules.priced() ? ask.cost().value : ask.time.value;
    if (best.site.exists() && cost >= best_cost) return;
    best = {row.site, false, true, ask};
    best_cost = cost;
  });
  return best;
}

}  // namespace

Choice choose_offer(const World& world, const Order& order, const Reach& reach, Scan scan) {
  if (world.per_site()) return at_bound(world, order, reach, scan);
  const Choice home = at_home(world, order, reach, scan);
  if (home.site.exists() || scan != Scan::pool) return home;
  return in_pool(world, order, reach);
}

void keep_home(const World& world, const Order& order, Reach& reach, Scan scan) {
  if ((world.per_site() && order.bound != order.home) || !home_hosts(world, order)) return;
  reach.own[order.home.value] = reach.pass;
  if (scan != Scan::own_part) reach.pooled[order.home.value] = reach.pass;
}

void keep_for(const World& world, const Order& order, Reach& reach) {
  reach.kept = true;
  keep_home(world, order, reach, Scan::home);
  if (world.per_site()) {
    reach.pooled[order.bound.value] = reach.pass;
    return;
  }
  for_each_device(world, order, [&](DeviceId device) {
    const OfferIndex& index = world.market.now[device.value];
    const std::uint32_t end =
        world.rules.priced() ? index.first_above(affordable(world, order, device)) : index.size();
    reach.from[device.value] = std::max(reach.from[device.value], end);
  });
}

void place_gang(World& world, const Choice& choice, int gpus, Lease& lease) {
  Site& site = world.capacity.sites[choice.site.value];
  const PlacementPolicy& policy =
      *world.rules.providers[world.site_spec[choice.site.value]].placement;
  const bool span = world.scenario.placement.span;
  std::vector<Slice>& taken = world.placed;
  taken.clear();
  int left = gpus;
  if (choice.own_part && choice.pooled_part && !span) {
    const int owned = site.own.free(site.split_node);
    if (owned > 0) taken.push_back({site.split_node, owned});
    lease.pooled_from = static_cast<std::uint32_t>(taken.size());
    taken.push_back({site.split_node, gpus - owned});
    lease.slices.assign(taken);
    return;
  }
  if (choice.own_part && choice.pooled_part) {
    const int owned = static_cast<int>(site.own.total_free());
    if (owned > 0) policy.place(site.own, owned, true, taken);
    left -= owned;
  } else if (choice.own_part) {
    policy.place(site.own, gpus, span, taken);
    left = 0;
  }
  lease.pooled_from = static_cast<std::uint32_t>(taken.size());
  if (left > 0) policy.place(site.pooled, left, span, taken);
  SOUK_CHECK(!taken.empty(), "a placement policy found no room where there is room");
  lease.slices.assign(taken);
}

}  // namespace souk
