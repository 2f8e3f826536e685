#pragma once

// The SimGrid platform of a run: star zones of endpoints for transfers, one star zone of nodes per
// site.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <simgrid/forward.h>

#include "models/ids.hpp"
#include "sim/network.hpp"

namespace souk {

/// Flop/s of a core, which stands for a GPU. SimGrid rounds work below 1e-5 flop away; at 1e9
/// flop/s that is 1e-14 s, and a duration of d seconds comes back as d to one unit in the last
/// place.
constexpr double core_speed = 1e9;

/// SimGrid takes whole numbers of bytes, but a flow may come to it half done: it is told 1024 for
/// each.
constexpr double grains_per_byte = 1024;

/// One per process: SimGrid keeps its clock and its signals from one engine to the next.
///
/// Every core of the network (see Path::core) is a star of its own, with an endpoint host per site
/// that can use it, so each route lies within one zone; all stars share the same access links, so
/// contention is right.
class Platform {
 public:
  /// `with_nodes` adds a host per node, of as many cores as it has GPUs. Throws InternalError when
  /// the process has an engine already. Prints nothing.
  Platform(std::span<const SiteShape> sites, const Network& network, bool with_nodes);
  ~Platform();
  Platform(const Platform&) = delete;
  Platform& operator=(const Platform&) = delete;

  [[nodiscard]] const simgrid::s4u::Engine& engine() const { return *engine_; }
  /// Where transfers by that core leave and arrive; not null if Network says that the site can use
  /// it.
  [[nodiscard]] simgrid::s4u::Host* endpoint(std::uint32_t core, SiteId site) const;
  /// Gives every flow on that finite link its weight, 1 / latency of its path: with a latency
  /// factor of 0 SimGrid starts a flow with weight 1, and applies the right one when a latency is
  /// set. O(flows on it).
  void reweigh(std::uint32_t link);
  /// Requires a platform with nodes.
  [[nodiscard]] simgrid::s4u::Host* node(SiteId site, NodeId node) const;

 private:
  void build_links(std::span<const SiteShape> sites, const Network& network);
  void build_endpoints(std::span<const SiteShape> sites, const Network& network,
                       std::uint32_t core);
  void build_nodes(std::span<const SiteShape> sites);

  std::unique_ptr<simgrid::s4u::Engine> engine_;
  simgrid::s4u::NetZone* root_ = nullptr;
  std::size_t sites_ = 0;
  std::vector<simgrid::s4u::Link*> links_;      // by link index; null where none is needed
  std::vector<simgrid::s4u::Host*> endpoints_;  // by core x sites + site
  std::vector<simgrid::s4u::Host*> nodes_;      // of all sites, in order
  std::vector<std::size_t> first_node_;         // by site, into nodes_
};

}  // namespace souk
