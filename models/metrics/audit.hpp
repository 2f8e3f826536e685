#pragma once

// The audit of every run: an independent fold over its events that shares no code with what made
// them.

#include <cstdint>

#include "models/events.hpp"
#include "models/metrics/capacity_audit.hpp"
#include "models/metrics/census.hpp"
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
/// It never throws on a fault: the fault is a line that does not hold, and a note. A fold of a
/// Census (fold_event), whose rows of orders and leases it shares with the metrics. O(1) per event,
/// no allocation once warm; memory O(agents + nodes).
class Audit {
 public:
  void update(const RunStarted& event, const Census& census);
  void update(const OrderSubmitted& event, const Census& census) {
    watch(event, census);
    ++submitted_;
    if (census.order() == nullptr) [[unlikely]]
      job_faults_.add("order {} is submitted twice", event.order.value);
  }
  void update(const OrderFinal& event, const Census& census) {
    watch(event, census);
    ++final_;
    if (census.order() == nullptr) [[unlikely]]
      job_faults_.add("order {} becomes final but is not alive", event.order.value);
  }
  void update(const JobStarted& event, const Census& census) {
    watch(event, census);
    if (census.order() == nullptr) [[unlikely]]
      job_faults_.add("attempt {} of order {} starts, which does not wait", event.attempt,
                      event.order.value);
  }
  void update(const JobEnded& event, const Census& census) {
    watch(event, census);
    if (census.order() == nullptr) [[unlikely]]
      job_faults_.add("attempt {} of order {} ends but does not run", event.attempt,
                      event.order.value);
  }
  void update(const TradeMade& event, const Census& census) {
    watch(event, census);
    money_.trade(event, census.order());
  }
  void update(const LeaseStarted& event, const Census& census) {
    watch(event, census);
    capacity_.start(event, census.lease());
  }
  void update(const LeaseEnded& event, const Census& census) {
    watch(event, census);
    capacity_.end(event, census.lease());
    money_.lease_ended(event, census.order());
  }
  void update(const NodesTaken& event, const Census& census) {
    watch(event, census);
    capacity_.take(event, census.lease());
  }
  void update(const TransferQueued& event, const Census& census);
  void update(const TransferStarted& event, const Census& census);
  void update(const TransferEnded& event, const Census& census);
  void update(const Posting& event, const Census& census) {
    watch(event, census);
    money_.post(event, census);
  }
  void update(const RunEnded& event, const Census& census);
  template <class E>
  void update(const E&, const Census&) {}  // the other kinds move nothing that is counted

  void advance(Seconds) {}
  /// The instant in which the order became final is over.
  void left(OrderId order, const LiveOrder& row) {
    if (row.running) [[unlikely]]
      job_faults_.add("attempt {} of order {} never ends", row.attempt, order.value);
    money_.settle(order, row.dues);
  }

  /// Adds the lines jobs, gpu_seconds, capacity, bytes, money to summary.audit, and a note "audit:
  /// ..." for each of the first faults of each. Call it once, after the last event.
  void finish(RunSummary& summary, const Census& census);

 private:
  template <class E>
  void watch(const E& event, const Census& census) {
    if (event.time < census.now()) [[unlikely]]
      job_faults_.add("time goes back from {} s to {} s", census.now().value, event.time.value);
  }
  AuditLine jobs_line(const Census& census);
  AuditLine bytes_line(const Census& census);

  std::uint64_t submitted_ = 0, final_ = 0;
  CapacityAudit capacity_;
  MoneyAudit money_;
  double bytes_queued_ = 0, bytes_ended_ = 0;
  Faults job_faults_, byte_faults_;
};

}  // namespace souk
