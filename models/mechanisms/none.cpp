#include "models/mechanisms/mechanism.hpp"

namespace souk {
namespace {

/// Sharing by rule: every pooled GPU serves whoever is next in the queue, at price 0.
class None final : public ShareRule {
 public:
  bool allocate(const OrderView&, const OfferView&) const override { return true; }
};

}  // namespace

MechanismEntry none() {
  return {
      .name = "none",
      .summary = "no market: pooled GPUs are shared by rule, the trade has price 0",
      .example = "",
      .units = "gang",
      .refund = "nothing is paid",
      .refuses = "nothing",
      .cost = "O(1)",
      .make = [](const Params&) -> Mechanism { return std::unique_ptr<ShareRule>{new None}; },
  };
}

}  // namespace souk
