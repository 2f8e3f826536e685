#include "random_scene.hpp"

#include <algorithm>
#include <cmath>

namespace souk {
namespace {

constexpr double M = 1e6;

double amount(Draw& draw, const SceneTaste& taste, double scale) {
  return taste.whole ? scale * (1 + draw.below(8)) : scale * (0.1 + 8 * draw.unit());
}

SiteShape draw_site(Draw& draw, const SceneTaste& taste) {
  const auto rate = [&] {
    return draw.below(4) == 0 ? infinity : taste.whole ? 100 * M : 100 * M * (0.2 + draw.unit());
  };
  SiteShape site{.name = "s", .nodes = 2, .gpus_per_node = 4};
  site.up = BytesPerSecond{rate()};
  site.down = BytesPerSecond{rate()};
  if (taste.latencies) site.latency = Seconds{taste.whole ? draw.below(3) : 0.01 + draw.unit()};
  return site;
}

/// Nodes are filled in turn, so that nothing is oversubscribed unless asked for: at most four
/// one-GPU computations per node may be alive, hence each gets a GPU of its own among all acts of
/// the scene.
Act draw_compute(Draw& draw, const SceneTaste& taste, std::uint32_t number, std::uint32_t sites) {
  Act act{.what = Act::What::compute, .amount = amount(draw, taste, 2)};
  const std::uint32_t gpu = taste.oversubscribe ? draw.below(8 * sites) : number;
  const int gpus = taste.oversubscribe ? 1 + static_cast<int>(draw.below(4)) : 1;
  act.slices.push_back({SiteId{gpu / 8}, NodeId{gpu / 4 % 2}, gpus});
  if (taste.oversubscribe && draw.below(3) == 0)
    act.slices.push_back({SiteId{gpu / 8}, NodeId{1 - gpu / 4 % 2}, gpus});
  return act;
}

}  // namespace

Scene draw_scene(std::uint64_t seed, const SceneTaste& taste) {
  Draw draw{seed};
  Scene scene;
  const std::uint32_t sites = 6;
  for (std::uint32_t s = 0; s < sites; ++s) scene.sites.push_back(draw_site(draw, taste));
  if (draw.below(3) == 0) scene.network.backbone = BytesPerSecond{300 * M};
  if (taste.latencies && draw.below(2) == 0) scene.network.latency = Seconds{1};
  scene.fluid = taste.computes;
  std::uint32_t computes = 0;
  for (std::uint32_t i = 0; i < taste.acts; ++i) {
    Act act;
    const std::uint32_t lot = draw.below(10);
    if (taste.cancels && i > 0 && lot == 0) {
      act.what = Act::What::cancel;
      act.target = draw.below(i);
      if (scene.acts[act.target].what == Act::What::cancel) act.what = Act::What::nothing;
    } else if (taste.computes && lot < 4 && (taste.oversubscribe || computes < 8 * sites)) {
      act = draw_compute(draw, taste, computes++, sites);
    } else if (lot < 9) {
      act = {.what = Act::What::transfer,
             .from = draw.below(sites),
             .to = draw.below(sites),
             .amount = draw.below(20) == 0 ? 0.0 : amount(draw, taste, 100 * M)};
    }
    if (taste.chains && i > 0 && draw.below(3) == 0) {
      act.after = static_cast<int>(draw.below(i));
      act.delay = draw.below(2) == 0 ? 0.0 : amount(draw, taste, 1);
    } else {
      act.delay = taste.origin + (taste.whole ? draw.below(40) : 40 * draw.unit());
    }
    scene.acts.push_back(act);
  }
  return scene;
}

}  // namespace souk
