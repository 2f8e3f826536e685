#pragma once

// Strong 32-bit ids: dense, in order of creation, printed as the scenario's numbering.

#include <compare>
#include <cstdint>

namespace souk {

template <class Tag>
struct Id {
  std::uint32_t value = UINT32_MAX;

  constexpr Id() = default;
  constexpr explicit Id(std::uint32_t v) : value{v} {}
  [[nodiscard]] constexpr bool exists() const { return value != UINT32_MAX; }
  friend constexpr auto operator<=>(Id, Id) = default;
};

using AgentId = Id<struct AgentTag>;    ///< providers and consumers, in file order, then member
using SiteId = Id<struct SiteTag>;      ///< one per provider agent, in file order
using NodeId = Id<struct NodeTag>;      ///< within its site
using DeviceId = Id<struct DeviceTag>;  ///< 0 is "reference"
using KindId = Id<struct KindTag>;      ///< kind of job; 0 is "default"
using GoodId = Id<struct GoodTag>;      ///< datasets, then models, in file order
using OrderId = Id<struct OrderTag>;
using OfferId = Id<struct OfferTag>;
using TradeId = Id<struct TradeTag>;
using LeaseId = Id<struct LeaseTag>;
using TransferId = Id<struct TransferTag>;
using AccountId = Id<struct AccountTag>;

}  // namespace souk
