#pragma once

// The accounts of the ledger, numbered so that an event needs no names.

#include <cstdint>

#include "models/ids.hpp"

namespace souk {

enum class AccountKind : std::uint8_t {
  wallet,
  hold,
  payable,
  fee,
  surplus,
  subsidy,
  deposit,
  mint,
  world
};
constexpr std::uint32_t account_kinds = 9;

/// The platform is the agent after the last one.
constexpr AccountId account_of(AgentId agent, AccountKind kind) {
  return AccountId{agent.value * account_kinds + static_cast<std::uint32_t>(kind)};
}
constexpr AgentId owner_of(AccountId account) {
  return AgentId{account.value / account_kinds};
}
constexpr AccountKind kind_of(AccountId account) {
  return static_cast<AccountKind>(account.value % account_kinds);
}

}  // namespace souk
