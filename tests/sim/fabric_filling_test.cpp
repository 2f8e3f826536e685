#include <algorithm>
#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

#include "random_scene.hpp"
#include "sim/network.hpp"

using namespace souk;

namespace {

struct Flow {
  std::uint32_t act = 0;
  Path path;
  double left = 0, weight = 1, rate = 0;
};

/// Weighted max-min rates by progressive filling (Bertsekas and Gallager, Data Networks, 1992,
/// sec. 6.5): raise all rates together, in proportion to their weights, and freeze those of a link
/// as it fills.
void fill(std::vector<Flow>& flows, std::vector<double> room) {
  std::vector<bool> frozen(flows.size(), false);
  for (std::size_t left = flows.size(); left > 0;) {
    std::vector<double> weight(room.size(), 0);
    for (std::size_t f = 0; f < flows.size(); ++f)
      for (std::uint32_t i = 0; i < flows[f].path.count && !frozen[f]; ++i)
        weight[flows[f].path.links[i]] += flows[f].weight;
    double level = infinity;
    std::uint32_t tightest = 0;
    for (std::uint32_t l = 0; l < room.size(); ++l)
      if (weight[l] > 0 && room[l] / weight[l] < level) level = room[l] / weight[l], tightest = l;
    for (std::size_t f = 0; f < flows.size(); ++f) {
      const auto links = std::span{flows[f].path.links}.first(flows[f].path.count);
      if (frozen[f] || std::find(links.begin(), links.end(), tightest) == links.end()) continue;
      frozen[f] = true;
      --left;
      flows[f].rate = level * flows[f].weight;
      for (const std::uint32_t l : links) room[l] -= flows[f].rate;
    }
  }
}

/// The ends of a scene of transfers without chains, from the rates above.
std::vector<double> filled_ends(const Scene& scene) {
  const Network network{scene.sites, scene.network};
  const std::vector<double> room(network.capacities().begin(), network.capacities().end());
  std::vector<double> ends(scene.acts.size(), std::nan(""));
  std::vector<std::pair<double, Flow>> coming;  // by the date from which it moves
  for (std::uint32_t i = 0; i < scene.acts.size(); ++i) {
    const Act& act = scene.acts[i];
    if (act.what != Act::What::transfer) continue;
    const Path path = act.from == act.to ? Path{} : network.path(SiteId{act.from}, SiteId{act.to});
    const double from = act.delay + path.latency.value;
    const double weight = network.weighted_by_latency() ? 1 / path.latency.value : 1;
    if (path.count == 0 || act.amount == 0)
      ends[i] = from;
    else
      coming.push_back({from, {i, path, act.amount, weight, 0}});
  }
  std::sort(coming.begin(), coming.end(), [](auto& a, auto& b) { return a.first < b.first; });
  std::vector<Flow> flows;
  double now = 0;
  for (std::size_t next = 0; next < coming.size() || !flows.empty();) {
    fill(flows, room);
    double step = next < coming.size() ? coming[next].first - now : infinity;
    for (const Flow& flow : flows) step = std::min(step, flow.left / flow.rate);
    now += step;
    for (Flow& flow : flows) flow.left -= flow.rate * step;
    std::erase_if(flows, [&](const Flow& flow) {
      const bool over = flow.left <= 1e-12 * scene.acts[flow.act].amount;
      if (over) ends[flow.act] = now;
      return over;
    });
    while (next < coming.size() && coming[next].first <= now)
      flows.push_back(coming[next++].second);
  }
  return ends;
}

}  // namespace

TEST_CASE("links are shared as progressive filling says, to 11 digits", "[fabric][oracle]") {
  const bool latencies = GENERATE(false, true);
  const bool all_flows_solved = GENERATE(false, true);
  for (std::uint64_t seed = 0; seed < 15; ++seed) {
    Scene scene = draw_scene(seed, {.latencies = latencies, .chains = false});
    scene.all_flows_solved = all_flows_solved;
    const std::vector<double> expected = filled_ends(scene), got = ends(scene);
    double worst = 0;
    for (std::size_t i = 0; i < expected.size(); ++i)
      if (!std::isnan(expected[i]))  // dates are good to 1e-9 s
        worst = std::max(worst, std::abs(got[i] - expected[i]) / std::max(expected[i], 100.0));
    CAPTURE(latencies, all_flows_solved, seed);
    CHECK(worst * 1e11 < 1);
  }
}
