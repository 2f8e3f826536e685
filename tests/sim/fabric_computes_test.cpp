#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

#include "random_scene.hpp"

using namespace souk;

namespace {

Act compute(double start, double duration, std::vector<NodeSlice> slices) {
  return {
      .what = Act::What::compute, .delay = start, .amount = duration, .slices = std::move(slices)};
}

NodeSlice on(std::uint32_t node, int gpus) {
  return {SiteId{0}, NodeId{node}, gpus};
}

Scene site_of(std::uint32_t nodes, int gpus, std::vector<Act> acts) {
  return {.sites = {{.name = "s", .nodes = nodes, .gpus_per_node = gpus}},
          .acts = std::move(acts),
          .fluid = true};
}

void check_ends(const Scene& scene, const std::vector<double>& expected) {
  for (const Way way : {Way::lazy, Way::armed}) {
    const std::vector<double> got = ends(scene, way);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      CAPTURE(i, static_cast<int>(way));
      CHECK(std::abs(got[i] - expected[i]) <= 1e-9 * expected[i]);
    }
  }
}

}  // namespace

TEST_CASE("computations that fill a node run at full speed", "[fabric][oracle]") {
  check_ends(site_of(1, 8, {compute(0, 4, {on(0, 4)}), compute(0, 4, {on(0, 4)})}), {4, 4});
  check_ends(
      site_of(1, 8,
              {compute(0, 4, {on(0, 2)}), compute(0, 4, {on(0, 1)}), compute(0, 4, {on(0, 5)})}),
      {4, 4, 4});
}

TEST_CASE("an oversubscribed node is shared by thread", "[fabric][oracle]") {
  // 12 threads on 8 cores: 2/3 of full speed for all.
  check_ends(
      site_of(1, 8,
              {compute(0, 4, {on(0, 4)}), compute(0, 4, {on(0, 4)}), compute(0, 4, {on(0, 4)})}),
      {6, 6, 6});
  // One core, three in turn: 100, 60 and 30 units at 10 per second from 0, 2 and 5 s. By 2 s 80 are
  // left of the first; by 5 s 65 and 45; thirds of 10 until 14 s, when 30 more are done of each: 35
  // and 15 are left; halves until 17 s: 20 left, alone until 19 s.
  check_ends(
      site_of(1, 1,
              {compute(0, 10, {on(0, 1)}), compute(2, 6, {on(0, 1)}), compute(5, 3, {on(0, 1)})}),
      {19, 17, 14});
}

TEST_CASE("a gang ends with its last slice", "[fabric][oracle]") {
  // Node 0 is shared by 8 threads on 4 cores until 4 s; by then the gang's slice there has done 2
  // of 5 s.
  check_ends(site_of(2, 4, {compute(0, 5, {on(0, 4), on(1, 4)}), compute(0, 2, {on(0, 4)})}),
             {7, 4});
}

TEST_CASE("a cancelled computation gives its cores back at once", "[fabric][oracle]") {
  // Half speed until 3 s: 1.5 of 4 s done, 2.5 to go.
  Scene scene = site_of(1, 2,
                        {compute(0, 4, {on(0, 2)}),
                         compute(0, 9, {on(0, 2)}),
                         {.what = Act::What::cancel, .delay = 3, .target = 1}});
  check_ends(scene, {5.5});
  CHECK(std::isnan(ends(scene)[1]));
}

TEST_CASE("an undisturbed computation ends at exactly now + duration", "[fabric][contract]") {
  const double origin = GENERATE(0.0, 1e5, 1e7, 1e9);
  const bool latencies = GENERATE(false, true);
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    const Scene scene =
        draw_scene(seed, {.acts = 100, .latencies = latencies, .computes = true, .origin = origin});
    std::vector<double> started(scene.acts.size(), std::nan(""));
    for (const Seen& seen : play(scene)) {
      const Act& act = scene.acts[seen.act];
      if (act.what != Act::What::compute) continue;
      CAPTURE(origin, seed, seen.act);
      if (seen.kind == Seen::Kind::act)
        started[seen.act] = seen.date;
      else
        CHECK(seen.date == started[seen.act] + act.amount);
    }
  }
}

TEST_CASE("a computation of no length ends in its own instant", "[fabric]") {
  check_ends(site_of(1, 1, {compute(3, 0, {on(0, 1)}), compute(3, 1, {on(0, 1)})}), {3, 4});
}
