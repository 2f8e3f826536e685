#pragma once

// A waiting line: orders by rank, the first of them at hand.

#include <cstdint>
#include <vector>

namespace souk {

/// Where an order stands in its line: lower goes first.
struct Standing {
  double rank = 0;          ///< by the scheduling policy
  std::uint64_t tie = 0;    ///< seeded, or 0
  std::uint32_t order = 0;  ///< OrderId, last resort
  std::uint32_t slot = 0;

  friend bool operator<(const Standing& a, const Standing& b) {
    if (a.rank != b.rank) return a.rank < b.rank;
    if (a.tie != b.tie) return a.tie < b.tie;
    return a.order < b.order;
  }
};

/// A binary heap in a ring-free vector. Orders that leave from the middle (patience, deadline) stay
/// until they reach the front, where the caller drops them, or until `sweep`.
class WaitingLine {
 public:
  [[nodiscard]] bool empty() const { return heap_.empty(); }
  [[nodiscard]] const Standing& front() const { return heap_.front(); }
  [[nodiscard]] const std::vector<Standing>& unordered() const { return heap_; }

  void push(const Standing& standing) {
    heap_.push_back(standing);
    std::size_t i = heap_.size() - 1;
    for (; i > 0; i = (i - 1) / 2) {
      const std::size_t parent = (i - 1) / 2;
      if (!(standing < heap_[parent])) break;
      heap_[i] = heap_[parent];
    }
    heap_[i] = standing;
  }

  void pop() {
    const Standing last = heap_.back();
    heap_.pop_back();
    if (heap_.empty()) return;
    sink(0, last);
  }

  /// One order has left from the middle. When most entries are such, `alive` tells which to keep.
  template <class Alive>
  void left_one(const Alive& alive) {
    if (++gone_ < 64 || gone_ * 2 < heap_.size()) return;
    std::erase_if(heap_, [&](const Standing& s) { return !alive(s); });
    gone_ = 0;
    for (std::size_t i = heap_.size() / 2; i-- > 0;) sink(i, Standing{heap_[i]});
  }

  void clear() {
    heap_.clear();
    gone_ = 0;
  }

 private:
  void sink(std::size_t i, const Standing& value) {
    for (;;) {
      std::size_t child = 2 * i + 1;
      if (child >= heap_.size()) break;
      if (child + 1 < heap_.size() && heap_[child + 1] < heap_[child]) ++child;
      if (!(heap_[child] < value)) break;
      heap_[i] = heap_[child];
      i = child;
    }
    heap_[i] = value;
  }

  std::vector<Standing> heap_;
  std::size_t gone_ = 0;
};

}  // namespace souk
