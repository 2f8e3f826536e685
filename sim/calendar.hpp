#pragma once

// The calendar: the one clock of a run.

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

#include "models/world/effects.hpp"

namespace souk {

/// A 4-ary heap of occurrences, ordered by time, phase, id and kind. push and pop are O(log4 n),
/// without allocation once warm.
class Calendar {
 public:
  [[nodiscard]] bool empty() const { return heap_.empty(); }
  [[nodiscard]] std::size_t size() const { return heap_.size(); }
  [[nodiscard]] const Occurrence& head() const { return heap_.front(); }
  [[nodiscard]] double next() const {
    return heap_.empty() ? std::numeric_limits<double>::infinity() : heap_.front().time;
  }

  void push(const Occurrence& entry) {
    heap_.push_back(entry);
    lift(heap_.size() - 1, entry);
  }

  Occurrence pop() {
    const Occurrence first = heap_.front();
    const Occurrence last = heap_.back();
    heap_.pop_back();
    if (!heap_.empty()) sink(last);
    return first;
  }

 private:
  /// Puts `entry` into the hole at `i` or above it.
  void lift(std::size_t i, const Occurrence& entry) {
    while (i > 0) {
      const std::size_t parent = (i - 1) / 4;
      if (!(entry < heap_[parent])) break;
      heap_[i] = heap_[parent];
      i = parent;
    }
    heap_[i] = entry;
  }

  /// Lets the hole at the root sink to a leaf, then lifts `last` from there: the last entry is
  /// nearly always late, so this compares less than sinking it. Source: Wegener, Theor. Comp. Sci.
  /// 118 (1993).
  void sink(const Occurrence& last) {
    Occurrence* const heap = heap_.data();
    const std::size_t n = heap_.size();
    std::size_t i = 0;
    std::size_t child = 1;
    for (; child + 4 <= n; child = 4 * i + 1) {  // two pairs and their firsts: no branch
      const std::size_t left = child + (heap[child + 1] < heap[child] ? 1 : 0);
      const std::size_t right = child + 2 + (heap[child + 3] < heap[child + 2] ? 1 : 0);
      const std::size_t least = heap[right] < heap[left] ? right : left;
      heap[i] = heap[least];
      i = least;
    }
    if (child < n) {  // the last inner node has less than four
      const Occurrence* const least = std::min_element(heap + child, heap + n);
      heap[i] = *least;
      i = static_cast<std::size_t>(least - heap);
    }
    lift(i, last);
  }

  std::vector<Occurrence> heap_;
};

}  // namespace souk
