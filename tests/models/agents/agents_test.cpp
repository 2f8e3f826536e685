#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "models/agents/agent_rule.hpp"

using namespace souk;

TEST_CASE("an agent rule keeps the promises of its interface", "[agents][contract]") {
  constexpr double unbounded = std::numeric_limits<double>::infinity();
  REQUIRE_FALSE(agent_entries().empty());
  for (const AgentEntry& entry : agent_entries()) {
    DYNAMIC_SECTION(entry.name) {
      CHECK_FALSE(entry.summary.empty());
      const Params params = parse_params(entry.example);
      const auto rule = entry.make(params);
      CHECK(params.unread().empty());
      const auto twin = entry.make(parse_params(entry.example));
      for (const double value : {0.0, 1e-6, 3.0, 1e12})
        for (const double work : {1e-9, 1.0, 1e9})
          for (const double most : {0.0, 0.5, 1e9, unbounded}) {
            CAPTURE(value, work, most);
            const BidView view{Credits{value}, GpuHours{work}, Price{most}};
            const Credits bid = rule->bid(view);
            CHECK(std::isfinite(bid.value));
            CHECK(bid >= Credits{0});
            CHECK(bid <= view.max_price * view.work);
            CHECK(rule->bid(view) == bid);
            CHECK(twin->bid(view) == bid);
          }
    }
  }
}

TEST_CASE("a truthful agent bids the value, up to its bound per GPU-hour", "[agents][oracle]") {
  for (const AgentEntry& entry : agent_entries()) {
    if (entry.name != "truthful") continue;
    const auto rule = entry.make({});
    CHECK(rule->bid({Credits{6}, GpuHours{2}, Price{4}}) == Credits{6});
    CHECK(rule->bid({Credits{6}, GpuHours{2}, Price{2.5}}) == Credits{5});
  }
}
