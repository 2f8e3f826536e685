#include "sim/network.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "models/check.hpp"

namespace souk {
namespace {

std::uint32_t index_of(std::vector<std::string>& names, const std::string& name) {
  const auto at = std::find(names.begin(), names.end(), name) - names.begin();
  if (at == std::ssize(names)) names.push_back(name);
  return static_cast<std::uint32_t>(at);
}

/// The least and greatest access latency in a set of sites, and how many there are.
struct Extent {
  double least = infinity, second = infinity, greatest = 0, second_greatest = 0;
  std::uint32_t count = 0;

  void add(double value) {
    ++count;
    second = std::min(second, std::max(least, value));
    least = std::min(least, value);
    second_greatest = std::max(second_greatest, std::min(greatest, value));
    greatest = std::max(greatest, value);
  }
};

}  // namespace

Network::Network(std::span<const SiteShape> sites, const NetworkShape& shape) {
  for (const SiteShape& site : sites) {
    SOUK_CHECK(site.up.value > 0 && site.down.value > 0 && site.latency.value >= 0,
               "an access link has a positive bandwidth and a latency >= 0");
    capacity_.push_back(site.up.value);
    capacity_.push_back(site.down.value);
    latency_.push_back(site.latency.value);
    region_.push_back(index_of(region_names_, site.region));
  }
  add_cores(shape);
  open_ample_cores();
  weighted_ = latencies_weigh();
}

void Network::add_cores(const NetworkShape& shape) {
  SOUK_CHECK(shape.backbone.value > 0 && shape.latency.value >= 0,
             "the backbone has a positive bandwidth and a latency >= 0");
  capacity_.push_back(shape.backbone.value);
  core_latency_.push_back(shape.latency.value);
  core_ends_.emplace_back(0, 0);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ends;
  for (const Link& link : shape.links)
    ends.emplace_back(index_of(region_names_, link.from), index_of(region_names_, link.to));
  const std::size_t regions = region_names_.size();
  core_of_.assign(regions * regions, 0);
  const auto add = [&](std::pair<std::uint32_t, std::uint32_t> pair, const Link& link) {
    std::uint32_t& core = core_of_[pair.first * regions + pair.second];
    if (core != 0) return;
    SOUK_CHECK(link.bandwidth.value > 0 && link.latency.value >= 0,
               "a link has a positive bandwidth and a latency >= 0");
    core = cores();
    core_ends_.push_back(pair);
    core_latency_.push_back(link.latency.value);
    capacity_.push_back(link.bandwidth.value);
  };
  // Rows as written come first, so that a row of its own always wins over the reverse of another.
  for (std::size_t i = 0; i < ends.size(); ++i) add(ends[i], shape.links[i]);
  for (std::size_t i = 0; i < ends.size(); ++i)
    add({ends[i].second, ends[i].first}, shape.links[i]);
}

void Network::open_ample_cores() {
  // Such a core never binds, but in a solver it would couple all the flows on it.
  for (std::uint32_t core = 0; core < cores(); ++core) {
    double up = 0, down = 0;
    for (std::uint32_t s = 0; s < sites(); ++s) {
      if (leaves_by(core, SiteId{s})) up += capacity_[2 * s];
      if (arrives_by(core, SiteId{s})) down += capacity_[2 * s + 1];
    }
    if (capacity_[core_link(core)] >= std::min(up, down)) capacity_[core_link(core)] = infinity;
  }
}

bool Network::leaves_by(std::uint32_t core, SiteId site) const {
  return core == 0 || core_ends_[core].first == region_[site.value];
}

bool Network::arrives_by(std::uint32_t core, SiteId site) const {
  return core == 0 || core_ends_[core].second == region_[site.value];
}

bool Network::latencies_weigh() const {
  const std::size_t regions = region_names_.size();
  std::vector<Extent> extent(regions);
  for (std::size_t s = 0; s < latency_.size(); ++s) extent[region_[s]].add(latency_[s]);
  double least = infinity, greatest = 0;
  for (std::size_t a = 0; a < regions; ++a) {
    for (std::size_t b = 0; b < regions; ++b) {
      const Extent &from = extent[a], &to = extent[b];
      if (from.count == 0 || to.count == 0 || (a == b && from.count < 2)) continue;
      const double core = core_latency_[core_of_[a * regions + b]];
      // Added in the order of `path`, so that paths built of equal parts compare equal.
      least = std::min(least, core + from.least + (a == b ? from.second : to.least));
      greatest =
          std::max(greatest, core + from.greatest + (a == b ? from.second_greatest : to.greatest));
    }
  }
  return least > 0 && greatest > least;
}

Path Network::path(SiteId from, SiteId to) const {
  const std::size_t regions = region_names_.size();
  Path path;
  path.core = core_of_[region_[from.value] * regions + region_[to.value]];
  path.latency = Seconds{core_latency_[path.core] + latency_[from.value] + latency_[to.value]};
  for (const std::uint32_t link : {2 * from.value, core_link(path.core), 2 * to.value + 1}) {
    if (capacity_[link] == infinity) continue;
    path.links[path.count++] = link;
    path.bound = std::min(path.bound, BytesPerSecond{capacity_[link]});
  }
  return path;
}

}  // namespace souk
