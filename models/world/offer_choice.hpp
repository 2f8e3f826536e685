#pragma once

// Which GPUs an order would take now: own nodes first, then the cheapest pooled offer with room.

#include "models/world/world.hpp"

namespace souk {

/// Where an order will run.
struct Choice {
  SiteId site;  ///< none: nowhere now
  Parts parts;
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

/// Keeps from those behind it in this pass what the order may use of its home, where it pays
/// nothing: the own part, or all. False: its home could never host it.
bool keep_home(const World& world, const Order& order, Reach& reach, Scan scan);
/// Keeps every offer that it accepts and can pay as well.
void keep_for(const World& world, const Order& order, Reach& reach);

/// Fills the lease's slices: own part first, then the pooled part. Requires room there.
void place_gang(World& world, const Choice& choice, int gpus, Lease& lease);

}  // namespace souk
