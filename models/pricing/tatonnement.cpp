#include <algorithm>
#include <limits>

#include "models/pricing/pricing_policy.hpp"

namespace souk {
namespace {

/// Walrasian tatonnement: the price follows excess demand.
///
///     p' = max(floor, p (1 + step min(1, (demand - supply) / supply)))
///
/// `step` is a pure number in (0, 1); `floor` is in credits per GPU-hour. The cap at 1 bounds a
/// rise to a factor (1 + step), so a burst of orders cannot send the price to infinity.
/// Source: Cole and Fleischer, "Fast-converging tatonnement algorithms for one-time and ongoing
/// market problems", STOC 2008.
class Tatonnement final : public PricingPolicy {
 public:
  Tatonnement(double step, Price floor) : step_{step}, floor_{floor} {}

  Price quote(const PricingView& view) const override {
    if (view.supply == GpuHours{0}) return view.last_price;  // no offer, so nothing was learnt
    const double excess = (view.demand - view.supply) / view.supply;  // in [-1, inf)
    const double factor = 1 + step_ * std::min(1.0, excess);
    // Above 0 even where a product of many falls would underflow: it moves by factors.
    constexpr Price least{std::numeric_limits<double>::min()};
    return std::max({floor_, view.last_price * factor, least});
  }

 private:
  double step_;
  Price floor_;
};

}  // namespace

PricingEntry tatonnement() {
  return {
      .name = "tatonnement",
      .summary = "raise the price on excess demand, lower it on excess supply",
      .example = "step = 0.2\nfloor = '0.50 credit/GPUh'",
      .moves = true,
      .make = [](const Params& params) -> std::unique_ptr<PricingPolicy> {
        return std::make_unique<Tatonnement>(params.number("step", {.above = 0, .below = 1}, 0.2),
                                             params.price("floor", Price{0.5}));
      },
  };
}

}  // namespace souk
