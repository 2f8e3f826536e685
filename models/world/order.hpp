#pragma once

// An order is the wish, a job is the work: one record holds both while they live.

#include <cstdint>
#include <limits>
#include <vector>

#include "models/events.hpp"
#include "models/workloads/arrivals.hpp"

namespace souk {

/// The wish. open -> matched -> settled; or refused, expired, cancelled, unfinished.
enum class OrderStage : std::uint8_t {
  open,
  matched,
  settled,
  refused,
  expired,
  cancelled,
  unfinished
};

/// The work. blocked -> waiting -> granted -> staging -> running -> saving -> done; an eviction
/// leads back to waiting.
enum class JobStage : std::uint8_t {
  blocked,
  waiting,
  granted,
  staging,
  running,
  saving,
  done,
  cancelled,
  unfinished
};

constexpr std::uint32_t no_slot = std::numeric_limits<std::uint32_t>::max();

struct Order {
  OrderId id;
  OrderStage stage = OrderStage::open;
  JobStage job_stage = JobStage::blocked;
  bool priced_out = false;   ///< waits for a price to fall
  bool leased = false;       ///< its lease has its slot
  std::uint32_t member = 0;  ///< index into Demand::members()
  AgentId consumer;
  SiteId home;             ///< none if its consumer has none
  SiteId bound;            ///< scope = site: where it is queued
  std::uint32_t line = 0;  ///< in which it waits
  std::uint32_t attempt = 0;
  std::uint32_t transfers = 0;  ///< inputs still on their way
  Seconds submit;
  JobDraw job;
  Credits bid;  ///< the most it pays for the whole job
  std::uint64_t tie = 0;
};

/// What an offer asks of one order: a price, and what is bought there.
struct Ask {
  Price price;
  Seconds time;          ///< the order runs there, undisturbed
  GpuHours time_bought;  ///< over all its GPUs
  [[nodiscard]] Credits cost() const { return price * time_bought; }
};

/// Live orders by slot; ids are dense in order of creation, slots are used again.
class Orders {
 public:
  /// A fresh order; the slot is its handle until `release`. O(1) amortised.
  std::uint32_t create() {
    std::uint32_t slot = no_slot;
    if (free_.empty()) {
      slot = static_cast<std::uint32_t>(slots_.size());
      slots_.emplace_back();
    } else {
      slot = free_.back();
      free_.pop_back();
      slots_[slot] = Order{};
    }
    slots_[slot].id = OrderId{next_++};
    return slot;
  }

  void release(std::uint32_t slot) {
    slots_[slot].id = OrderId{};
    free_.push_back(slot);
  }

  Order& operator[](std::uint32_t slot) { return slots_[slot]; }
  const Order& operator[](std::uint32_t slot) const { return slots_[slot]; }
  /// Whether `slot` still holds order `id`.
  [[nodiscard]] bool holds(std::uint32_t slot, std::uint32_t id) const {
    return slots_[slot].id.value == id;
  }
  [[nodiscard]] std::uint32_t slots() const { return static_cast<std::uint32_t>(slots_.size()); }
  [[nodiscard]] std::uint32_t created() const { return next_; }
  [[nodiscard]] std::size_t live() const { return slots_.size() - free_.size(); }

 private:
  std::vector<Order> slots_;
  std::vector<std::uint32_t> free_;
  std::uint32_t next_ = 0;
};

/// Moves the wish or the work to its next stage; any other edge is a broken invariant.
void advance(Order& order, OrderStage to);
void advance(Order& order, JobStage to);

}  // namespace souk
