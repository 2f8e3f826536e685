#include "models/mechanisms/mechanism.hpp"

namespace souk {
namespace {

/// Take it or leave it: the buyer takes the cheapest posted offer with room if price and fee are
/// within its bid and its purse. A buyer priced out waits only where prices may move.
class PostedOffers final : public PostedRule {
 public:
  Answer accept(const OrderView& order, const OfferView& offer, bool moving) const override {
    const Credits total = offer.price * offer.quantity * (1 + offer.fee_on_top);
    if (total > order.bid + money_grain)
      return moving ? Answer::wait_for_price : Answer::refuse_price;
    if (total > order.budget + money_grain)
      return moving ? Answer::wait_for_price : Answer::refuse_budget;
    return Answer::take;
  }
};

}  // namespace

MechanismEntry posted_offers() {
  return {
      .name = "posted_offers",
      .summary =
          "providers post prices; a buyer takes the cheapest offer within its bid and budget",
      .example = "",
      .units = "divisible, gang",
      .refund = "GPU-time lost to an eviction and time spent on staging are not billed",
      .refuses = "nothing",
      .cost = "O(log sites)",
      .make = [](const Params&) -> Mechanism {
        return std::unique_ptr<PostedRule>{new PostedOffers};
      },
  };
}

}  // namespace souk
