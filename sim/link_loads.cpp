#include "sim/link_loads.hpp"

#include <cmath>

#include "models/check.hpp"

namespace souk {
namespace {

constexpr double full = 0x1p44;

}  // namespace

LinkLoads::LinkLoads(std::span<const double> capacities) : loads_(capacities.size()) {
  for (std::size_t i = 0; i < capacities.size(); ++i) loads_[i].scale = full / capacities[i];
}

bool LinkLoads::add(std::uint32_t place, const Path& path) {
  if (place >= places_.size()) places_.resize(place + 1);
  Place& mine = places_[place];
  SOUK_CHECK(mine.count == 0, "a flow is on one path");
  mine.count = path.count;
  bool served = true;
  for (std::uint32_t i = 0; i < path.count; ++i) {
    Load& load = loads_[path.links[i]];
    // No bound exceeds the capacity of a link on its path, so this is at most 2^44.
    mine.hops[i] = {path.links[i], std::llround(path.bound.value * load.scale)};
    load.used += mine.hops[i].load;
    if (load.used > static_cast<std::int64_t>(full)) served = false;
  }
  return served;
}

void LinkLoads::remove(std::uint32_t place) {
  unlist(place);
  Place& mine = places_[place];
  for (std::uint32_t i = 0; i < mine.count; ++i)
    loads_[mine.hops[i].link].used -= mine.hops[i].load;
  mine.count = 0;
}

LinkLoads::Hop& LinkLoads::hop_on(std::uint32_t place, std::uint32_t link) {
  for (Hop& hop : places_[place].hops)
    if (hop.link == link) return hop;
  check_failed("hop_on", "a lone flow is listed on links of its path", __FILE__, __LINE__);
}

void LinkLoads::list(std::uint32_t place) {
  Place& mine = places_[place];
  mine.listed = true;
  for (std::uint32_t i = 0; i < mine.count; ++i) {
    Hop& hop = mine.hops[i];
    std::uint32_t& first = loads_[hop.link].first_lone;
    hop.before = none;
    hop.after = first;
    if (first != none) hop_on(first, hop.link).before = place;
    first = place;
  }
}

void LinkLoads::unlist(std::uint32_t place) {
  Place& mine = places_[place];
  if (!mine.listed) return;
  mine.listed = false;
  for (std::uint32_t i = 0; i < mine.count; ++i) {
    const Hop& hop = mine.hops[i];
    (hop.before == none ? loads_[hop.link].first_lone : hop_on(hop.before, hop.link).after) =
        hop.after;
    if (hop.after != none) hop_on(hop.after, hop.link).before = hop.before;
  }
}

void LinkLoads::take_lone(std::uint32_t place, std::vector<std::uint32_t>& out) {
  for (std::uint32_t i = 0; i < places_[place].count; ++i) {
    const Load& load = loads_[places_[place].hops[i].link];
    if (load.used <= static_cast<std::int64_t>(full)) continue;
    while (load.first_lone != none) {
      out.push_back(load.first_lone);
      unlist(load.first_lone);
    }
  }
}

}  // namespace souk
