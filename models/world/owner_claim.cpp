// Whom an owner's member displaces from its owner's pooled nodes.

#include <map>

#include "models/world/offer_choice.hpp"

namespace souk {
namespace {

bool is_guest(const World& world, const Lease& lease, std::uint32_t slot) {
  return world.orders[slot].home != lease.site;
}

/// Spanning gangs take GPUs wherever they are: the newest guests, until there are enough.
std::vector<std::uint32_t> guests_anywhere(const World& world, const Site& site, int gpus) {
  std::vector<std::uint32_t> guests;
  std::int64_t room = site.own.total_free() + site.pooled.total_free();
  for (std::uint32_t at = site.newest_lease; at != no_slot && room < gpus;
       at = world.capacity[at].older) {
    const Lease& lease = world.capacity[at];
    if (!is_guest(world, lease, at)) continue;
    guests.push_back(at);
    room += lease.gpus;
  }
  if (room < gpus) guests.clear();
  return guests;
}

/// On one node: the node that so has room first, going from the newest guest to older ones.
std::vector<std::uint32_t> guests_on_a_node(const World& world, const Site& site, int gpus) {
  std::map<std::uint32_t, int> room;                              // by node
  std::map<std::uint32_t, std::vector<std::uint32_t>> guests_on;  // by node, newest first
  for (std::uint32_t at = site.newest_lease; at != no_slot; at = world.capacity[at].older) {
    const Lease& lease = world.capacity[at];
    if (!is_guest(world, lease, at)) continue;
    for (const Slice& slice : lease.slices) {
      const auto [node, fresh] =
          room.try_emplace(slice.node, site.pooled.free(slice.node) + site.own.free(slice.node));
      guests_on[slice.node].push_back(at);
      if ((node->second += slice.gpus) >= gpus) return guests_on[slice.node];
    }
  }
  return {};
}

}  // namespace

std::vector<std::uint32_t> guests_in_the_way(const World& world, const Order& order) {
  const Site& site = world.capacity.sites[order.home.value];
  if (!site.offered || !accepts(world, order, site.device)) return {};
  return world.scenario.placement.span ? guests_anywhere(world, site, order.job.gpus)
                                       : guests_on_a_node(world, site, order.job.gpus);
}

}  // namespace souk
