#pragma once

// Pricing policies: how a provider sets the price of the GPU time it shares.
//
// A policy is immutable and deterministic: what it may depend on is in PricingView, so a test
// needs no engine and a replay needs no log. How to add one: models/README.md.

#include <memory>
#include <span>
#include <string_view>

#include "models/scenario/params.hpp"
#include "models/units.hpp"

namespace souk {

/// What one provider saw during the market round that has just closed.
struct PricingView {
  Price last_price;  ///< credits per GPU-hour, > 0
  GpuHours demand;   ///< asked of this provider, >= 0; may exceed supply
  GpuHours supply;   ///< offered by this provider, >= 0; 0 while its GPUs are away
};

class PricingPolicy {
 public:
  virtual ~PricingPolicy() = default;

  /// The price to post for the next round, in credits per GPU-hour.
  ///
  /// Requires view.last_price > 0. Never fails; the price returned is finite and > 0.
  /// O(1); called once per provider and round, from one thread.
  virtual Price quote(const PricingView& view) const = 0;
};

/// One row of the registry: what `souk list pricing` prints, scenarios name and tests run.
struct PricingEntry {
  std::string_view name;
  std::string_view summary;
  std::string_view example;  ///< valid parameters, as TOML; the contract test runs on them
  bool moves = false;        ///< the price changes from round to round: the scenario needs rounds
  std::unique_ptr<PricingPolicy> (*make)(const Params&);  ///< throws ScenarioError on bad params
};

/// Every registered policy, in the order of models/pricing/CMakeLists.txt; never empty.
std::span<const PricingEntry> pricing_entries();

}  // namespace souk
