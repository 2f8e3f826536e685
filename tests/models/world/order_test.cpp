// Which step may follow which: the tables of DESIGN, written down a second time.

#include <set>
#include <utility>

#include "small_world.hpp"

using namespace souk;
using namespace souk::test;

namespace {

template <class Stage>
using Edges = std::set<std::pair<Stage, Stage>>;

template <class Stage, class Step>
void check_edges(int stages, const Edges<Stage>& legal, const Step& step) {
  for (int from = 0; from < stages; ++from)
    for (int to = 0; to < stages; ++to) {
      CAPTURE(from, to);
      const auto a = static_cast<Stage>(from);
      const auto b = static_cast<Stage>(to);
      if (legal.contains({a, b}))
        CHECK_NOTHROW(step(a, b));
      else
        CHECK_THROWS_AS(step(a, b), InternalError);
    }
}

}  // namespace

TEST_CASE("an order takes only the steps of its table", "[world][contract]") {
  using enum OrderStage;
  // Back from matched to open: an eviction.
  const Edges<OrderStage> legal{{open, matched},   {open, refused},      {open, expired},
                                {open, cancelled}, {open, unfinished},   {matched, settled},
                                {matched, open},   {matched, cancelled}, {matched, unfinished}};
  check_edges<OrderStage>(7, legal, [](OrderStage from, OrderStage to) {
    Order order;
    order.stage = from;
    advance(order, to);
    if (order.stage != to) throw std::runtime_error{"the step was not taken"};
  });
}

TEST_CASE("a job takes only the steps of its table", "[world][contract]") {
  using enum JobStage;
  const Edges<JobStage> legal{
      {blocked, waiting},    {blocked, cancelled},  {blocked, unfinished}, {waiting, granted},
      {waiting, cancelled},  {waiting, unfinished}, {granted, staging},    {granted, running},
      {staging, running},    {staging, waiting},    {staging, cancelled},  {staging, unfinished},
      {running, saving},     {running, done},       {running, waiting},    {running, cancelled},
      {running, unfinished}, {saving, done},        {saving, cancelled},   {saving, unfinished}};
  check_edges<JobStage>(9, legal, [](JobStage from, JobStage to) {
    Order order;
    order.job_stage = from;
    advance(order, to);
    if (order.job_stage != to) throw std::runtime_error{"the step was not taken"};
  });
}

TEST_CASE("a lease takes only the steps of its table", "[world][contract]") {
  using enum LeaseStage;
  // One that never became active ends too: its inputs were still moving.
  const Edges<LeaseStage> legal{{reserved, active}, {reserved, released}, {reserved, evicted},
                                {reserved, lapsed}, {active, released},   {active, evicted},
                                {active, lapsed}};
  check_edges<LeaseStage>(5, legal, [](LeaseStage from, LeaseStage to) {
    Lease lease;
    lease.stage = from;
    advance(lease, to);
    if (lease.stage != to) throw std::runtime_error{"the step was not taken"};
  });
}

TEST_CASE("orders have dense ids, and a slot that is used again holds a fresh order", "[world]") {
  Orders orders;
  const std::uint32_t first = orders.create();
  const std::uint32_t second = orders.create();
  CHECK(orders[first].id == OrderId{0});
  CHECK(orders[second].id == OrderId{1});
  orders[first].stage = OrderStage::settled;
  orders[first].attempt = 7;
  orders.release(first);
  CHECK_FALSE(orders.holds(first, 0));
  CHECK(orders.live() == 1);
  const std::uint32_t third = orders.create();
  CHECK(third == first);
  CHECK(orders.holds(third, 2));
  CHECK(orders[third].stage == OrderStage::open);
  CHECK(orders[third].attempt == 0);
  CHECK(orders.created() == 3);
  CHECK(orders.slots() == 2);
}

TEST_CASE("a waiting line gives the least standing first, whoever left from its middle",
          "[world][contract]") {
  // Against a sorted list, with enough departures for the line to sweep.
  Stream stream{7, 0, "line", 1};
  WaitingLine line;
  std::vector<Standing> model;
  const auto alive = [&](const Standing& s) {
    return std::any_of(model.begin(), model.end(),
                       [&](const Standing& m) { return m.order == s.order; });
  };
  for (std::uint32_t id = 0; id < 2000; ++id) {
    const Standing standing{static_cast<double>(stream.below(50)), stream.below(3), id, id};
    line.push(standing);
    model.push_back(standing);
    if (stream.below(2) == 0) {
      model.erase(model.begin() + static_cast<std::ptrdiff_t>(stream.below(model.size())));
      line.left_one(alive);
    }
    if (stream.below(4) == 0) {
      while (!line.empty() && !alive(line.front())) line.pop();
      if (model.empty()) continue;
      const auto least = std::min_element(model.begin(), model.end());
      REQUIRE(line.front().order == least->order);
      line.pop();
      model.erase(least);
    }
  }
  CHECK(line.unordered().size() < 2 * model.size() + 64);
}

TEST_CASE("an order affords every price up to the most it can pay, and none above it",
          "[market][contract]") {
  PlayOptions options;
  std::size_t asked = 0;
  options.after_step = [&](const World& world, Seconds) {
    for (std::uint32_t slot = 0; slot < world.orders.slots(); ++slot) {
      const Order& order = world.orders[slot];
      if (!order.id.exists()) continue;
      const DeviceId device{0};
      const double most = affordable(world, order, device).value;
      const auto pays = [&](double price) {
        return affords(world, order, ask_of(world, order, Price{price}, device));
      };
      CHECK(pays(most));
      CHECK_FALSE(pays(std::nextafter(most, infinity)));
      CHECK(pays(0));
      ++asked;
    }
  };
  std::string rows = "[[consumer]]\nname = 'users'\njobs.process = 'list'\njobs.list = [\n";
  for (int i = 1; i < 60; ++i)
    rows +=
        fmt::format("{{ submit = '{} s', duration = '{} s', gpus = {}, value = '{} credit' }},\n",
                    0.3 * i, 7.7 * i * i, 1 + i % 3, 0.37 * i);
  play("[market]\nmechanism.name = 'posted_offers'\nfee.rate = 0.07\n" +
           provider("pool", 2, 4, "opening_price = '2 credit/GPUh'") + rows + "]\n",
       options);
  CHECK(asked > 100);
}
