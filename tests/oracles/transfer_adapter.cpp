// Transfers that share links: each flow is a job whose dataset must come from a store to the job's
// site first.

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "tests/oracles/adapters.hpp"

namespace souk::oracles {
namespace {

struct Flow {
  double start = 0, size = 0, latency = 0;
  std::vector<std::size_t> route;  ///< links
  std::string store, site;         ///< where it goes from and to
};

struct Network {
  std::vector<double> bandwidth;  ///< by link
  std::vector<Flow> flows;
  unsigned down = 0;  ///< bit i: link i is the way into a site; else the way out of a store
};

bool is_down(unsigned down, std::size_t link) {
  return (down >> link & 1U) != 0;
}

/// A route leaves one store and enters one site: at most one link of each kind.
bool fits(unsigned down, const Flow& flow) {
  const auto n = static_cast<std::size_t>(
      std::ranges::count_if(flow.route, [&](std::size_t link) { return is_down(down, link); }));
  return n <= 1 && flow.route.size() - n <= 1;
}

/// Which links are ways out and which ways in; by trial of all choices, since cases are small.
unsigned choose_ways(const Network& network) {
  if (network.bandwidth.size() > 12) throw Unsupported{"more than 12 links"};
  for (unsigned down = 0; down < 1U << network.bandwidth.size(); ++down)
    if (std::ranges::all_of(network.flows, [&](const Flow& f) { return fits(down, f); }))
      return down;
  throw Unsupported{"no choice of stores' and sites' access links gives these routes"};
}

std::size_t link_called(const std::vector<std::string>& links, const std::string& name) {
  const auto found = std::ranges::find(links, name);
  if (found == links.end()) throw OracleFault{fmt::format("there is no link {}", name)};
  return static_cast<std::size_t>(found - links.begin());
}

/// w is the weight in the sharing of links: the engine's is 1 / latency, so another is not for it.
void check_weight(double w, const Flow& flow, std::optional<double>& scale) {
  const double product = w * (flow.latency > 0 ? flow.latency : 1);
  if (scale && std::abs(product - *scale) > 1e-9 * *scale)
    throw Unsupported{"weights other than 1 / latency"};
  scale = product;
}

Network read_network(Inputs& params) {
  Network network{.bandwidth = params.numbers("bandwidth"), .flows = {}};
  const std::vector<std::string> links = params.texts("links");
  if (links.size() != network.bandwidth.size()) throw OracleFault{"bandwidth is not one per link"};
  if (params.has("unit")) params.expect("unit", {"bytes, bytes/s, s"});
  std::optional<double> scale;
  for (Inputs& row : params.tables("flows")) {
    Flow flow{.start = row.number("start"),
              .size = row.number("size"),
              .latency = row.number_or("latency", 0)};
    for (const std::string& name : row.texts("route"))
      flow.route.push_back(link_called(links, name));
    if (row.has("w")) check_weight(row.number("w"), flow, scale);
    row.finish();
    network.flows.push_back(std::move(flow));
  }
  return network;
}

/// A link is the access of one store or site; a flow without one has a store or site to itself.
void name_ends(Network& network) {
  network.down = choose_ways(network);
  for (std::size_t i = 0; i < network.flows.size(); ++i) {
    Flow& flow = network.flows[i];
    flow.store = fmt::format("store-of-{}", i);
    flow.site = fmt::format("site-of-{}", i);
    for (const std::size_t link : flow.route)
      (is_down(network.down, link) ? flow.site : flow.store) = fmt::format("link-{}", link);
  }
}

/// MB for the oracle's bytes, as its note asks, so that the solver's precision does not show. The
/// least dataset is 1 B: a flow of no bytes takes 1e-6 of one oracle byte more than it should.
std::string size_text(double size) {
  return size > 0 ? fmt::format("{} MB", size) : std::string{"1 B"};
}

std::string provider_text(const Network& network, const std::string& name, std::size_t nodes) {
  std::string text = fmt::format(
      "[[provider]]\nname = \"{0}\"\nnodes = {1}\ndevice = \"gpu-{0}\"\nregion = \"{0}\"\n", name,
      nodes);
  for (std::size_t link = 0; link < network.bandwidth.size(); ++link)
    if (name == fmt::format("link-{}", link))
      text += fmt::format("access.{} = \"{} MB/s\"\n", is_down(network.down, link) ? "down" : "up",
                          network.bandwidth[link]);
  return fmt::format("[[device]]\nname = \"gpu-{}\"\n", name) + text;
}

/// The latency of a flow stands on the way between its two ends. The ways that no flow takes have
/// the least of them: a way without latency anywhere would make all flows weigh the same.
std::string latency_text(const Network& network) {
  std::map<std::pair<std::string, std::string>, double> latency;
  for (const Flow& flow : network.flows) {
    const auto [at, is_new] = latency.try_emplace({flow.store, flow.site}, flow.latency);
    if (!is_new && at->second != flow.latency)
      throw Unsupported{"two latencies between the same two ends"};
  }
  double least = infinity;
  for (const auto& [ends, seconds] : latency) least = std::min(least, seconds);
  std::string text;
  if (least < infinity) text = fmt::format("[network]\nlatency = \"{} s\"\n", least);
  for (const auto& [ends, seconds] : latency)
    text += fmt::format(
        "[[link]]\nfrom = \"{}\"\nto = \"{}\"\nbandwidth = \"inf\"\nlatency = \"{} s\"\n",
        ends.first, ends.second, seconds);
  return text;
}

std::string network_text(const Network& network) {
  std::map<std::string, std::size_t> nodes;  // by provider: as many as flows go there
  for (const Flow& flow : network.flows) {
    nodes.try_emplace(flow.store, 0);
    ++nodes[flow.site];
  }
  std::string text = "[scenario]\nname = \"transfers\"\nhorizon = \"inf\"\n";
  for (const auto& [name, count] : nodes) text += provider_text(network, name, count);
  text += latency_text(network);
  for (std::size_t i = 0; i < network.flows.size(); ++i) {
    const Flow& flow = network.flows[i];
    text += fmt::format(
        "[[dataset]]\nname = \"data-{0}\"\nsize = \"{1}\"\nat = [\"{2}\"]\n"
        "[[consumer]]\nname = \"user-{0}\"\njobs.process = \"list\"\n"
        "jobs.list = [{{ submit = \"{3} s\", duration = \"1 s\", dataset = \"data-{0}\", "
        "devices = [\"gpu-{4}\"] }}]\n",
        i, size_text(flow.size), flow.store, flow.start, flow.site);
  }
  return text;
}

}  // namespace

void plan_transfers(Inputs& params, const Tolerance&, Draft& draft) {
  Network network = read_network(params);
  name_ends(network);
  const std::string text = network_text(network);
  const std::size_t arm = draft.arm([text](std::uint64_t) { return text; });
  // Flow i brings dataset i: goods are numbered as they stand in the file.
  const auto flows = static_cast<std::uint32_t>(network.flows.size());
  draft.measure_list("finish", arm, flows, [](std::size_t i) -> Probe {
    return [i](const Seen& seen) { return seen.log.transfer_end(static_cast<std::uint32_t>(i)); };
  });
  draft.measure("makespan", arm, [flows](const Seen& seen) {
    double last = 0;
    for (std::uint32_t i = 0; i < flows; ++i) {
      const double end = seen.log.transfer_end(i);
      if (!(end <= last)) last = end;  // NaN, where one did not end, stays
    }
    return last;
  });
}

}  // namespace souk::oracles
