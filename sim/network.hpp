#pragma once

// The network between sites: its links, the path of a transfer, and who shares what. No SimGrid
// here.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/ids.hpp"
#include "models/scenario/scenario.hpp"
#include "models/units.hpp"

namespace souk {

/// A place that holds nodes, goods or both. `nodes` is 0 for a store.
struct SiteShape {
  std::string name;
  std::uint32_t nodes = 0;
  int gpus_per_node = 1;
  BytesPerSecond up{infinity}, down{infinity};  ///< > 0
  Seconds latency{0};                           ///< of the access link, >= 0
  std::string region{};
};

/// What joins the sites. A core that the access links of its sites cannot fill together counts as
/// open. A row of `links` holds from `from` to `to` and, unless the file also has a row from `to`
/// to `from`, backwards too: two lines of the same bandwidth, one per direction.
struct NetworkShape {
  Seconds latency{0};
  BytesPerSecond backbone{infinity};
  std::vector<Link> links{};
};

/// The way from one site to another. Latency is paid once, before any byte moves.
struct Path {
  Seconds latency{0};
  BytesPerSecond bound{infinity};        ///< the narrowest link; infinity when no link is finite
  std::array<std::uint32_t, 3> links{};  ///< the finite ones, as indices
  std::uint32_t count = 0;
  std::uint32_t core = 0;  ///< 0: the backbone; else the line between two regions
};

/// Links are numbered: 2s and 2s + 1 go up and down from site s, then come the cores (see
/// Path::core).
class Network {
 public:
  /// Requires bandwidths > 0 and latencies >= 0.
  Network(std::span<const SiteShape> sites, const NetworkShape& shape);

  /// O(1). Requires from != to.
  [[nodiscard]] Path path(SiteId from, SiteId to) const;

  [[nodiscard]] std::uint32_t sites() const { return static_cast<std::uint32_t>(latency_.size()); }
  [[nodiscard]] std::uint32_t cores() const {
    return static_cast<std::uint32_t>(core_latency_.size());
  }
  [[nodiscard]] std::uint32_t core_link(std::uint32_t core) const { return 2 * sites() + core; }
  /// Bytes per second by link; infinity where nothing is shared.
  [[nodiscard]] std::span<const double> capacities() const { return capacity_; }
  [[nodiscard]] Seconds access_latency(SiteId site) const { return Seconds{latency_[site.value]}; }
  [[nodiscard]] Seconds core_latency(std::uint32_t core) const {
    return Seconds{core_latency_[core]};
  }
  /// Whether transfers leaving `site` can take that core, or arriving there.
  [[nodiscard]] bool leaves_by(std::uint32_t core, SiteId site) const;
  [[nodiscard]] bool arrives_by(std::uint32_t core, SiteId site) const;

  /// True when flows share a bottleneck in proportion to 1 / latency of their path, as CM02 does;
  /// false when they share it equally: all paths have the same latency, or some path has none (1 /
  /// 0 is no weight).
  [[nodiscard]] bool weighted_by_latency() const { return weighted_; }

 private:
  void add_cores(const NetworkShape& shape);
  void open_ample_cores();
  [[nodiscard]] bool latencies_weigh() const;

  std::vector<double> capacity_;
  std::vector<double> latency_;        // of the access, by site
  std::vector<std::uint32_t> region_;  // by site, into region_names_
  std::vector<std::string> region_names_;
  std::vector<double> core_latency_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> core_ends_;  // regions; [0] unused
  std::vector<std::uint32_t> core_of_;  // by from region x regions + to region
  bool weighted_ = false;
};

}  // namespace souk
