#include "models/metrics/capacity_audit.hpp"

#include <algorithm>
#include <cmath>

namespace souk {

void CapacityAudit::start(const RunStarted& event) {
  std::uint32_t node = 0;
  for (const SiteRow& row : event.sites) {
    const auto capacity = static_cast<std::int64_t>(row.nodes) * row.gpus_per_node;
    sites_.push_back({.first_node = node,
                      .nodes = row.nodes,
                      .gpus_per_node = row.gpus_per_node,
                      .capacity = capacity});
    node += row.nodes;
    capacity_ += capacity;
  }
  used_.assign(node, 0);
}

void CapacityAudit::use(SiteId site, NodeId node, int gpus, LeaseId lease) {
  if (site.value >= sites_.size() || node.value >= sites_[site.value].nodes) [[unlikely]] {
    capacity_faults_.add("lease {} is on node {} of site {}, which does not exist", lease.value,
                         node.value, site.value);
    return;
  }
  Site& at = sites_[site.value];
  int& used = used_[at.first_node + node.value];
  used += gpus;
  at.used += gpus;
  in_use_ += gpus;
  most_in_use_ = std::max(most_in_use_, in_use_);
  const bool fits = used >= 0 && used <= at.gpus_per_node && at.used <= at.capacity;
  if (!fits) [[unlikely]]
    capacity_faults_.add("lease {} brings node {} of site {} to {} GPUs in use of {}", lease.value,
                         node.value, site.value, used, at.gpus_per_node);
}

void CapacityAudit::start(const LeaseStarted& event, LiveLease* row) {
  if (row == nullptr) [[unlikely]] {
    time_faults_.add("lease {} starts twice", event.lease.value);
    return;
  }
  if (event.gpus < 1 || event.nodes < 1) [[unlikely]]
    capacity_faults_.add("lease {} takes {} GPUs on {} nodes", event.lease.value, event.gpus,
                         event.nodes);
  if (event.nodes != 1) return;
  row->place = event.node_first.value;
  use(event.site, event.node_first, event.gpus, event.lease);
}

void CapacityAudit::take(const NodesTaken& event, LiveLease* row) {
  if (row == nullptr || row->nodes <= 1 || event.gpus < 1) [[unlikely]] {
    capacity_faults_.add(
        "{} GPUs of node {} go to lease {}, which is not a live lease on "
        "several nodes",
        event.gpus, event.node.value, event.lease.value);
    return;
  }
  std::uint32_t at = free_slice_;
  if (at == no_slice) {
    at = static_cast<std::uint32_t>(slices_.size());
    slices_.emplace_back();
  } else {
    free_slice_ = slices_[at].next;
  }
  slices_[at] = {event.node, event.gpus, row->place};
  row->place = at;
  use(row->site, event.node, event.gpus, event.lease);
}

void CapacityAudit::give_back_slices(const LiveLease& row, LeaseId lease) {
  std::uint32_t count = 0, last = no_slice;
  int gpus = 0;
  for (std::uint32_t at = row.place; at != no_slice; at = slices_[at].next) {
    use(row.site, slices_[at].node, -slices_[at].gpus, lease);
    gpus += slices_[at].gpus;
    ++count;
    last = at;
  }
  if (last != no_slice) {
    slices_[last].next = free_slice_;
    free_slice_ = row.place;
  }
  if (count != row.nodes || gpus != row.gpus)
    capacity_faults_.add("lease {} has {} GPUs on {} nodes, of {} on {}", lease.value, gpus, count,
                         row.gpus, row.nodes);
}

void CapacityAudit::settle(const LiveLease& row, const LeaseEnded& event) {
  const double length = (event.time - row.start).value;
  const double leased = length * row.gpus;
  const double accounted = event.useful.value + event.lost.value + event.staging.value;
  const double slack =
      std::max(std::max(1e-9 * length, 1e-9), 4 * 0x1p-52 * event.time.value) * row.gpus;
  leased_ += leased;
  accounted_ += accounted;
  const double least = std::min(std::min(length, event.useful.value),
                                std::min(event.lost.value, event.staging.value));
  // Written so that a NaN is a fault.
  if (!(std::fabs(leased - accounted) <= slack) || !(least >= -slack)) [[unlikely]]
    time_faults_.add("lease {} held {} GPU-seconds, of which {} useful, {} lost and {} staging",
                     event.lease.value, leased, event.useful.value, event.lost.value,
                     event.staging.value);
}

void CapacityAudit::end(const LeaseEnded& event, const LiveLease* row) {
  if (row == nullptr) [[unlikely]] {
    time_faults_.add("lease {} ends but is not alive", event.lease.value);
    return;
  }
  settle(*row, event);
  if (row->nodes == 1)
    use(row->site, NodeId{row->place}, -row->gpus, event.lease);
  else
    give_back_slices(*row, event.lease);
}

void CapacityAudit::finish(const std::vector<std::uint32_t>& alive, std::vector<AuditLine>& lines) {
  if (!alive.empty())
    time_faults_.add("{} leases never end, the first of them lease {}", alive.size(),
                     alive.front());
  lines.push_back({"gpu_seconds", leased_, accounted_, time_faults_.none()});
  lines.push_back({"capacity", static_cast<double>(capacity_), static_cast<double>(most_in_use_),
                   capacity_faults_.none()});
}

}  // namespace souk
