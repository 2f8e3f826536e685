#include <catch2/catch.hpp>
#include <cmath>
#include <string>

#include "models/pricing/pricing_policy.hpp"

using namespace souk;

namespace {

std::unique_ptr<PricingPolicy> make_policy(std::string_view name, std::string_view parameters) {
  for (const PricingEntry& entry : pricing_entries())
    if (entry.name == name) return entry.make(parse_params(parameters));
  throw std::runtime_error{"no pricing policy " + std::string{name}};
}

}  // namespace

TEST_CASE("a pricing policy keeps the promises of its interface", "[pricing][contract]") {
  REQUIRE_FALSE(pricing_entries().empty());
  for (const PricingEntry& entry : pricing_entries()) {
    DYNAMIC_SECTION(entry.name) {
      CHECK_FALSE(entry.summary.empty());
      const Params params = parse_params(entry.example);
      const auto policy = entry.make(params);
      CHECK(params.unread().empty());  // the example gives no key that the rule does not know
      const auto twin = entry.make(parse_params(entry.example));
      for (const double price : {1e-300, 1e-6, 2.0, 1e9})
        for (const double demand : {0.0, 1e-9, 1.0, 1e12})
          for (const double supply : {0.0, 1e-9, 1.0, 1e12}) {
            CAPTURE(price, demand, supply);
            const PricingView view{Price{price}, GpuHours{demand}, GpuHours{supply}};
            const Price quoted = policy->quote(view);
            CHECK(std::isfinite(quoted.value));
            CHECK(quoted > Price{0});
            CHECK(policy->quote(view) == quoted);  // no hidden memory
            CHECK(twin->quote(view) == quoted);    // the parameters alone decide
            if (!entry.moves) CHECK(quoted == view.last_price);
          }
    }
  }
}

TEST_CASE("a posted price stays", "[pricing]") {
  const auto policy = make_policy("posted_price", "");
  CHECK(policy->quote({Price{3}, GpuHours{100}, GpuHours{1}}) == Price{3});
}

TEST_CASE("tatonnement moves by its step times the excess demand, capped at 1",
          "[pricing][oracle]") {
  const auto policy = make_policy("tatonnement", "step = 0.2\nfloor = '0.5 credit/GPUh'");
  const auto quote = [&](double price, double demand, double supply) {
    return policy->quote({Price{price}, GpuHours{demand}, GpuHours{supply}}).value;
  };
  CHECK(quote(1, 10, 10) == Approx(1));
  CHECK(quote(1, 15, 10) == Approx(1.1));    // excess 0.5
  CHECK(quote(1, 1000, 10) == Approx(1.2));  // capped
  CHECK(quote(1, 0, 10) == Approx(0.8));     // excess -1
  CHECK(quote(0.55, 0, 10) == Approx(0.5));  // the floor
  CHECK(quote(1, 1000, 0) == Approx(1));     // nothing was offered, so nothing was learnt
  CHECK(quote(0.1, 10, 10) == Approx(0.5));  // an opening below the floor is lifted to it
}

TEST_CASE("tatonnement settles at the market-clearing price", "[pricing][oracle]") {
  // Demand 100 - 20 p meets a fixed supply of 40 at p* = 3, by hand.
  const auto policy = make_policy("tatonnement", "step = 0.5\nfloor = '0 credit/GPUh'");
  for (const double start : {0.1, 3.0, 50.0}) {
    Price price{start};
    for (int round = 0; round < 200; ++round) {
      const GpuHours demand{std::max(0.0, 100.0 - 20.0 * price.value)};
      price = policy->quote({price, demand, GpuHours{40}});
    }
    CAPTURE(start);
    CHECK(price.value == Approx(3.0).epsilon(1e-6));
  }
}

TEST_CASE("a price without a floor stays above 0, however long nobody comes",
          "[pricing][contract]") {
  const auto policy = make_policy("tatonnement", "step = 0.9\nfloor = '0 credit/GPUh'");
  Price price{1};
  for (int round = 0; round < 1000; ++round) price = policy->quote({price, {}, GpuHours{1}});
  CHECK(price > Price{0});
}

TEST_CASE("tatonnement refuses a step outside (0, 1) and a negative floor", "[pricing]") {
  for (const std::string step : {"0", "1", "1.5", "-0.1"})
    CHECK_THROWS_AS(make_policy("tatonnement", "step = " + step + "\nfloor = '1 credit/GPUh'"),
                    ScenarioError);
  CHECK_THROWS_AS(make_policy("tatonnement", "step = 0.5\nfloor = '-1 credit/GPUh'"),
                  ScenarioError);
}

TEST_CASE("tatonnement has a step and a floor of its own", "[pricing]") {
  const auto given = make_policy("tatonnement", "step = 0.2\nfloor = '0.5 credit/GPUh'");
  for (const std::string_view parameters : {"", "step = 0.2", "floor = '0.50 credit/GPUh'"})
    for (const double demand : {0.0, 5.0, 10.0, 30.0}) {
      const PricingView view{Price{0.55}, GpuHours{demand}, GpuHours{10}};
      CHECK(make_policy("tatonnement", parameters)->quote(view) == given->quote(view));
    }
}
