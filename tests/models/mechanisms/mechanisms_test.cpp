#include <catch2/catch.hpp>
#include <limits>
#include <set>
#include <string>

#include "models/mechanisms/mechanism.hpp"

using namespace souk;

namespace {

constexpr double unbounded = std::numeric_limits<double>::infinity();

Answer ask(double bid, double budget, double price, double fee, bool moving) {
  for (const MechanismEntry& entry : mechanism_entries()) {
    if (entry.name != "posted_offers") continue;
    return std::get<1>(entry.make({}))
        ->accept({1, Credits{bid}, Credits{budget}}, {Price{price}, GpuHours{2}, fee, false},
                 moving);
  }
  throw std::runtime_error{"no posted_offers"};
}

/// Holds a posted rule to what its answers mean.
void check_posted(const PostedRule& rule, const OrderView& order, const OfferView& offer) {
  const double total = offer.price.value * offer.quantity.value * (1 + offer.fee_on_top);
  for (const bool moving : {true, false}) {
    const Answer answer = rule.accept(order, offer, moving);
    CHECK(rule.accept(order, offer, moving) == answer);
    // Individual rationality, up to the grain of money.
    if (answer == Answer::take) CHECK(total <= std::min(order.bid, order.budget).value + 1e-6);
    if (answer == Answer::wait_for_price) CHECK(moving);
    if (answer == Answer::refuse_price) CHECK(total > order.bid.value);
    if (answer == Answer::refuse_budget) CHECK(total > order.budget.value);
  }
}

}  // namespace

TEST_CASE("a mechanism keeps the promises of its interface", "[mechanisms][contract]") {
  REQUIRE_FALSE(mechanism_entries().empty());
  for (const MechanismEntry& entry : mechanism_entries()) {
    DYNAMIC_SECTION(entry.name) {
      for (const std::string_view text :
           {entry.summary, entry.units, entry.refund, entry.refuses, entry.cost})
        CHECK_FALSE(text.empty());
      const Params params = parse_params(entry.example);
      const Mechanism mechanism = entry.make(params);
      CHECK(params.unread().empty());
      for (const double bid : {0.0, 1.0, 7.5, 1e9})
        for (const double budget : {0.0, 5.0, unbounded})
          for (const double price : {0.0, 0.5, 3.0, 1e9})
            for (const double fee : {0.0, 0.1, 1.0}) {
              CAPTURE(bid, budget, price, fee);
              const OrderView order{2, Credits{bid}, Credits{budget}};
              const OfferView offer{Price{price}, GpuHours{2.5}, fee, false};
              if (const auto* posted = std::get_if<1>(&mechanism)) {
                check_posted(**posted, order, offer);
              } else {
                const ShareRule& rule = *std::get<0>(mechanism);
                CHECK(rule.allocate(order, offer) == rule.allocate(order, offer));
              }
            }
    }
  }
}

TEST_CASE("mechanisms have names of their own", "[mechanisms]") {
  std::set<std::string_view> names;
  for (const MechanismEntry& entry : mechanism_entries()) names.insert(entry.name);
  CHECK(names.size() == mechanism_entries().size());
  CHECK(names.contains("none"));
  CHECK(names.contains("posted_offers"));
}

TEST_CASE("a buyer takes an offer within its bid and its purse, fee included",
          "[mechanisms][oracle]") {
  // Two GPU-hours at 3 with 10 % on top: 6.6.
  CHECK(ask(6.7, unbounded, 3, 0.1, false) == Answer::take);
  CHECK(ask(6.5, unbounded, 3, 0.1, false) == Answer::refuse_price);
  CHECK(ask(6.5, unbounded, 3, 0.1, true) == Answer::wait_for_price);
  CHECK(ask(9, 6.5, 3, 0.1, false) == Answer::refuse_budget);
  CHECK(ask(9, 6.5, 3, 0.1, true) == Answer::wait_for_price);
  CHECK(ask(5, 5, 3, 0, false) == Answer::refuse_price);  // the bid is looked at first
}

TEST_CASE("a price equal to the bid is taken, whatever the rounding", "[mechanisms][contract]") {
  for (const MechanismEntry& entry : mechanism_entries()) {
    if (entry.name != "posted_offers") continue;
    const Mechanism mechanism = entry.make({});
    for (int i = 1; i < 2000; ++i) {
      // The value of work w on 7 GPUs at p per GPU-hour, and p for 7 times w / 7.
      const GpuSeconds work{0.1 * i};
      const Price price{3.0 + 0.01 * (i % 13)};
      const OrderView order{7, price * hours(work), Credits{unbounded}};
      const OfferView offer{price, hours(Seconds{work.value / 7} * 7), 0, false};
      REQUIRE(std::get<1>(mechanism)->accept(order, offer, false) == Answer::take);
    }
  }
}
