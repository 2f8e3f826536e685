#pragma once

// How accounts are numbered, so that a Posting can be read without the ledger that wrote it.

#include <cstddef>
#include <cstdint>

#include "models/ids.hpp"

namespace souk {

enum class AccountKind : std::uint8_t {
  wallet,   ///< what an agent can spend
  hold,     ///< its money in escrow, until a lease ends
  payable,  ///< what it owes
  fee,      ///< of the platform: fees taken
  surplus,  ///< of the platform: what rounding and rules leave over
  subsidy,  ///< of the platform: what it pays in
  deposit,  ///< an agent's security
  mint,     ///< where credits come from: outside the market
  world,    ///< whom real costs are paid to: outside the market
};
constexpr std::uint32_t account_kinds = 9;

/// Accounts are dense: nine per agent, then nine of the platform, whose agent id is the number of
/// agents.
constexpr AccountId account_of(AgentId agent, AccountKind kind) {
  return AccountId{agent.value * account_kinds + static_cast<std::uint32_t>(kind)};
}
/// Calls visit(agent, kind) for each account of so many agents and of the platform, in the order of
/// AccountId.
template <class Visit>
void for_each_account(std::size_t agents, Visit visit) {
  for (std::uint32_t agent = 0; agent <= agents; ++agent)
    for (std::uint32_t kind = 0; kind < account_kinds; ++kind)
      visit(AgentId{agent}, static_cast<AccountKind>(kind));
}
/// Money from or to there enters or leaves the market; it is nobody's payment.
constexpr bool is_outside(AccountKind kind) {
  return kind == AccountKind::mint || kind == AccountKind::world;
}

}  // namespace souk
