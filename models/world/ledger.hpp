#pragma once

// The double-entry ledger: the one place where credits become whole micro-credits.

#include <vector>

#include "models/accounts.hpp"
#include "models/journal.hpp"
#include "models/units.hpp"

namespace souk {

/// Balances of every account of every agent and of the platform (the agent after the last).
class Ledger {
 public:
  explicit Ledger(std::uint32_t agents)
      : balance_((static_cast<std::size_t>(agents) + 1) * account_kinds, 0), platform_{agents} {}

  /// Moves `amount` >= 0 and records it; nothing is recorded for 0. O(1).
  void post(Journal& journal, Seconds now, AccountId from, AccountId to, Money amount, Cause cause,
            OrderId order) {
    if (amount.micro != 0) move(journal, now, from, to, amount, cause, order);
  }

  [[nodiscard]] Money balance(AccountId account) const { return Money{balance_[account.value]}; }
  [[nodiscard]] AgentId platform() const { return platform_; }

 private:
  void move(Journal& journal, Seconds now, AccountId from, AccountId to, Money amount, Cause cause,
            OrderId order);

  std::vector<std::int64_t> balance_;
  AgentId platform_;
  std::uint32_t entries_ = 0;
};

/// The price terms of one trade, and what is posted at its start and end.
struct Terms {
  Price price;
  AgentId buyer, seller;
  double buyer_fee = 0, seller_fee = 0;  ///< shares of the payment
};

/// What a quantity costs under these terms, each part rounded on its own, half to even.
struct Bill {
  Money payment, buyer_fee, seller_fee;
};
Bill bill(const Terms& terms, GpuHours quantity);

/// Sets aside what the whole quantity may cost, as agreed: buyer's wallet -> buyer's hold.
void escrow(Ledger& ledger, Journal& journal, Seconds now, const Terms& terms, const Bill& agreed,
            OrderId order);
/// Pays what is due, at most what was agreed, and gives the rest back. Returns what the buyer got
/// back.
Money settle(Ledger& ledger, Journal& journal, Seconds now, const Terms& terms, const Bill& agreed,
             const Bill& due, OrderId order);

}  // namespace souk
