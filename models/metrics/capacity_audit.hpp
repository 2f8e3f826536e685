#pragma once

// The books of GPU-time: no GPU is given twice, and every leased GPU-second is accounted for.

#include <cstdint>
#include <vector>

#include "models/events.hpp"
#include "models/metrics/faults.hpp"
#include "models/metrics/live_rows.hpp"
#include "models/metrics/run_summary.hpp"

namespace souk {

/// Per lease: leased = useful + lost + staging, where leased = gpus x (end - start) from the two
/// events, to 1e-9 of the length, 1e-9 s or 4 ulp of the date. Per node and per site: GPUs in use
/// never exceed what RunStarted says is there. A lease on one node takes its GPUs at `node_first`;
/// one on several nodes takes what its NodesTaken events say, which must add up to its GPUs. O(1)
/// per event, O(nodes) in all.
class CapacityAudit {
 public:
  void start(const RunStarted& event);
  // `row`: of the lease; null if the census has none, or none that may start.
  void start(const LeaseStarted& event, LiveLease* row);
  void take(const NodesTaken& event, LiveLease* row);
  void end(const LeaseEnded& event, const LiveLease* row);

  /// `alive`: the leases that have not ended, ascending.
  void finish(const std::vector<std::uint32_t>& alive, std::vector<AuditLine>& lines);
  [[nodiscard]] const Faults& time_faults() const { return time_faults_; }
  [[nodiscard]] const Faults& capacity_faults() const { return capacity_faults_; }

 private:
  static constexpr std::uint32_t no_slice = UINT32_MAX;
  struct Site {
    std::uint32_t first_node = 0, nodes = 0;
    int gpus_per_node = 0;
    std::int64_t used = 0, capacity = 0;
  };
  struct Slice {
    NodeId node;
    int gpus = 0;
    std::uint32_t next = no_slice;
  };

  void use(SiteId site, NodeId node, int gpus, LeaseId lease);
  void give_back_slices(const LiveLease& row, LeaseId lease);
  void settle(const LiveLease& row, const LeaseEnded& event);

  std::vector<Site> sites_;
  std::vector<int> used_;  ///< per node, all sites one after the other
  std::vector<Slice> slices_;
  std::uint32_t free_slice_ = no_slice;
  std::int64_t in_use_ = 0, most_in_use_ = 0, capacity_ = 0;
  double leased_ = 0, accounted_ = 0;
  Faults time_faults_, capacity_faults_;
};

}  // namespace souk
