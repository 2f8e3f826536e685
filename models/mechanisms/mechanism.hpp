#pragma once

// Mechanisms: how wishes to compute and offers of GPUs become trades.
//
// Mechanisms come in time shapes. Two exist: a ShareRule grants by rule, without prices; a
// PostedRule answers each order at posted prices. A rule sees views only, never the world, and
// keeps no memory.

#include <memory>
#include <span>
#include <string_view>
#include <variant>

#include "models/ids.hpp"
#include "models/scenario/params.hpp"
#include "models/units.hpp"

namespace souk {

/// Half a micro-credit: amounts that differ by less are equal once they are money, so that a price
/// equal to a bid is within it whatever the rounding.
constexpr Credits money_grain{0.5e-6};

/// What a rule may know of an order that could start now.
struct OrderView {
  int gpus = 1;
  // What access to its inputs costs is taken off both; each is inf if unbounded.
  Credits bid;     ///< the most it pays for the GPU-time of the whole job, platform fee included
  Credits budget;  ///< what its consumer has left to spend
};

/// One offer that could host it: the cheapest of those with room.
struct OfferView {
  Price price;        ///< credits per GPU-hour; 0 on the consumer's own nodes
  GpuHours quantity;  ///< gpus x run time on this offer's device
  double fee_on_top;  ///< buyer's part of the platform fee, as a share of the payment
  bool own = false;   ///< the consumer's home
};

enum class Answer : std::uint8_t {
  take,
  wait_for_price,  ///< every offer is dearer than its bid, but prices may move
  refuse_price,    ///< and they cannot
  refuse_budget,
};

class ShareRule {
 public:
  virtual ~ShareRule() = default;
  /// Whether the order may use this site's pooled nodes without paying.
  virtual bool allocate(const OrderView& order, const OfferView& offer) const = 0;
};

class PostedRule {
 public:
  virtual ~PostedRule() = default;
  /// What the order does about the cheapest offer. `moving`: some price may still change.
  virtual Answer accept(const OrderView& order, const OfferView& offer, bool moving) const = 0;
};

using Mechanism = std::variant<std::unique_ptr<ShareRule>, std::unique_ptr<PostedRule>>;

/// One row of the registry: what `souk list mechanisms` prints, scenarios name and tests run.
struct MechanismEntry {
  std::string_view name;
  std::string_view summary;
  std::string_view example;
  std::string_view units;    ///< what it trades: divisible, unit, multi, gang
  std::string_view refund;   ///< what an evicted buyer gets back
  std::string_view refuses;  ///< what it does not take
  std::string_view cost;     ///< per order
  Mechanism (*make)(const Params&);
};

std::span<const MechanismEntry> mechanism_entries();

}  // namespace souk
