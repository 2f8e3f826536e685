#pragma once

// The books of money, kept from Postings and TradeMade alone, without the ledger that wrote them.

#include <cstdint>
#include <vector>

#include "models/events.hpp"
#include "models/metrics/census.hpp"
#include "models/metrics/faults.hpp"
#include "models/metrics/run_summary.hpp"

namespace souk {

/// Per order, from its trades and its postings, once the instant in which it became final is over:
///
///   payment <= escrow <= payment + fee, as agreed              (at each trade)
///   escrow = paid + fees out of escrow + refunds              (nothing stays held)
///   agreed on trades whose lease was done <= paid <= agreed   (so equal for an order that ran
///   once)
///
/// and the same for fees. Overall: amounts are > 0, no hold is ever overdrawn and all are empty at
/// the end, balances add up to zero, and buyers' payments + subsidy = sellers' receipts + fees +
/// surplus, to the micro-credit. Trades of price 0 post nothing and cost nothing here. O(1) per
/// event.
class MoneyAudit {
 public:
  void start(const std::vector<Account>& accounts) { balances_.assign(accounts.size(), 0); }
  // `row`: of the event's order; null if there is none alive.
  void trade(const TradeMade& event, LiveOrder* row);
  void post(const Posting& event, const Census& census);
  void lease_ended(const LeaseEnded& event, LiveOrder* row);
  void settle(OrderId order, const Dues& dues);

  void finish(const std::vector<Account>& accounts, std::vector<AuditLine>& lines);
  [[nodiscard]] const Faults& faults() const { return faults_; }

 private:
  void note_outside(const Posting& event, const Account& from, const Account& to);
  void post_to_order(const Posting& event, const Account& from, const Account& to, LiveOrder* row);
  void set_aside(Dues& dues, const Posting& event);

  std::vector<std::int64_t> balances_;  ///< micro-credits, by AccountId
  std::int64_t outside_to_buyers_ = 0, outside_to_sellers_ = 0;
  Faults faults_;
};

}  // namespace souk
