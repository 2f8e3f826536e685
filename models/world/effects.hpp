#pragma once

// What the market asks of the engine, and what the engine tells the market.

#include <bit>
#include <cstdint>
#include <vector>

#include "models/ids.hpp"
#include "models/units.hpp"

namespace souk {

/// The order of work inside one instant.
enum class Phase : std::uint8_t {
  node_change,
  transfer_end,
  compute_end,
  lease_end,
  deadline,
  horizon,
  offer_change,
  arrival,
  round,
  pass,
  sample
};

enum class Kind : std::uint8_t {
  arrival,       ///< id: Demand::arrival_key, slot: member
  compute_end,   ///< id: order, slot: order slot, generation: attempt
  transfer_end,  ///< id: transfer, slot: transfer slot
  eviction,      ///< id: order, slot: order slot, generation: attempt
  patience,      ///< id: order, slot: order slot
  deadline,      ///< id: order, slot: order slot
  offer_change,  ///< id: site
  round,
  sample,
  horizon
};

/// One entry of the calendar. Entries of one instant are dispatched by phase, then id, then kind;
/// two that agree in all three are interchangeable. Slot and generation find what it is about and
/// tell whether that is still there: a stale entry is dropped when it comes up.
///
/// Words of one size, copied one by one: a processor waits for what was written in parts and is
/// read as a whole.
struct Occurrence {
  double time = 0;          ///< >= 0, and no -0.0
  std::uint64_t key = 0;    ///< phase, id, kind: the order inside an instant
  std::uint64_t about = 0;  ///< generation, slot

  Occurrence() = default;
  Occurrence(Seconds at, Phase phase, Kind what, std::uint32_t id, std::uint32_t slot_number = 0,
             std::uint32_t generation_number = 0)
      : time{at.value},
        key{(static_cast<std::uint64_t>(phase) << 56) | (static_cast<std::uint64_t>(id) << 8) |
            static_cast<std::uint64_t>(what)},
        about{static_cast<std::uint64_t>(generation_number) << 32 | slot_number} {}

  [[nodiscard]] Phase phase() const { return static_cast<Phase>(key >> 56); }
  [[nodiscard]] Kind kind() const { return static_cast<Kind>(key & 0xFF); }
  [[nodiscard]] std::uint32_t id() const { return static_cast<std::uint32_t>(key >> 8); }
  [[nodiscard]] std::uint32_t slot() const { return static_cast<std::uint32_t>(about); }
  [[nodiscard]] std::uint32_t generation() const { return static_cast<std::uint32_t>(about >> 32); }
  friend bool operator<(const Occurrence& a, const Occurrence& b) { return a.rank() < b.rank(); }

 private:
  __extension__ using Rank = unsigned __int128;
  /// Time, then key, as one number: the bits of doubles >= 0 are ordered as the doubles are. A heap
  /// compares without a branch then, which no processor could predict.
  [[nodiscard]] Rank rank() const { return Rank{std::bit_cast<std::uint64_t>(time)} << 64 | key; }
};

struct StartCompute {
  OrderId order;
  std::uint32_t slot = 0, attempt = 0;  ///< slot: of the order and its lease
  Seconds duration;
};
struct StopCompute {
  std::uint32_t slot = 0, attempt = 0;
};
struct StartTransfer {
  TransferId transfer;
  std::uint32_t slot = 0;
  SiteId from, to;
  Bytes bytes;
};

/// Filled by one step, carried out and cleared by the engine before the next.
struct Effects {
  std::vector<Occurrence> wakes;
  std::vector<StartCompute> computes;
  std::vector<StopCompute> stopped;
  std::vector<StartTransfer> transfers;
  bool pass_wanted =
      false;  ///< a scheduling pass, once, when the earlier phases of this instant are done
  bool ended = false;  ///< the horizon was reached: nothing more is dispatched
};

}  // namespace souk
