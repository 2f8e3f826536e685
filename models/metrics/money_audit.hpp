#pragma once

// The books of money, kept from Postings and TradeMade alone, without the ledger that wrote them.

#include <cstdint>
#include <vector>

#include "models/accounts.hpp"
#include "models/events.hpp"
#include "models/live_table.hpp"
#include "models/metrics/faults.hpp"
#include "models/metrics/run_summary.hpp"

namespace souk {

/// Per order, from its trades and its postings, once it is final and its leases have ended:
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
  void start(const RunStarted& event);
  void expect(OrderId order) const { orders_.expect(order.value); }
  void trade(const TradeMade& event);
  void post(const Posting& event);
  void lease_started(OrderId order);
  void lease_ended(OrderId order, Reason reason);
  void order_final(OrderId order);
  /// The instant is over: orders that became final in it are settled.
  void close_instant();
  /// Whether there are such.
  [[nodiscard]] bool closes() const { return !closing_.empty(); }

  void finish(std::vector<AuditLine>& lines);
  [[nodiscard]] const Faults& faults() const { return faults_; }

 private:
  /// What is left to pay and to release; small enough for one cache line.
  struct Row {
    Money held;                    ///< put in escrow and not yet out of it: 0 in the end
    Money payment_room, fee_room;  ///< agreed over its trades - paid: >= 0 in the end
    Money payment_due, fee_due;    ///< agreed on trades whose lease was done - paid: <= 0
    Money last_payment, last_fee;  ///< of the latest trade
    std::int16_t leases = 0;       ///< alive
    bool escrowed = false;         ///< the latest trade is
    bool final = false;
  };
  enum class Party : std::uint8_t { buyer, seller, platform };

  /// Of a posting: whose account, and of what kind.
  struct Side {
    std::uint32_t agent = 0;
    AccountKind kind{};
    Party party{};
  };

  [[nodiscard]] Row* row_of(OrderId order);
  [[nodiscard]] Row* row_to_pay(OrderId order);
  bool move(const Posting& event);
  void note_outside(const Posting& event, const Side& from, const Side& to);
  void post_to_order(const Posting& event, const Side& from, const Side& to);
  void set_aside(Row& row, const Posting& event);
  void settle(std::uint32_t order, const Row& row);

  std::vector<Side> sides_;             ///< by AccountId
  std::vector<std::int64_t> balances_;  ///< micro-credits, by AccountId
  LiveTable<Row> orders_;               ///< those with a trade at a price
  OrderId latest_order_;                ///< asked for last
  Row* latest_ = nullptr;               ///< its row, if it has one; an insert moves rows
  std::vector<std::uint32_t> closing_;
  std::int64_t outside_to_buyers_ = 0, outside_to_sellers_ = 0;
  Faults faults_;
};

}  // namespace souk
