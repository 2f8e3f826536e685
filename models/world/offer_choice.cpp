#include "models/world/offer_choice.hpp"

#include <algorithm>

#include "models/check.hpp"

namespace souk {
namespace {

bool kept_for_owner(const Reach& reach, SiteId site, const Order& order) {
  return !reach.owners.empty() && order.home != site && reach.owner_waits(site);
}

bool pooled_is_kept(const World& world, const Reach& reach, SiteId id) {
  if (reach.keeps_pooled(id)) return true;
  const Site& site = world.capacity.sites[id.value];
  return !world.per_site() && site.position != OfferIndex::none &&
         reach.from[site.device.value] > site.position;
}

/// Own nodes come first and cost nothing: the own part, then the pooled part, then both together.
Choice at_home(const World& world, const Order& order, const Reach& reach, Scan scan) {
  if (!order.home.exists()) return {};
  const Site& site = world.capacity.sites[order.home.value];
  if (!accepts(world, order, site.device)) return {};
  const bool to_pool = scan != Scan::own_part && site.offered;
  const Parts open{!reach.keeps_own(order.home),
                   to_pool && !pooled_is_kept(world, reach, order.home)};
  const Parts room = site.room_for_member(order.job.gpus, world.scenario.placement.span, open);
  if (!room.any()) return {};
  return {order.home, room, ask_of(world, order, Price{0}, site.device)};
}

Choice at_bound(const World& world, const Order& order, const Reach& reach, Scan scan) {
  if (order.bound == order.home) return at_home(world, order, reach, scan);
  if (scan != Scan::pool) return {};
  const Site& site = world.capacity.sites[order.bound.value];
  if (!site.offered || pooled_is_kept(world, reach, order.bound)) return {};
  if (kept_for_owner(reach, order.bound, order)) return {};
  if (!site.pooled.fits(order.job.gpus, world.scenario.placement.span)) return {};
  return {order.bound, Parts{false, true}, ask_of(world, order, site.price, site.device)};
}

/// Among equal prices the search begins at a seeded place, so that no provider is favoured by its
/// number.
std::uint32_t find_room(const World& world, const Order& order, DeviceId device,
                        const Reach& reach) {
  const OfferIndex& index = world.market.now[device.value];
  const auto first_from = [&](std::uint32_t position) {
    std::uint32_t at = index.first_with(order.job.gpus, position);
    while (at != OfferIndex::none && (kept_for_owner(reach, index.row(at).site, order) ||
                                      reach.keeps_pooled(index.row(at).site)))
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
    best = {row.site, Parts{false, true}, ask};
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

bool keep_home(const World& world, const Order& order, Reach& reach, Scan scan) {
  if ((world.per_site() && order.bound != order.home) || !home_hosts(world, order)) return false;
  reach.own[order.home.value] = reach.pass;
  if (scan != Scan::own_part) reach.pooled[order.home.value] = reach.pass;
  return true;
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
  const bool across = choice.parts.own && choice.parts.pooled;
  const auto place = [&](const FreeNodes& part, int count) {
    if (across && !span)
      taken.push_back({site.split_node, count});
    else
      policy.place(part, count, span, taken);
  };
  int owned = choice.parts.own ? gpus : 0;
  if (across)
    owned = span ? static_cast<int>(site.own.total_free()) : site.own.free(site.split_node);
  if (owned > 0) place(site.own, owned);
  lease.pooled_from = static_cast<std::uint32_t>(taken.size());
  if (owned < gpus) place(site.pooled, gpus - owned);
  SOUK_CHECK(!taken.empty(), "a placement policy found no room where there is room");
  lease.slices.assign(taken);
}

}  // namespace souk
