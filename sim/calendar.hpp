#pragma once

// The calendar: the one clock of a run.

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
    std::size_t i = heap_.size();
    heap_.push_back(entry);
    while (i > 0) {
      const std::size_t parent = (i - 1) / 4;
      if (!(entry < heap_[parent])) break;
      heap_[i] = heap_[parent];
      i = parent;
    }
    heap_[i] = entry;
  }

  Occurrence pop() {
    const Occurrence first = heap_.front();
    const Occurrence last = heap_.back();
    heap_.pop_back();
    if (!heap_.empty()) sink(last);
    return first;
  }

 private:
  /// Lets the hole at the root sink to a leaf, then lifts `last` from there: the last entry is
  /// nearly always late, so this compares less than sinking it. Source: Wegener, Theor. Comp. Sci.
  /// 118 (1993).
  void sink(const Occurrence& last) {
    const std::size_t n = heap_.size();
    std::size_t i = 0;
    for (;;) {
      const std::size_t child = 4 * i + 1;
      if (child >= n) break;
      std::size_t least = child;
      const std::size_t end = child + 4 < n ? child + 4 : n;
      for (std::size_t c = child + 1; c < end; ++c)
        if (heap_[c] < heap_[least]) least = c;
      heap_[i] = heap_[least];
      i = least;
    }
    while (i > 0) {
      const std::size_t parent = (i - 1) / 4;
      if (!(last < heap_[parent])) break;
      heap_[i] = heap_[parent];
      i = parent;
    }
    heap_[i] = last;
  }

  std::vector<Occurrence> heap_;
};

}  // namespace souk
