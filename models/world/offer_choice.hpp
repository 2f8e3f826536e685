#pragma once

// Which GPUs an order would take now: own nodes first, then the cheapest pooled offer with room.

#include "models/world/world.hpp"

namespace souk {

/// Where an order will run.
struct Choice {
  SiteId site;  ///< none: nowhere now
  bool own_part = false, pooled_part = false;
  Ask ask;  ///< price 0 at home
};

/// How far an order looks.
enum class Scan : std::uint8_t { own_part, home, pool };  // each with those before it

/// O(devices x log sites).
Choice choose_offer(const World& world, const Order& order, const Reach& reach, Scan scan);

/// The slots of the orders whose leases must end for the order to fit on the pooled nodes of its
/// home, the newest guests first; none if not even that makes room. Members of the site are no
/// guests. O(leases of the site).
std::vector<std::uint32_t> guests_in_the_way(const World& world, const Order& order);

/// Keeps every GPU that the order could use and pay, at home or in the pool, from those behind it
/// in this pass.
void keep_for(const World& world, const Order& order, Reach& reach);
/// Only those of the part of its home that is not shared.
void keep_own_part(const World& world, const Order& order, Reach& reach);

/// Fills the lease's slices: own part first, then the pooled part. Requires room there.
void place_gang(World& world, const Choice& choice, int gpus, Lease& lease);

}  // namespace souk
