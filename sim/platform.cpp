#include "sim/platform.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <fmt/format.h>
#include <simgrid/s4u.hpp>

#include "models/check.hpp"

namespace souk {
namespace {

namespace sg = simgrid::s4u;

std::unique_ptr<sg::Engine> make_engine() {
  SOUK_CHECK(!sg::Engine::is_initialized(), "a process runs one simulation");
  // The constructor eats options; a threshold on its command line also silences the lines that say
  // so.
  std::array<std::string, 6> words{"souk", "--log=root.thresh:error", "--cfg=network/model:CM02",
                                   "--cfg=network/crosstraffic:0", "--cfg=network/TCP-gamma:0",
                                   // Souk pays latencies itself; they stay on the links as weights.
                                   "--cfg=network/latency-factor:0"};
  std::array<char*, 7> argv{};
  for (std::size_t i = 0; i < words.size(); ++i) argv.at(i) = words.at(i).data();
  int argc = static_cast<int>(words.size());
  return std::make_unique<sg::Engine>(&argc, argv.data());
}

constexpr double wide_open = 1e18;  // bytes/s of a link that only carries a latency

}  // namespace

Platform::Platform(std::span<const SiteShape> sites, const Network& network, bool with_nodes)
    : engine_{make_engine()}, root_{sg::create_star_zone("souk")}, sites_{sites.size()} {
  build_links(sites, network);
  endpoints_.assign(std::size_t{network.cores()} * network.sites(), nullptr);
  for (std::uint32_t core = 0; core < network.cores(); ++core)
    build_endpoints(sites, network, core);
  if (with_nodes) build_nodes(sites);
  root_->seal();
}

Platform::~Platform() = default;

void Platform::build_links(std::span<const SiteShape> sites, const Network& network) {
  const auto capacities = network.capacities();
  links_.assign(capacities.size(), nullptr);
  for (std::uint32_t i = 0; i < links_.size(); ++i) {
    const bool access = i < 2 * sites.size();
    const double latency = access ? network.access_latency(SiteId{i / 2}).value
                                  : network.core_latency(i - 2 * network.sites()).value;
    const bool carries = network.weighted_by_latency() && latency > 0;
    if (capacities[i] == infinity && !carries) continue;
    const std::string name = access ? fmt::format("{}{}", i % 2 == 0 ? "up:" : "down:", i / 2)
                                    : fmt::format("core:{}", i);
    sg::Link* link = root_->create_link(name, std::min(capacities[i], wide_open) * grains_per_byte);
    if (capacities[i] == infinity) link->set_sharing_policy(sg::Link::SharingPolicy::FATPIPE);
    if (carries) link->set_latency(latency);
    links_[i] = link->seal();
  }
}

void Platform::build_endpoints(std::span<const SiteShape> sites, const Network& network,
                               std::uint32_t core) {
  sg::NetZone* zone = sg::create_star_zone(fmt::format("core:{}", core))->set_parent(root_);
  const sg::Link* middle = links_[network.core_link(core)];
  for (std::uint32_t s = 0; s < sites.size(); ++s) {
    const bool leaves = network.leaves_by(core, SiteId{s});
    const bool arrives = network.arrives_by(core, SiteId{s});
    if (!leaves && !arrives) continue;
    sg::Host* host = zone->create_host(fmt::format("{}@{}", s, core), core_speed);
    std::vector<sg::LinkInRoute> up, down;
    if (leaves && links_[2 * s] != nullptr) up.emplace_back(links_[2 * s]);
    if (leaves && middle != nullptr) up.emplace_back(middle);
    if (arrives && links_[2 * s + 1] != nullptr) down.emplace_back(links_[2 * s + 1]);
    zone->add_route(host->get_netpoint(), nullptr, nullptr, nullptr, up, false);
    zone->add_route(nullptr, host->get_netpoint(), nullptr, nullptr, down, false);
    host->seal();
    endpoints_[std::size_t{core} * sites.size() + s] = host;
  }
  zone->seal();
}

void Platform::build_nodes(std::span<const SiteShape> sites) {
  for (std::uint32_t s = 0; s < sites.size(); ++s) {
    first_node_.push_back(nodes_.size());
    if (sites[s].nodes == 0) continue;
    sg::NetZone* zone = sg::create_star_zone(fmt::format("site:{}", s))->set_parent(root_);
    for (std::uint32_t n = 0; n < sites[s].nodes; ++n) {
      sg::Host* host = zone->create_host(fmt::format("{}/{}", s, n), core_speed);
      host->set_core_count(sites[s].gpus_per_node)->seal();
      zone->add_route(host->get_netpoint(), nullptr, nullptr, nullptr, {}, true);
      nodes_.push_back(host);
    }
    zone->seal();
  }
}

sg::Host* Platform::endpoint(std::uint32_t core, SiteId site) const {
  return endpoints_[std::size_t{core} * sites_ + site.value];
}

void Platform::reweigh(std::uint32_t link) {
  links_[link]->set_latency(links_[link]->get_latency());
}

sg::Host* Platform::node(SiteId site, NodeId node) const {
  SOUK_CHECK(site.value < first_node_.size(), "this platform has no nodes");
  return nodes_[first_node_[site.value] + node.value];
}

}  // namespace souk
