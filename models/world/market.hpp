#pragma once

// The market's memory: who waits where, and what is on offer at which price.

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "models/scheduling/scheduling_policy.hpp"
#include "models/world/offer_index.hpp"
#include "models/world/waiting_line.hpp"

namespace souk {

/// Orders that compete for exactly the same GPUs, in the order of one policy.
struct Line {
  WaitingLine waiting;
  const SchedulingPolicy* policy = nullptr;
  SiteId home;                ///< whose members these are, where that matters; else none
  SiteId bound;               ///< scope = site: the only site it may use
  std::uint32_t devices = 0;  ///< set of devices that its orders accept
  bool active = false;        ///< listed in Market::active
};

/// What one scheduling pass keeps for orders that were before.
struct Reach {
  std::vector<std::uint32_t> from;    ///< by device: offers before this position are kept
  bool kept = false;                  ///< something is
  std::vector<std::uint32_t> owners;  ///< sites whose members wait with priority
  /// By site: the pass in which its own part, or its pooled part, was last kept as a whole.
  std::vector<std::uint64_t> own, pooled;
  std::uint64_t pass = 0;

  [[nodiscard]] bool keeps_own(SiteId site) const { return own[site.value] == pass; }
  [[nodiscard]] bool keeps_pooled(SiteId site) const { return pooled[site.value] == pass; }
  [[nodiscard]] bool owner_waits(SiteId site) const {
    return std::find(owners.begin(), owners.end(), site.value) != owners.end();
  }
};

/// What tells lines apart: home, bound site, set of devices, tier.
using LineKey = std::array<std::uint32_t, 4>;

struct Market {
  std::vector<Line> lines;
  std::map<LineKey, std::uint32_t> line_of;  ///< key -> line
  std::vector<std::uint32_t> active;         ///< lines that may have someone waiting
  std::vector<OfferIndex> now;               ///< by device: pooled sites with free GPUs
  std::vector<OfferIndex> ever;              ///< by device: the same with all of them free
  std::map<std::vector<std::uint32_t>, std::uint32_t>
      tiers;                            ///< affordable prefix of each `now` -> tier
  bool one_price = true;                ///< all pooled sites ask the same, for one device
  std::vector<Standing> priced_out;     ///< wait until a price falls; some have gone since
  std::uint64_t waiting_for_price = 0;  ///< how many of those still wait
  std::vector<std::uint64_t> waiting;   ///< per queue: the pool's, or each site's
  std::vector<Standing> provisional;    ///< found their queue full; may start at once
  Reach reach;                          ///< of the pass in progress
  std::uint32_t rounds = 0;
  GpuHours volume;  ///< traded in this round, with its prices
  Price price_low, price_high;
  std::uint32_t next_offer = 0, next_trade = 0;
};

}  // namespace souk
