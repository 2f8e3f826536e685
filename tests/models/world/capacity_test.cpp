// GPUs: the free-GPU index and the offer index against brute force, and leases that take them.

#include <algorithm>
#include <numeric>

#include "models/world/index_set.hpp"
#include "small_world.hpp"

using namespace souk;
using namespace souk::test;

namespace {

/// The free GPUs of each node, searched by scanning.
struct Scan {
  std::vector<int> free;

  [[nodiscard]] std::uint32_t first(std::uint32_t from, const auto& wanted) const {
    for (std::uint32_t node = from; node < free.size(); ++node)
      if (wanted(free[node])) return node;
    return FreeNodes::none;
  }
  [[nodiscard]] std::uint32_t tightest(int gpus) const {
    int least = INT_MAX;
    for (const int f : free)
      if (f >= gpus) least = std::min(least, f);
    return first(0, [&](int f) { return f == least; });
  }
};

void compare(const FreeNodes& nodes, const Scan& scan, int most) {
  const int largest = scan.free.empty() ? 0 : *std::max_element(scan.free.begin(), scan.free.end());
  const auto total = std::accumulate(scan.free.begin(), scan.free.end(), 0);
  REQUIRE(nodes.total_free() == total);
  REQUIRE(nodes.largest_free() == largest);
  for (int gpus = 1; gpus <= most + 1; ++gpus) {
    const std::uint32_t from = static_cast<std::uint32_t>(gpus * 7) % (nodes.nodes() + 2);
    REQUIRE(nodes.first_with(gpus) == scan.first(0, [&](int f) { return f >= gpus; }));
    REQUIRE(nodes.first_with(gpus, from) == scan.first(from, [&](int f) { return f >= gpus; }));
    REQUIRE(nodes.first_exactly(gpus, from) == scan.first(from, [&](int f) { return f == gpus; }));
    REQUIRE(nodes.tightest_with(gpus) == scan.tightest(gpus));
    REQUIRE(nodes.fits(gpus, true) == (total >= gpus));
    REQUIRE(nodes.fits(gpus, false) == (largest >= gpus));
  }
}

}  // namespace

TEST_CASE("the free-GPU index agrees with a scan of all nodes", "[capacity][contract]") {
  Stream stream{11, 0, "nodes", 0};
  for (const std::uint32_t size : {1U, 5U, 64U, 65U, 300U}) {
    const int most = size == 5 ? 130 : 8;  // 130 GPUs: more levels than bits in a word
    std::vector<int> capacity;
    for (std::uint32_t i = 0; i < size; ++i)
      capacity.push_back(static_cast<int>(stream.below(static_cast<std::uint64_t>(most) + 1)));
    FreeNodes nodes{capacity};
    Scan scan{capacity};
    for (int i = 0; i < 400; ++i) {
      const auto node = static_cast<std::uint32_t>(stream.below(size));
      const int used = capacity[node] - scan.free[node];
      const bool take = stream.below(2) == 0 ? scan.free[node] > 0 : used == 0;
      const int room = take ? scan.free[node] : used;
      if (room == 0) continue;
      const int gpus = 1 + static_cast<int>(stream.below(static_cast<std::uint64_t>(room)));
      take ? nodes.take(node, gpus) : nodes.give(node, gpus);
      scan.free[node] += take ? -gpus : gpus;
      compare(nodes, scan, most);
    }
  }
}

TEST_CASE("an index over no nodes finds none", "[capacity]") {
  const FreeNodes nodes{std::vector<int>{}};
  CHECK(nodes.total() == 0);
  CHECK(nodes.largest_free() == 0);
  CHECK(nodes.first_with(1) == FreeNodes::none);
  CHECK(nodes.tightest_with(1) == FreeNodes::none);
  CHECK_FALSE(nodes.fits(1, true));
}

TEST_CASE("a GPU is not given twice, nor given back twice", "[capacity]") {
  FreeNodes nodes{{2, 0}};
  nodes.take(0, 2);
  CHECK_THROWS_AS(nodes.take(0, 1), InternalError);
  CHECK_THROWS_AS(nodes.take(1, 1), InternalError);
  nodes.give(0, 1);
  CHECK_THROWS_AS(nodes.give(0, 2), InternalError);
  CHECK_THROWS_AS(nodes.give(1, 1), InternalError);
  CHECK_THROWS_AS(nodes.take(0, 0), InternalError);
  CHECK(nodes.total_free() == 1);
}

TEST_CASE("an index set finds the next member, over several levels", "[capacity][contract]") {
  for (const std::uint32_t size : {1U, 63U, 64U, 65U, 4096U, 4097U}) {
    Stream stream{size, 0, "set", 0};
    IndexSet set{size};
    std::set<std::uint32_t> model;
    CHECK(set.empty());
    for (int i = 0; i < 600; ++i) {
      const auto member = static_cast<std::uint32_t>(stream.below(size));
      if (stream.below(3) == 0) {
        set.insert(member);
        model.insert(member);
      } else {
        set.erase(member);
        model.erase(member);
      }
      REQUIRE(set.empty() == model.empty());
      const auto from = static_cast<std::uint32_t>(stream.below(size + 1));
      const auto next = model.lower_bound(from);
      REQUIRE(set.first_from(from) == (next == model.end() ? IndexSet::none : *next));
    }
  }
}

TEST_CASE("the offer index finds the first cheapest offer with room, as a scan does",
          "[capacity][contract]") {
  for (const std::uint32_t size : {1U, 2U, 3U, 17U}) {
    Stream stream{size, 0, "offers", 0};
    std::vector<OfferIndex::Row> rows;
    for (std::uint32_t i = 0; i < size; ++i)
      rows.push_back({SiteId{i}, Price{static_cast<double>(stream.below(4))}, stream.below(2)});
    OfferIndex index;
    index.reset(rows);
    REQUIRE(index.size() == size);
    for (std::uint32_t at = 1; at < size; ++at)
      REQUIRE(index.row(at - 1).price <= index.row(at).price);
    std::vector<std::int64_t> room(size, 0);
    for (int i = 0; i < 300; ++i) {
      const auto at = static_cast<std::uint32_t>(stream.below(size));
      room[at] = static_cast<std::int64_t>(stream.below(9));
      index.set_room(at, room[at]);
      const auto gpus = static_cast<std::int64_t>(1 + stream.below(9));
      const auto from = static_cast<std::uint32_t>(stream.below(size + 1));
      std::uint32_t wanted = OfferIndex::none;
      for (std::uint32_t p = size; p-- > from;)
        if (room[p] >= gpus) wanted = p;
      REQUIRE(index.first_with(gpus, from) == wanted);
    }
    for (const double price : {-1.0, 0.0, 1.0, 2.5, 3.0, 9.0}) {
      std::uint32_t above = 0;
      while (above < size && index.row(above).price.value <= price) ++above;
      CHECK(index.first_above(Price{price}) == above);
    }
    for (std::uint32_t at = 0; at < size; ++at) {
      const std::uint32_t begin = index.run_begin(at);
      CHECK(index.row(begin).price == index.row(at).price);
      CHECK((begin == 0 || index.row(begin - 1).price < index.row(at).price));
    }
  }
}

TEST_CASE("a lease takes all slices of a gang in one act and gives them back in one",
          "[capacity][oracle]") {
  const Scenario scenario = read(provider("pool", 2, 4));
  Recorder recorder;
  Journal journal{scenario, &recorder};
  World world{scenario, 1, 0, journal};
  Effects effects;
  open_market(world, effects);
  recorder.on(OrderSubmitted{.order = OrderId{0}});
  Site& site = world.capacity.sites[0];
  const std::uint32_t slot = 3;  // of the order
  Lease& lease = world.capacity.create(slot);
  lease.order = OrderId{0};
  lease.site = SiteId{0};
  lease.gpus = 5;
  lease.slices.assign(std::vector<Slice>{{0, 4}, {1, 1}});
  world.capacity.take(slot, TradeId{0}, Seconds{10}, journal);
  CHECK(site.busy == 5);
  CHECK(site.busy_pooled == 5);
  CHECK(site.pooled.free(0) == 0);
  CHECK(site.pooled.free(1) == 3);
  const auto taken = recorder.played.all<NodesTaken>();
  REQUIRE(taken.size() == 2);
  CHECK(taken[1].node == NodeId{1});
  CHECK(taken[1].gpus == 1);
  count_pooled(site, Seconds{12});
  CHECK(site.pooled_integral == 10);  // 5 GPUs for 2 s
  advance(lease, LeaseStage::active);
  world.capacity.give_back(slot, LeaseStage::released, GpuSeconds{15}, GpuSeconds{0}, GpuSeconds{0},
                           Reason::done, Seconds{13}, journal);
  CHECK(site.busy == 0);
  CHECK(site.pooled.total_free() == 8);
  CHECK(site.newest_lease == no_slot);
  CHECK_THROWS_AS(world.capacity.give_back(slot, LeaseStage::released, GpuSeconds{0}, GpuSeconds{0},
                                           GpuSeconds{0}, Reason::done, Seconds{14}, journal),
                  InternalError);
}

TEST_CASE("a gang that does not fit as planned breaks the run", "[capacity]") {
  const Scenario scenario = read(provider("pool", 1, 2));
  Journal journal{scenario};
  World world{scenario, 1, 0, journal};
  Lease& lease = world.capacity.create(0);
  lease.site = SiteId{0};
  lease.gpus = 3;
  lease.slices.assign(std::vector<Slice>{{0, 3}});
  CHECK_THROWS_AS(world.capacity.take(0, TradeId{0}, Seconds{0}, journal), InternalError);
}

TEST_CASE("a site that evicts lists its live leases, in whatever order they end",
          "[capacity][contract]") {
  // After every step the chain of leases of each site holds its busy GPUs.
  PlayOptions options;
  std::size_t most = 0;
  options.after_step = [&](const World& world, Seconds) {
    for (const Site& site : world.capacity.sites) {
      int gpus = 0;
      std::size_t leases = 0;
      std::uint32_t newer = no_slot;
      for (std::uint32_t at = site.newest_lease; at != no_slot; at = world.capacity[at].older) {
        gpus += world.capacity[at].gpus;
        if (world.capacity[at].newer != newer) FAIL("the chain is broken");
        newer = at;
        ++leases;
      }
      most = std::max(most, leases);
      const auto all = site.pooled.total() + site.own.total();
      const auto left = site.pooled.total_free() + site.own.total_free();
      if (gpus != site.busy || all - left != site.busy) FAIL("GPUs are lost");
    }
  };
  play("[scenario]\nname = 'case'\nhorizon = '2 h'\n" +
           provider("pool", 4, 4,
                    "count = 2\nshare = 0.6\nidle = { process = 'on_off', mean_on = '20 min', "
                    "mean_off = '2 min', on_return = 'evict' }") +
           "[[consumer]]\nname = 'team'\ncount = 4\nhome = 'pool'\njobs = { process = 'poisson', "
           "rate = '60 /h', gpus = { law = 'discrete', values = [1, 2, 5, 8], weights = [4, 3, 2, "
           "1] }, duration = { law = 'exponential', mean = '3 min' } }\n",
       options);
  CHECK(most > 4);
}
