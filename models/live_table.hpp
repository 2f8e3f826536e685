#pragma once

// Rows of what is alive now (orders, leases, transfers), by a dense 32-bit id.

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "models/check.hpp"

namespace souk {

/// An open-addressing table for ids that are given out one after the other and live for a while.
///
/// The slot of an id is its low bits, so that a window of live ids meets almost no collision;
/// probing is linear and `erase` shifts back, so that there are no tombstones. Expected O(1) each;
/// allocates only when more rows are alive than ever before (it keeps itself at most half full).
/// Row: copyable, and default-constructible. A pointer or reference to a row holds until the next
/// insert or erase.
template <class Row>
class LiveTable {
 public:
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t capacity() const { return slots_.size(); }

  [[nodiscard]] Row* find(std::uint32_t id) {
    const std::size_t at = place(id);
    return at == absent ? nullptr : &slots_[at].row;
  }

  /// A fresh row. Requires that `id` exists and has no row.
  Row& insert(std::uint32_t id) {
    if ((size_ + 1) * 2 > slots_.size()) [[unlikely]]
      grow();
    std::size_t at = id & mask_;
    for (; slots_[at].id != empty; at = (at + 1) & mask_)
      SOUK_CHECK(slots_[at].id != id, "an id is alive twice");
    slots_[at].id = id;
    slots_[at].row = Row{};
    ++size_;
    return slots_[at].row;
  }

  /// Takes the row away; false if there was none.
  bool erase(std::uint32_t id) {
    std::size_t hole = place(id);
    if (hole == absent) return false;
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

  /// Calls visit(id, row) for each row, in slot order: only for results that do not depend on
  /// order.
  template <class Visit>
  void for_each(Visit visit) const {
    for (const Slot& slot : slots_)
      if (slot.id != empty) visit(slot.id, slot.row);
  }

 private:
  static constexpr std::uint32_t empty = UINT32_MAX;
  static constexpr std::size_t absent = SIZE_MAX;
  /// In one cache line if it fits: the id lies in the row's last padding.
  struct alignas(sizeof(Row) <= 32 ? 32 : 64) Slot {
    [[no_unique_address]] Row row{};
    std::uint32_t id = empty;
  };

  [[nodiscard]] std::size_t place(std::uint32_t id) const {
    if (id == empty) return absent;
    for (std::size_t at = id & mask_; slots_[at].id != empty; at = (at + 1) & mask_)
      if (slots_[at].id == id) return at;
    return absent;
  }

  void grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    mask_ = slots_.size() - 1;
    for (Slot& slot : old) {
      if (slot.id == empty) continue;
      std::size_t at = slot.id & mask_;
      while (slots_[at].id != empty) at = (at + 1) & mask_;
      slots_[at] = std::move(slot);
    }
  }

  std::vector<Slot> slots_ = std::vector<Slot>(16);
  std::size_t mask_ = 15, size_ = 0;
};

}  // namespace souk
