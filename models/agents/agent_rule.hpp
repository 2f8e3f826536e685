#pragma once

// Agent rules: what a consumer bids, given what its job is worth to it.

#include <memory>
#include <span>
#include <string_view>

#include "models/scenario/params.hpp"
#include "models/units.hpp"

namespace souk {

/// A job as its owner sees it when it enters the market.
struct BidView {
  Credits value;    ///< of the whole job, >= 0
  GpuHours work;    ///< on the reference device, > 0
  Price max_price;  ///< the scenario's bound on every bid; inf: none
};

class AgentRule {
 public:
  virtual ~AgentRule() = default;

  /// The most it will pay for the whole job, in credits, >= 0 and <= max_price x work.
  /// Called once per order; no hidden memory.
  virtual Credits bid(const BidView& view) const = 0;
};

struct AgentEntry {
  std::string_view name;
  std::string_view summary;
  std::string_view example;
  std::unique_ptr<AgentRule> (*make)(const Params&);
};

std::span<const AgentEntry> agent_entries();

}  // namespace souk
