#include <algorithm>

#include "models/agents/agent_rule.hpp"

namespace souk {
namespace {

/// Bids what the job is worth, up to the bound.
class Truthful final : public AgentRule {
 public:
  Credits bid(const BidView& view) const override {
    return std::min(view.value, view.max_price * view.work);
  }
};

}  // namespace

AgentEntry truthful() {
  return {
      .name = "truthful",
      .summary = "bid the job's value",
      .example = "",
      .make = [](const Params&) -> std::unique_ptr<AgentRule> {
        return std::make_unique<Truthful>();
      },
  };
}

}  // namespace souk
