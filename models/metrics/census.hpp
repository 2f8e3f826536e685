#pragma once

// Who is alive in a run, read off its events once for all who fold them.

#include <type_traits>
#include <vector>

#include "models/live_table.hpp"
#include "models/metrics/live_rows.hpp"

namespace souk {

/// Orders from their submission to the end of the instant in which they are final, leases from
/// their start to their end, transfers from the queue to their end; and whose each account is.
///
/// It is brought up to an event before others fold it, and then holds the rows that the event is
/// about: none where the event contradicts those before it, such as a lease that starts twice or an
/// attempt that ends without having begun. Such an event changes no row. Folds keep in a row what
/// they need of it until the next event about it. O(1) per event, no allocation once warm.
class Census {
 public:
  void update(const RunStarted& event);
  void update(const OrderSubmitted& event);
  void update(const TradeMade& event) { find_order(event.order); }
  void update(const OrderFinal& event);
  void update(const LeaseStarted& event);
  void update(const LeaseEnded& event);
  void update(const NodesTaken& event) { lease_ = leases_.find(event.lease.value); }
  void update(const JobStarted& event);
  void update(const JobEnded& event);
  void update(const TransferQueued& event);
  void update(const TransferStarted& event);
  void update(const TransferEnded& event);
  void update(const GoodAccessed& event) { find_order(event.order); }
  void update(const Posting& event) {
    find_order(event.order);
    const std::size_t count = accounts_.size();
    const bool known = event.from_account.value < count && event.to_account.value < count;
    from_ = known ? &accounts_[event.from_account.value] : nullptr;
    to_ = known ? &accounts_[event.to_account.value] : nullptr;
  }
  void update(const RunEnded&) {}
  template <class E>
  void update(const E&) = delete;  // it is about nobody

  // What the latest event is about, until the next one; null where it names none that is alive.
  /// Of every kind above with an order, and the order of a lease that ends.
  [[nodiscard]] LiveOrder* order() const { return order_; }
  /// Of LeaseStarted, LeaseEnded and NodesTaken.
  [[nodiscard]] LiveLease* lease() const { return lease_; }
  /// Of Transfer...
  [[nodiscard]] const LiveTransfer* transfer() const { return transfer_; }
  /// Of Posting: both, or none if one does not exist.
  [[nodiscard]] const Account* from() const { return from_; }
  [[nodiscard]] const Account* to() const { return to_; }

  /// The instant of the latest event.
  [[nodiscard]] Seconds now() const { return now_; }
  /// Moves on to `time`: calls left(order, row) for each order that became final in the instant
  /// that is over, in that order, and forgets it. Requires time >= now().
  template <class Left>
  void next_instant(Seconds time, Left left) {
    now_ = time;
    for (const OrderId order : finals_) {
      left(order, *orders_.extract(order.value));
      if (order == latest_) forget_latest();
    }
    finals_.clear();
  }

  /// A hint that this event is on its way, and others of its order and lease with it.
  void expect(const JobEnded& event) const {
    orders_.expect(event.order.value);
    leases_.expect(event.lease.value);
  }

  [[nodiscard]] const LiveTable<LiveOrder>& orders() const { return orders_; }
  [[nodiscard]] const LiveTable<LiveLease>& leases() const { return leases_; }
  [[nodiscard]] const LiveTable<LiveTransfer>& transfers() const { return transfers_; }
  /// By AccountId; those of the platform last.
  [[nodiscard]] const std::vector<Account>& accounts() const { return accounts_; }

 private:
  /// Events of one order come in runs: its trade, lease and escrow; its end, payment and fee.
  void find_order(OrderId order) {
    if (order == latest_) return;
    latest_ = order;
    order_ = orders_.find(order.value);
  }
  void forget_latest() {
    latest_ = OrderId{};
    order_ = nullptr;
  }

  Seconds now_;
  OrderId latest_;              ///< order_ is its row
  LiveOrder* order_ = nullptr;  ///< an insert moves rows
  LiveLease* lease_ = nullptr;
  LiveTransfer* transfer_ = nullptr;
  const Account* from_ = nullptr;
  const Account* to_ = nullptr;
  LiveTable<LiveOrder> orders_;
  LiveTable<LiveLease> leases_;
  LiveTable<LiveTransfer> transfers_;
  std::vector<OrderId> finals_;  ///< of this instant
  std::vector<Account> accounts_;
};

/// The kinds of events that a census is about, and its folds.
template <class E>
concept Counted = requires(Census& census, const E& event) {
  census.update(event);
};

/// Folds one event. A fold has `update(event, census)`; `advance(time)`, when the clock moves on;
/// and `left(order, row)`, for each order that is final once its last instant is over, so that the
/// events of an instant may come in any order.
template <Counted E, class... Folds>
[[gnu::always_inline]] inline void fold_event(Census& census, const E& event, Folds&... folds) {
  const auto left = [&]([[maybe_unused]] OrderId order, [[maybe_unused]] const LiveOrder& row) {
    (folds.left(order, row), ...);
  };
  if (event.time > census.now()) {
    census.next_instant(event.time, left);
    (folds.advance(event.time), ...);
  }
  census.update(event);
  (folds.update(event, census), ...);
  if constexpr (std::is_same_v<E, RunEnded>) census.next_instant(census.now(), left);
}

}  // namespace souk
