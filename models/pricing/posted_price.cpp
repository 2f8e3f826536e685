#include "models/pricing/pricing_policy.hpp"

namespace souk {
namespace {

/// The opening price for ever: the list price of a catalogue.
class PostedPrice final : public PricingPolicy {
 public:
  Price quote(const PricingView& view) const override { return view.last_price; }
};

}  // namespace

PricingEntry posted_price() {
  return {
      .name = "posted_price",
      .summary = "keep the opening price",
      .example = "",
      .moves = false,
      .make = [](const Params&) -> std::unique_ptr<PricingPolicy> {
        return std::make_unique<PostedPrice>();
      },
  };
}

}  // namespace souk
