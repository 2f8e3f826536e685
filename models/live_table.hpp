#pragma once

// Rows of what is alive now (orders, leases, transfers), by a dense 32-bit id.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/check.hpp"

namespace souk {

/// An open-addressing table for ids that are given out one after the other and live for a while.
///
/// The slot of an id is its low bits, so that a window of live ids meets almost no collision;
/// probing is linear and `erase` shifts back, so that there are no tombstones. Slots are eight
/// bytes and point to rows, which are kept apart and reused last out, first in: a new row is still
/// in the cache, where one in the slot itself would not be. Expected O(1) each; allocates only when
/// more rows are alive than ever before (it keeps its slots at most half full). Row: copyable, and
/// default-constructible. A pointer or reference to a row holds until the next insert.
template <class Row>
class LiveTable {
 public:
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t capacity() const { return slots_.size(); }

  [[nodiscard]] Row* find(std::uint32_t id) {
    const std::size_t at = place(id);
    return at == absent ? nullptr : &rows_[slots_[at].row];
  }

  /// A fresh row. Requires that `id` exists and has no row.
  Row& insert(std::uint32_t id) {
    Row* const row = try_insert(id);
    SOUK_CHECK(row != nullptr, "an id is alive twice");
    return *row;
  }

  /// A fresh row, or nothing if there is one. Requires that `id` exists.
  Row* try_insert(std::uint32_t id) {
    if ((size_ + 1) * 2 > slots_.size()) [[unlikely]]
      grow();
    std::size_t at = id & mask_;
    for (; slots_[at].id != empty; at = (at + 1) & mask_)
      if (slots_[at].id == id) return nullptr;
    if (free_.empty()) [[unlikely]]
      add_row();
    slots_[at] = {id, free_.back()};
    free_.pop_back();
    ++size_;
    latest_ = at;
    Row& row = rows_[slots_[at].row];
    row = Row{};
    return &row;
  }

  /// Takes the row away; false if there was none.
  bool erase(std::uint32_t id) {
    std::size_t hole = place(id);
    if (hole == absent) return false;
    free_.push_back(slots_[hole].row);
    for (std::size_t at = (hole + 1) & mask_; slots_[at].id != empty; at = (at + 1) & mask_) {
      const std::size_t home = slots_[at].id & mask_;
      if (((at - home) & mask_) < ((at - hole) & mask_)) continue;  // it would move before its home
      slots_[hole] = slots_[at];
      hole = at;
    }
    slots_[hole].id = empty;
    --size_;
    return true;
  }

  /// The ids that have a row, ascending. O(n log n).
  [[nodiscard]] std::vector<std::uint32_t> ids() const {
    std::vector<std::uint32_t> found;
    for_each([&](std::uint32_t id, const Row&) { found.push_back(id); });
    std::sort(found.begin(), found.end());
    return found;
  }

  /// Calls visit(id, row) for each row, in slot order: only for results that do not depend on
  /// order.
  template <class Visit>
  void for_each(Visit visit) const {
    for (const Slot& slot : slots_)
      if (slot.id != empty) visit(slot.id, rows_[slot.row]);
  }

 private:
  static constexpr std::uint32_t empty = UINT32_MAX;
  static constexpr std::size_t absent = SIZE_MAX;
  struct Slot {
    std::uint32_t id = empty;
    std::uint32_t row = 0;
  };

  /// The events of one instant are about one or two ids, so that the slot used last is tried first.
  [[nodiscard]] std::size_t place(std::uint32_t id) {
    if (id == empty) return absent;
    if (slots_[latest_].id == id) return latest_;
    for (std::size_t at = id & mask_; slots_[at].id != empty; at = (at + 1) & mask_)
      if (slots_[at].id == id) return latest_ = at;
    return absent;
  }

  void add_row() {
    free_.push_back(static_cast<std::uint32_t>(rows_.size()));
    rows_.emplace_back();
    free_.reserve(rows_.capacity());  // so that no erase allocates
  }

  void grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    mask_ = slots_.size() - 1;
    for (const Slot& slot : old) {
      if (slot.id == empty) continue;
      std::size_t at = slot.id & mask_;
      while (slots_[at].id != empty) at = (at + 1) & mask_;
      slots_[at] = slot;
    }
  }

  std::vector<Slot> slots_ = std::vector<Slot>(16);
  std::vector<Row> rows_;
  std::vector<std::uint32_t> free_;  ///< rows out of use
  std::size_t mask_ = 15, size_ = 0;
  std::size_t latest_ = 0;  ///< a slot, whatever is in it now
};

}  // namespace souk
