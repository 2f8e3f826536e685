#include "models/world/capacity.hpp"

#include <limits>

#include "models/check.hpp"

namespace souk {
namespace {

/// Takes (+1) or gives back (-1) the GPUs of every slice, each from its part.
void move_gpus(const Lease& lease, Site& site, int sign, Seconds now) {
  count_pooled(site, now);
  std::uint32_t i = 0;
  for (const Slice& slice : lease.slices) {
    const Part part = i++ < lease.pooled_from ? Part::own : Part::pooled;
    FreeNodes& nodes = site.part(part);
    sign > 0 ? nodes.take(slice.node, slice.gpus) : nodes.give(slice.node, slice.gpus);
    if (part == Part::pooled) site.busy_pooled += sign * slice.gpus;
  }
  site.busy += sign * lease.gpus;
}

/// GPUs that a lease takes of the node of its slice `i`; 0 where the slice before it of that node,
/// which is of the other part, counts them.
int gpus_on_node(const Lease& lease, const Site& site, std::size_t i) {
  const std::uint32_t node = lease.slices[i].node;
  if (node != site.split_node) return lease.slices[i].gpus;
  int gpus = 0;
  for (std::size_t j = 0; j < lease.slices.size(); ++j) {
    if (lease.slices[j].node != node) continue;
    if (j < i) return 0;
    gpus += lease.slices[j].gpus;
  }
  return gpus;
}

std::uint32_t count_nodes(const Lease& lease, const Site& site) {
  std::uint32_t nodes = 0;
  for (std::size_t i = 0; i < lease.slices.size(); ++i)
    nodes += gpus_on_node(lease, site, i) > 0 ? 1 : 0;
  return nodes;
}

}  // namespace

void count_pooled(Site& site, Seconds now) {
  site.pooled_integral += site.busy_pooled * (now - site.integral_from).value;
  site.integral_from = now;
}

void advance(Lease& lease, LeaseStage to) {
  const bool legal = lease.stage == LeaseStage::reserved
                         ? to != LeaseStage::reserved
                         : lease.stage == LeaseStage::active && to > LeaseStage::active;
  SOUK_CHECK(legal, "a lease took a step that its transition table does not have");
  lease.stage = to;
}

Lease& Capacity::create(std::uint32_t slot) {
  while (slot >= leases_.size()) leases_.emplace_back();
  Lease& lease = leases_[slot];
  lease.id = LeaseId{next_++};
  lease.stage = LeaseStage::reserved;
  lease.pooled_from = 0;
  lease.compute_since = Seconds{std::numeric_limits<double>::quiet_NaN()};
  return lease;
}

void Capacity::take(std::uint32_t slot, TradeId trade, Seconds now, Journal& journal) {
  Lease& lease = leases_[slot];
  Site& site = sites[lease.site.value];
  move_gpus(lease, site, +1, now);
  lease.since = now;
  if (site.evicts) list(slot);
  const std::uint32_t nodes = lease.slices.size() == 1 ? 1 : count_nodes(lease, site);
  journal.record(LeaseStarted{.time = now,
                              .lease = lease.id,
                              .order = lease.order,
                              .trade = trade,
                              .site = lease.site,
                              .gpus = lease.gpus,
                              .node_first = NodeId{lease.slices[0].node},
                              .nodes = nodes});
  if (nodes == 1) return;
  for (std::size_t i = 0; i < lease.slices.size(); ++i)
    if (const int gpus = gpus_on_node(lease, site, i); gpus > 0)
      journal.record(NodesTaken{
          .time = now, .lease = lease.id, .node = NodeId{lease.slices[i].node}, .gpus = gpus});
}

void Capacity::give_back(std::uint32_t slot, LeaseStage how, GpuSeconds useful, GpuSeconds lost,
                         GpuSeconds staging, Reason reason, Seconds now, Journal& journal) {
  Lease& lease = leases_[slot];
  advance(lease, how);
  Site& site = sites[lease.site.value];
  move_gpus(lease, site, -1, now);
  if (site.evicts) unlist(slot);
  journal.record(LeaseEnded{.time = now,
                            .lease = lease.id,
                            .useful = useful,
                            .lost = lost,
                            .staging = staging,
                            .reason = reason});
  lease.id = LeaseId{};
}

void Capacity::list(std::uint32_t slot) {
  Lease& lease = leases_[slot];
  Site& site = sites[lease.site.value];
  lease.older = site.newest_lease;
  lease.newer = no_slot;
  if (site.newest_lease != no_slot) leases_[site.newest_lease].newer = slot;
  site.newest_lease = slot;
}

void Capacity::unlist(std::uint32_t slot) {
  const Lease& lease = leases_[slot];
  if (lease.newer != no_slot)
    leases_[lease.newer].older = lease.older;
  else
    sites[lease.site.value].newest_lease = lease.older;
  if (lease.older != no_slot) leases_[lease.older].newer = lease.newer;
}

}  // namespace souk
