#pragma once

// Dates at which something in flight changes by itself, earliest first.

#include <algorithm>
#include <cstdint>
#include <vector>

namespace souk {

/// Where a table of flights keeps one: its place, and how often that place has changed hands or
/// plans. A wake or a signal whose stamp is out of date is about something that is over.
struct Slot {
  std::uint32_t place = 0;
  std::uint32_t stamp = 0;
};

struct Wake {
  enum class Kind : std::uint8_t { latency_paid, transfer_end, compute_end };
  double date = 0;
  std::uint64_t seq = 0;
  Slot slot;
  Kind kind = Kind::latency_paid;
};

/// A binary heap by (date, order of entry). O(log n).
class WakeHeap {
 public:
  [[nodiscard]] bool empty() const { return heap_.empty(); }
  [[nodiscard]] const Wake& top() const { return heap_.front(); }
  void push(double date, Slot slot, Wake::Kind kind) {
    heap_.push_back({date, seq_++, slot, kind});
    std::push_heap(heap_.begin(), heap_.end(), later);
  }
  void pop() {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    heap_.pop_back();
  }

 private:
  static bool later(const Wake& a, const Wake& b) {
    return a.date > b.date || (a.date == b.date && a.seq > b.seq);
  }
  std::vector<Wake> heap_;
  std::uint64_t seq_ = 0;
};

}  // namespace souk
