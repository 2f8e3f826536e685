#pragma once

// The books of GPU-time: no GPU is given twice, and every leased GPU-second is accounted for.

#include <cstdint>
#include <vector>

#include "models/events.hpp"
#include "models/live_table.hpp"
#include "models/metrics/faults.hpp"
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
  void start(const LeaseStarted& event);
  void take(const NodesTaken& event);
  void expect(LeaseId lease) const { leases_.expect(lease.value); }
  /// The order whose lease has ended; none if there is no such lease.
  OrderId end(const LeaseEnded& event);

  void finish(std::vector<AuditLine>& lines);
  [[nodiscard]] const Faults& time_faults() const { return time_faults_; }
  [[nodiscard]] const Faults& capacity_faults() const { return capacity_faults_; }

 private:
  static constexpr std::uint32_t no_slice = UINT32_MAX;
  struct Site {
    std::uint32_t first_node = 0, nodes = 0;
    int gpus_per_node = 0;
    std::int64_t used = 0, capacity = 0;
  };
  struct Row {
    Seconds start;
    OrderId order;
    SiteId site;
    int gpus = 0;
    std::uint32_t nodes = 0;
    std::uint32_t place = no_slice;  ///< on one node: which; on several: head of a list in slices_
  };
  struct Slice {
    NodeId node;
    int gpus = 0;
    std::uint32_t next = no_slice;
  };

  void use(SiteId site, NodeId node, int gpus, LeaseId lease);
  void give_back_slices(const Row& row, LeaseId lease);
  void settle(const Row& row, const LeaseEnded& event);

  std::vector<Site> sites_;
  std::vector<int> used_;  ///< per node, all sites one after the other
  LiveTable<Row> leases_;
  std::vector<Slice> slices_;
  std::uint32_t free_slice_ = no_slice;
  std::int64_t in_use_ = 0, most_in_use_ = 0, capacity_ = 0;
  double leased_ = 0, accounted_ = 0;
  Faults time_faults_, capacity_faults_;
};

}  // namespace souk
