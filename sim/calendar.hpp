#pragma once

// The calendar: the one clock of a run.

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

#include "models/world/effects.hpp"

namespace souk {

/// A 4-ary heap of occurrences, ordered by time, phase, id and kind. take, push and settle are
/// O(log4 n), without allocation once warm.
///
/// What `take` leaves at the root is a hole, for the first push to fill: an arrival is followed by
/// the next one, which is soon, so that it stays near the root. Nobody else may look at the head
/// before `settle` has closed a hole that is left.
///
/// The loops are not inlined: inlined at each call they would fill a third of an instruction cache.
class Calendar {
 public:
  [[nodiscard]] bool empty() const { return heap_.empty(); }
  [[nodiscard]] std::size_t size() const { return heap_.size(); }
  [[nodiscard]] const Occurrence& head() const { return heap_.front(); }
  [[nodiscard]] double next() const {
    return heap_.empty() ? std::numeric_limits<double>::infinity() : heap_.front().time;
  }
  /// What comes after the head, or nothing.
  [[nodiscard]] const Occurrence* second() const {
    return heap_.size() < 2 ? nullptr : &heap_[least_from(1)];
  }

  void push(const Occurrence& entry) {
    if (hole_) {
      hole_ = false;
      descend(entry);
    } else {
      heap_.emplace_back();
      lift(heap_.size() - 1, entry);
    }
  }

  /// The head, taken out. Requires that it is settled and not empty.
  Occurrence take() {
    hole_ = true;
    return heap_.front();
  }

  /// Closes the hole if there is one.
  void settle() {
    if (!hole_) return;
    hole_ = false;
    const Occurrence last = heap_.back();
    heap_.pop_back();
    if (!heap_.empty()) sink(last);
  }

 private:
  /// Puts `entry` into the hole at `i` or above it.
  [[gnu::noinline]] void lift(std::size_t i, const Occurrence& entry) {
    while (i > 0) {
      const std::size_t parent = (i - 1) / 4;
      if (!(entry < heap_[parent])) break;
      heap_[i] = heap_[parent];
      i = parent;
    }
    put(i, entry);
  }

  /// Word by word: it was just made so.
  void put(std::size_t i, const Occurrence& entry) {
    heap_[i].time = entry.time;
    heap_[i].key = entry.key;
    heap_[i].about = entry.about;
  }

  /// The least of the four entries from `child` on: two pairs and their firsts, without a branch.
  [[nodiscard]] std::size_t least_of_four(std::size_t child) const {
    const Occurrence* const heap = heap_.data();
    const std::size_t left = child + (heap[child + 1] < heap[child] ? 1 : 0);
    const std::size_t right = child + 2 + (heap[child + 3] < heap[child + 2] ? 1 : 0);
    return heap[right] < heap[left] ? right : left;
  }

  /// The least entry from `child` on, of those that have its parent. Requires that there is one.
  [[nodiscard]] std::size_t least_from(std::size_t child) const {
    if (child + 4 <= heap_.size()) [[likely]]
      return least_of_four(child);
    return static_cast<std::size_t>(
        std::min_element(heap_.begin() + static_cast<std::ptrdiff_t>(child), heap_.end()) -
        heap_.begin());
  }

  /// Lets the hole at the root sink to a leaf, then lifts `last` from there: the last entry is
  /// nearly always late, so this compares less than putting it in from above. Source: Wegener,
  /// Theor. Comp. Sci. 118 (1993).
  [[gnu::noinline]] void sink(const Occurrence& last) {
    std::size_t i = 0;
    for (std::size_t child = 1; child < heap_.size(); child = 4 * i + 1) {
      const std::size_t least = least_from(child);
      heap_[i] = heap_[least];
      i = least;
    }
    lift(i, last);
  }

  /// Puts `entry` into the hole at the root, or below it.
  [[gnu::noinline]] void descend(const Occurrence& entry) {
    std::size_t i = 0;
    for (std::size_t child = 1; child < heap_.size(); child = 4 * i + 1) {
      const std::size_t least = least_from(child);
      if (!(heap_[least] < entry)) break;
      heap_[i] = heap_[least];
      i = least;
    }
    put(i, entry);
  }

  std::vector<Occurrence> heap_;
  bool hole_ = false;  ///< the head was taken
};

}  // namespace souk
