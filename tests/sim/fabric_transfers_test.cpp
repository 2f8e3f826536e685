#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

#include "scene.hpp"

using namespace souk;

namespace {

// Sizes and rates are in units of 1e6, so that SimGrid's own precision (1e-5 byte) does not show.
constexpr double M = 1e6;

Act transfer(double start, double bytes, std::uint32_t from, std::uint32_t to) {
  return {.what = Act::What::transfer, .delay = start, .from = from, .to = to, .amount = bytes};
}

SiteShape site(double up = infinity, double down = infinity, double latency = 0) {
  return {.name = "s",
          .nodes = 0,
          .up = BytesPerSecond{up},
          .down = BytesPerSecond{down},
          .latency = Seconds{latency}};
}

void check_ends(Scene scene, const std::vector<double>& expected) {
  for (const bool solved : {false, true}) {
    scene.all_flows_solved = solved;
    for (const Way way : {Way::lazy, Way::armed}) {
      CAPTURE(solved, static_cast<int>(way));
      const std::vector<double> got = ends(scene, way);
      for (std::size_t i = 0; i < expected.size(); ++i) {
        CAPTURE(i);
        CHECK(std::abs(got[i] - expected[i]) <= std::max(1e-6, 1e-9 * expected[i]));
      }
    }
  }
}

}  // namespace

// The cases below are worked by hand; they are those of the fluid max-min model of Casanova and
// Marchal (2002).

TEST_CASE("a transfer alone takes bytes / bandwidth, after its latency", "[fabric][oracle]") {
  check_ends({.sites = {site(125 * M), site()}, .acts = {transfer(0, 1000 * M, 0, 1)}}, {8.0});
  // The latency of both access links and of the network: 0.5 = 0.25 + 0.125 + 0.125.
  check_ends({.sites = {site(125 * M, infinity, 0.125), site(infinity, infinity, 0.125)},
              .network = {.latency = Seconds{0.25}},
              .acts = {transfer(0, 1000 * M, 0, 1)}},
             {8.5});
}

TEST_CASE("transfers that share an uplink have equal parts of it", "[fabric][oracle]") {
  const std::vector<SiteShape> sites{site(100 * M), site(), site()};
  // 1000 + 1000 at 100 end together; of 1000 and 500 the second ends at 500 / 50, and then 500 go
  // at 100.
  check_ends({.sites = sites, .acts = {transfer(0, 1000 * M, 0, 1), transfer(0, 1000 * M, 0, 2)}},
             {20.0, 20.0});
  check_ends({.sites = sites, .acts = {transfer(0, 1000 * M, 0, 1), transfer(0, 500 * M, 0, 2)}},
             {15.0, 10.0});
  // The same on a downlink and on a backbone.
  check_ends({.sites = {site(), site(), site(infinity, 100 * M)},
              .acts = {transfer(0, 1000 * M, 0, 2), transfer(0, 500 * M, 1, 2)}},
             {15.0, 10.0});
  check_ends({.sites = {site(), site(), site(), site()},
              .network = {.backbone = BytesPerSecond{100 * M}},
              .acts = {transfer(0, 1000 * M, 0, 1), transfer(0, 500 * M, 2, 3)}},
             {15.0, 10.0});
}

TEST_CASE("up and down links do not hinder each other", "[fabric][oracle]") {
  check_ends({.sites = {site(100 * M, 100 * M), site()},
              .acts = {transfer(0, 1000 * M, 0, 1), transfer(0, 500 * M, 1, 0)}},
             {10.0, 5.0});
}

TEST_CASE("a transfer that starts as another ends shares nothing with it", "[fabric][oracle]") {
  check_ends({.sites = {site(100 * M), site()},
              .acts = {transfer(0, 500 * M, 0, 1), transfer(5, 500 * M, 0, 1)}},
             {5.0, 10.0});
}

TEST_CASE("a transfer takes no bandwidth while it pays its latency", "[fabric][oracle]") {
  // Both pay 1 s, then share: 1 + 2000 / 100.
  check_ends({.sites = {site(100 * M), site()},
              .network = {.latency = Seconds{1}},
              .acts = {transfer(0, 1000 * M, 0, 1), transfer(0, 1000 * M, 0, 1)}},
             {21.0, 21.0});
  // The second pays from 9 to 10; the first has 1000 / 100 = 10 s alone, from 1 to 11 but for one
  // shared second: at 10 it has 100 left, at 50 until 12; the second then has 400 left, at 100
  // until 16.
  check_ends({.sites = {site(100 * M), site()},
              .network = {.latency = Seconds{1}},
              .acts = {transfer(0, 1000 * M, 0, 1), transfer(9, 500 * M, 0, 1)}},
             {12.0, 16.0});
}

TEST_CASE("a bottleneck is shared in proportion to 1 / latency when all have one",
          "[fabric][oracle]") {
  // Latencies 1 and 2 (sites 1 and 2 add 0 and 1): weights 1 and 1/2. From 1 to 2 the first runs
  // alone at 90; 810 are left, at 60 until 15.5; by then the second has 900 - 13.5 x 30 = 495 left,
  // at 90 until 21.
  check_ends({.sites = {site(90 * M), site(), site(infinity, infinity, 1)},
              .network = {.latency = Seconds{1}},
              .acts = {transfer(0, 900 * M, 0, 1), transfer(0, 900 * M, 0, 2)}},
             {15.5, 21.0});
}

TEST_CASE("a path without latency makes all paths share equally", "[fabric][oracle]") {
  // 0 -> 1 has latency 0 and 0 -> 2 has 1. From 1 on, both run at 50: 900 left and 500 to go. The
  // second ends at 11, when the first has 400 left, at 100 until 15.
  check_ends({.sites = {site(100 * M), site(), site(infinity, infinity, 1)},
              .acts = {transfer(0, 1000 * M, 0, 1), transfer(0, 500 * M, 0, 2)}},
             {15.0, 11.0});
}

TEST_CASE("a transfer over two links leaves each what the other cannot use", "[fabric][oracle]") {
  // Parking lot: 0's uplink and 1's downlink carry 10 each. 0 -> 1 takes both, 0 -> 2 the first, 3
  // -> 1 the second: 5 each. The third (50) ends at 10; the first stays bound by the uplink, so
  // both others end at 20.
  check_ends(
      {.sites = {site(10 * M), site(infinity, 10 * M), site(), site()},
       .acts = {transfer(0, 100 * M, 0, 1), transfer(0, 100 * M, 0, 2), transfer(0, 50 * M, 3, 1)}},
      {20.0, 20.0, 10.0});
}

TEST_CASE("a transfer of no bytes, within a site or over open links takes its latency",
          "[fabric][oracle]") {
  // Two zero-byte ones take no bandwidth: the last has the link to itself, 0.25 + 100 / 100.
  check_ends({.sites = {site(100 * M), site()},
              .network = {.latency = Seconds{0.25}},
              .acts = {transfer(0, 0, 0, 1), transfer(0, 100 * M, 0, 1), transfer(0, 0, 0, 1)}},
             {0.25, 1.25, 0.25});
  check_ends({.sites = {site(100 * M), site()},
              .network = {.latency = Seconds{0.25}},
              .acts = {transfer(3, 100 * M, 0, 0), transfer(3, 100 * M, 1, 1)}},
             {3.0, 3.0});
  check_ends({.sites = {site(), site()},
              .network = {.latency = Seconds{0.25}},
              .acts = {transfer(3, 100 * M, 0, 1)}},
             {3.25});
}

TEST_CASE("a row for two regions replaces the network between them, both ways",
          "[fabric][oracle]") {
  std::vector<SiteShape> sites{site(100 * M), site(), site(100 * M), site()};
  sites[0].region = sites[1].region = "eu";
  sites[2].region = sites[3].region = "us";
  const NetworkShape network{.latency = Seconds{1},
                             .backbone = BytesPerSecond{20 * M},
                             .links = {{"eu", "us", BytesPerSecond{50 * M}, Seconds{2}}}};
  // 0 -> 3 at 50 after 2 s; 2 -> 1 backwards, on a line of its own; 0 -> 1 within eu over the
  // backbone: 20.
  check_ends({.sites = sites,
              .network = network,
              .acts = {transfer(0, 500 * M, 0, 3), transfer(100, 500 * M, 2, 1),
                       transfer(200, 100 * M, 0, 1)}},
             {12.0, 112.0, 206.0});
  check_ends({.sites = sites,
              .network = network,
              .acts = {transfer(0, 500 * M, 0, 3), transfer(0, 500 * M, 2, 1)}},
             {12.0, 12.0});
}

TEST_CASE("the uplink is one for all ways out of a site", "[fabric][oracle]") {
  std::vector<SiteShape> sites{site(100 * M), site(), site()};
  sites[0].region = sites[1].region = "eu";
  sites[2].region = "us";
  // One flow within eu, one to us by its own line: both bound by 0's uplink, 50 each.
  check_ends({.sites = sites,
              .network = {.links = {{"eu", "us", BytesPerSecond{500 * M}, Seconds{0}}}},
              .acts = {transfer(0, 1000 * M, 0, 1), transfer(0, 500 * M, 0, 2)}},
             {15.0, 10.0});
}

TEST_CASE("a cancelled transfer gives its share back at once and is not heard of again",
          "[fabric][oracle]") {
  // Shared at 50 until 4, alone from then on: 800 left at 100 until 12.
  Scene scene{.sites = {site(100 * M), site(), site()},
              .acts = {transfer(0, 1000 * M, 0, 1),
                       transfer(0, 1000 * M, 0, 2),
                       {.what = Act::What::cancel, .delay = 4, .target = 1}}};
  check_ends(scene, {12.0});
  CHECK(std::isnan(ends(scene)[1]));
  // In its latency, and alone.
  scene.network.latency = Seconds{5};
  scene.acts.erase(scene.acts.begin());
  scene.acts[1].target = 0;
  CHECK(std::isnan(ends(scene)[0]));
  scene.acts[1].delay = 7;
  CHECK(std::isnan(ends(scene)[0]));
}
