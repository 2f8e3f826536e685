#pragma once

// The audit of every run: an independent fold over its events that shares no code with what made
// them.

#include <cstdint>

#include "models/event_hash.hpp"
#include "models/events.hpp"
#include "models/live_table.hpp"
#include "models/metrics/capacity_audit.hpp"
#include "models/metrics/faults.hpp"
#include "models/metrics/money_audit.hpp"
#include "models/metrics/run_summary.hpp"

namespace souk {

/// Checks, on whatever events it is given, in dispatch order:
///   jobs         each submitted order gets exactly one final state, each attempt that starts ends
///   gpu_seconds  each lease ends, and leased = useful + lost + staging (CapacityAudit)
///   capacity     no GPU is given to two leases at once (CapacityAudit)
///   bytes        each queued transfer ends with its bytes, or with a stated outcome
///   money        the books balance to the micro-credit (MoneyAudit)
///
/// It never throws on a fault: the fault is a line that does not hold, and a note. O(1) per event,
/// no allocation once warm; memory for live leases, transfers and priced orders plus O(agents +
/// nodes).
class Audit {
 public:
  void update(const RunStarted& event);
  void update(const OrderSubmitted& event) {
    at(event.time);
    ++submitted_.count;
    submitted_.mixed += mix(event.order);
  }
  void update(const OrderFinal& event) {
    at(event.time);
    ++final_.count;
    final_.mixed += mix(event.order);
    money_.order_final(event.order);
  }
  void update(const JobStarted& event) {
    at(event.time);
    ++started_.count;
    started_.mixed += mix(event.order) * (2 * std::uint64_t{event.attempt} + 1);
  }
  void update(const JobEnded& event) {
    at(event.time);
    ++ended_.count;
    ended_.mixed += mix(event.order) * (2 * std::uint64_t{event.attempt} + 1);
  }
  /// A hint that this event is on its way, and others of its order and lease with it.
  void expect(const JobEnded& event) const {
    capacity_.expect(event.lease);
    money_.expect(event.order);
  }
  void update(const TradeMade& event) {
    at(event.time);
    money_.trade(event);
  }
  void update(const LeaseStarted& event) {
    at(event.time);
    capacity_.start(event);
    money_.lease_started(event.order);
  }
  void update(const LeaseEnded& event) {
    at(event.time);
    money_.lease_ended(capacity_.end(event), event.reason);
  }
  void update(const NodesTaken& event) { capacity_.take(event); }
  void update(const TransferQueued& event);
  void update(const TransferEnded& event);
  void update(const Posting& event) {
    at(event.time);
    money_.post(event);
  }
  void update(const RunEnded& event);
  template <class E>
  void update(const E&) {}  // the other kinds move nothing that is counted

  /// Adds the lines jobs, gpu_seconds, capacity, bytes, money to summary.audit, and a note "audit:
  /// ..." for each of the first faults of each. Call it once, after the last event.
  void finish(RunSummary& summary);

 private:
  /// How many ids, and the sum of their scrambles: a lost id and a doubled one do not cancel.
  struct Tally {
    std::uint64_t count = 0, mixed = 0;
    friend bool operator==(const Tally&, const Tally&) = default;
  };
  static std::uint64_t mix(OrderId order) {
    return scramble(order.value + std::uint64_t{0x9e3779b97f4a7c15});
  }

  void at(Seconds time) {
    if (time == now_) return;
    if (time < now_) [[unlikely]]
      went_back(time);
    now_ = time;
    if (money_.closes()) money_.close_instant();
  }
  [[gnu::cold]] void went_back(Seconds time);
  AuditLine jobs_line();
  AuditLine bytes_line();

  Seconds now_;
  Tally submitted_, final_, started_, ended_;
  CapacityAudit capacity_;
  MoneyAudit money_;
  LiveTable<Bytes> transfers_;  ///< what each transfer in flight should bring
  double bytes_queued_ = 0, bytes_ended_ = 0;
  Faults job_faults_, byte_faults_;
};

}  // namespace souk
