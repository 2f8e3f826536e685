#pragma once

// /jobs and /leases: what becomes of each order, collected until it is final.

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "analysis/hdf5_table.hpp"
#include "models/events.hpp"
#include "models/live_table.hpp"

namespace souk {

/// Either table may be absent. Memory: the orders that are not final and the leases that have not
/// ended.
class OrderTables {
 public:
  OrderTables(std::optional<Hdf5Table>& jobs, std::optional<Hdf5Table>& leases)
      : jobs_{jobs}, leases_{leases} {}

  void add(const OrderSubmitted& event);
  void add(const OrderFinal& event);
  void add(const LeaseStarted& event);
  void add(const LeaseEnded& event);
  void add(const JobStarted& event);
  void add(const JobEnded& event);
  void add(const Posting& event);

  /// Writes the jobs that were complete before `now`: postings may follow a job's end within its
  /// instant.
  void settle(Seconds now) {
    if (!complete_.empty() && now.value > complete_at_) write_complete();
  }
  /// Writes what is left, by id: orders as unfinished, leases as cut by the horizon.
  void finish();

 private:
  static constexpr double nan = std::numeric_limits<double>::quiet_NaN();

  struct Job {
    OrderSubmitted submitted;
    double start = nan, end = nan, hold = 0, useful = 0, lost = 0;
    std::int64_t paid_micro = 0;
    SiteId site;
    NodeId first_node;
    std::int32_t attempts = 0, open_leases = 0;
    bool final = false;
    OrderState state = OrderState::unfinished;
    Reason reason = Reason::horizon;
  };

  void complete(OrderId order, Seconds now);
  void write_complete();
  void write_job(std::uint32_t order);
  void write_lease(const LeaseStarted& start, const LeaseEnded& end);

  std::optional<Hdf5Table>&jobs_, &leases_;
  LiveTable<Job> live_jobs_;
  LiveTable<LeaseStarted> live_leases_;
  /// Final orders whose leases have ended, within the instant complete_at_.
  std::vector<std::uint32_t> complete_;
  double complete_at_ = 0;
};

}  // namespace souk
