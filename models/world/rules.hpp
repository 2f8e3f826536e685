#pragma once

// The rules of one run, made from the scenario's choices: immutable, shared by all that happens.

#include <memory>
#include <vector>

#include "models/agents/agent_rule.hpp"
#include "models/mechanisms/mechanism.hpp"
#include "models/placement/placement_policy.hpp"
#include "models/pricing/pricing_policy.hpp"
#include "models/scenario/scenario.hpp"
#include "models/scheduling/scheduling_policy.hpp"

namespace souk {

struct ProviderRules {
  std::unique_ptr<PricingPolicy> pricing;
  bool price_moves = false;
  std::unique_ptr<SchedulingPolicy> scheduling;  ///< of its own queue; none: the section's
  std::unique_ptr<PlacementPolicy> placement;    ///< never none
};

struct Rules {
  Mechanism mechanism;
  std::unique_ptr<SchedulingPolicy> scheduling;
  std::vector<ProviderRules> providers;            ///< by population
  std::vector<std::unique_ptr<AgentRule>> agents;  ///< by consumer population
  bool prices_move = false;                        ///< some provider's price may change
  double buyer_fee = 0, seller_fee = 0;            ///< shares of a trade's payment
  /// The least price that leaves a provider its reserve after its fee.
  [[nodiscard]] Price least_price(Price reserve) const {
    return reserve.value > 0 ? reserve / (1 - seller_fee) : reserve;
  }

  [[nodiscard]] bool priced() const { return mechanism.index() == 1; }
};

/// Requires a checked scenario: each name is registered and its parameters are accepted.
Rules make_rules(const Scenario& scenario);

}  // namespace souk
