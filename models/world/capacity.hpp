#pragma once

// Sites, their GPUs and the leases on them: the one writer of who holds what.

#include <array>
#include <cstdint>
#include <vector>

#include "models/events.hpp"
#include "models/world/free_nodes.hpp"
#include "models/world/ledger.hpp"
#include "models/world/order.hpp"
#include "models/world/slices.hpp"

namespace souk {

/// A site's GPUs are in two parts: what it shares, and what serves its owner's members alone.
enum class Part : std::uint8_t { pooled, own };

/// A choice among the parts of a site.
struct Parts {
  bool own = false, pooled = false;
  [[nodiscard]] bool any() const { return own || pooled; }
};

struct Site {
  AgentId provider;
  DeviceId device;
  Price price;  ///< posted
  Price reserve;
  bool offered = true;  ///< the pooled part takes new jobs
  OfferId offer;
  FreeNodes pooled, own;                 ///< over the same node numbers
  std::uint32_t split_node = no_slot;    ///< the one that has GPUs of both parts, if any
  std::uint32_t position = 0;            ///< in the offer index of its device
  bool evicts = false;                   ///< its owner may end leases, so they are listed
  std::uint32_t newest_lease = no_slot;  ///< list of its live leases, if it evicts
  int busy = 0;                          ///< GPUs leased, both parts
  int busy_pooled = 0;
  double pooled_integral = 0;  ///< pooled GPU-seconds leased since the last round
  Seconds integral_from;       ///< up to when it is counted

  [[nodiscard]] int gpus_per_node() const {
    return pooled.nodes() == 0 ? 0 : pooled.capacity(0) + own.capacity(0);
  }
  FreeNodes& part(Part which) { return which == Part::pooled ? pooled : own; }
  /// Of which parts a gang of an owner's member can be made now, of those that are open to it: the
  /// own part, else the pooled part, else both together.
  [[nodiscard]] Parts room_for_member(int gpus, bool span, Parts open) const {
    if (open.own && own.fits(gpus, span)) return {true, false};
    if (open.pooled && pooled.fits(gpus, span)) return {false, true};
    if (open.own && open.pooled && fits_across(gpus, span)) return {true, true};
    return {};
  }

 private:
  [[nodiscard]] bool fits_across(int gpus, bool span) const {
    if (span) return own.total_free() + pooled.total_free() >= gpus;
    return split_node != no_slot && own.free(split_node) + pooled.free(split_node) >= gpus;
  }
};

/// Brings pooled_integral up to `now`.
void count_pooled(Site& site, Seconds now);

/// reserved -> active -> released, evicted or lapsed.
enum class LeaseStage : std::uint8_t { reserved, active, released, evicted, lapsed };

struct Lease {
  LeaseId id;
  LeaseStage stage = LeaseStage::reserved;
  OrderId order;
  SiteId site;
  int gpus = 0;
  std::uint32_t pooled_from = 0;  ///< slices[pooled_from...] are of the pooled part
  Slices slices;
  Seconds since;          ///< GPUs taken
  Seconds compute_since;  ///< running since; NaN while staging
  Seconds duration;       ///< expected
  Terms terms;
  GpuSeconds quantity;                             ///< bought: gpus x expected duration
  Bill agreed;                                     ///< what all of it costs
  std::uint32_t older = no_slot, newer = no_slot;  ///< list of its site, if it evicts
};

/// Every lease is granted in one act over all slices of the gang, and given back in one. A lease
/// has the slot of its order, which has one at most at a time.
class Capacity {
 public:
  std::vector<Site> sites;

  Lease& operator[](std::uint32_t slot) { return leases_[slot]; }
  const Lease& operator[](std::uint32_t slot) const { return leases_[slot]; }

  /// A fresh lease of the order in `slot`, with the slices of the one before it; assign others,
  /// then `take`.
  Lease& create(std::uint32_t slot);
  /// Takes the GPUs of all slices and records the lease.
  void take(std::uint32_t slot, TradeId trade, Seconds now, Journal& journal);
  /// Gives them back and records how the lease ended.
  void give_back(std::uint32_t slot, LeaseStage how, GpuSeconds useful, GpuSeconds lost,
                 GpuSeconds staging, Reason reason, Seconds now, Journal& journal);

 private:
  void list(std::uint32_t slot);
  void unlist(std::uint32_t slot);

  std::vector<Lease> leases_;
  std::uint32_t next_ = 0;
};

/// Moves a lease to its next stage; any other edge is a broken invariant.
void advance(Lease& lease, LeaseStage to);

}  // namespace souk
