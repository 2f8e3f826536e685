#include <vector>

#include <catch2/catch.hpp>

#include "random_scene.hpp"
#include "sim/link_loads.hpp"
#include "sim/network.hpp"

using namespace souk;

namespace {

SiteShape site(double up, double down, double latency, std::string region = {}) {
  return {.name = "s",
          .up = BytesPerSecond{up},
          .down = BytesPerSecond{down},
          .latency = Seconds{latency},
          .region = std::move(region)};
}

}  // namespace

TEST_CASE("a path has the latencies of its ends and its middle, and its finite links",
          "[network]") {
  const std::vector<SiteShape> sites{site(5, infinity, 1), site(infinity, 3, 2)};
  const Network network{sites, {.latency = Seconds{4}, .backbone = BytesPerSecond{9}}};
  const Path there = network.path(SiteId{0}, SiteId{1});
  CHECK(there.latency == Seconds{7});
  CHECK(there.bound == BytesPerSecond{3});
  CHECK(there.count == 3);
  const Path back = network.path(SiteId{1}, SiteId{0});
  CHECK(back.bound == BytesPerSecond{9});
  CHECK(back.count == 1);
}

TEST_CASE("a row backwards is its own line unless the file has one", "[network]") {
  const std::vector<SiteShape> sites{site(9, 9, 0, "a"), site(9, 9, 0, "b"), site(9, 9, 0, "c")};
  const Network network{sites,
                        {.links = {{"a", "b", BytesPerSecond{5}, Seconds{1}},
                                   {"b", "a", BytesPerSecond{7}, Seconds{2}},
                                   {"b", "c", BytesPerSecond{4}, Seconds{3}}}}};
  const auto bound = [&](std::uint32_t from, std::uint32_t to) {
    return network.path(SiteId{from}, SiteId{to}).bound.value;
  };
  CHECK(bound(0, 1) == 5);
  CHECK(bound(1, 0) == 7);
  CHECK(bound(1, 2) == 4);
  CHECK(bound(2, 1) == 4);
  CHECK(network.path(SiteId{1}, SiteId{2}).core != network.path(SiteId{2}, SiteId{1}).core);
  CHECK(bound(0, 2) == 9);  // no row: over the open network
}

TEST_CASE("a core that the access links cannot fill is open", "[network]") {
  const std::vector<SiteShape> sites{site(5, infinity, 0), site(5, infinity, 0)};
  const auto links = [&](double backbone) {
    return Network{sites, {.backbone = BytesPerSecond{backbone}}}.path(SiteId{0}, SiteId{1}).count;
  };
  CHECK(links(9.9) == 2);
  CHECK(links(10) == 1);
}

TEST_CASE("latencies weigh when they differ and none is 0", "[network]") {
  const auto weighted = [](double a, double b, double c, double middle) {
    const std::vector<SiteShape> sites{site(1, 1, a), site(1, 1, b), site(1, 1, c)};
    return Network{sites, {.latency = Seconds{middle}}}.weighted_by_latency();
  };
  CHECK(weighted(1, 2, 3, 0));
  CHECK(weighted(0, 1, 2, 0));        // paths of 1, 2 and 3
  CHECK_FALSE(weighted(0, 0, 1, 0));  // a path of 0
  CHECK_FALSE(weighted(0, 0, 0, 1));  // all the same
  CHECK_FALSE(weighted(2, 2, 2, 1));
  CHECK(weighted(0, 0, 1, 1));
}

TEST_CASE("a link binds when the bounds of its flows exceed it, and not before", "[network]") {
  const std::vector<double> capacities{10, 4, 6, 1};
  LinkLoads loads{capacities};
  const auto path = [](double bound, std::uint32_t a, std::uint32_t b) {
    return Path{.bound = BytesPerSecond{bound}, .links = {a, b, 0}, .count = 2};
  };
  CHECK(loads.add(0, path(4, 0, 1)));
  loads.list(0);
  CHECK(loads.add(1, path(6, 0, 2)));  // 4 + 6 fill link 0
  loads.list(1);
  CHECK_FALSE(loads.add(2, path(1, 0, 3)));
  std::vector<std::uint32_t> bound;
  loads.take_lone(2, bound);
  CHECK(bound == std::vector<std::uint32_t>{1, 0});
  loads.remove(1);
  loads.remove(2);
  CHECK(loads.add(2, path(1, 0, 3)));
}

TEST_CASE("loads do not drift over a million flows", "[network]") {
  const std::vector<double> capacities{3.7};
  LinkLoads loads{capacities};
  Draw draw{5};
  for (int i = 0; i < 1000000; ++i) {
    const Path path{.bound = BytesPerSecond{3.7 * draw.unit()}, .links = {0, 0, 0}, .count = 1};
    loads.add(i % 2 == 0 ? 0 : 1, path);
    if (i > 0) loads.remove(i % 2 == 0 ? 1 : 0);
  }
  loads.remove(1);
  CHECK(loads.add(0, {.bound = BytesPerSecond{3.7}, .links = {0, 0, 0}, .count = 1}));
}
