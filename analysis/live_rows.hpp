#pragma once

// Rows of what is live now, by its 32-bit id: an order that is not final, a lease that has not
// ended.

#include <algorithm>
#include <cstdint>
#include <vector>

#include "models/check.hpp"

namespace souk {

/// Open addressing with linear probing (Knuth, TAOCP vol. 3, 6.4), at most half full; rows in one
/// block, reused. Memory follows the most rows that were ever live at once. A row moves when one is
/// added.
template <class Row>
class LiveRows {
 public:
  /// A fresh row. Requires that `id` is not live.
  Row& add(std::uint32_t id) {
    if (2 * (live_ + 1) > slots_.size()) grow();
    std::size_t slot = home(id);
    for (; slots_[slot].row != none; slot = next(slot))
      SOUK_CHECK(slots_[slot].id != id, "an id was used twice");
    slots_[slot] = {id, take_row()};
    ++live_;
    return rows_[slots_[slot].row] = Row{};
  }

  /// nullptr if `id` is not live.
  [[nodiscard]] Row* find(std::uint32_t id) {
    if (slots_.empty()) return nullptr;
    for (std::size_t slot = home(id); slots_[slot].row != none; slot = next(slot))
      if (slots_[slot].id == id) return &rows_[slots_[slot].row];
    return nullptr;
  }

  void erase(std::uint32_t id) {
    std::size_t hole = home(id);
    for (; slots_[hole].id != id || slots_[hole].row == none; hole = next(hole))
      SOUK_CHECK(slots_[hole].row != none, "an id that is not live was erased");
    free_.push_back(slots_[hole].row);
    --live_;
    // Algorithm R: later entries of the run move up, so that no marks of the dead are needed.
    for (std::size_t slot = next(hole); slots_[slot].row != none; slot = next(slot)) {
      const std::size_t from_home = (slot - home(slots_[slot].id)) & mask();
      if (from_home < ((slot - hole) & mask())) continue;
      slots_[hole] = slots_[slot];
      hole = slot;
    }
    slots_[hole].row = none;
  }

  [[nodiscard]] std::size_t size() const { return live_; }

  /// The ids that are live, ascending.
  [[nodiscard]] std::vector<std::uint32_t> ids() const {
    std::vector<std::uint32_t> found;
    for (const Slot& slot : slots_)
      if (slot.row != none) found.push_back(slot.id);
    std::sort(found.begin(), found.end());
    return found;
  }

 private:
  static constexpr std::uint32_t none = UINT32_MAX;
  struct Slot {
    std::uint32_t id = 0, row = none;
  };

  [[nodiscard]] std::size_t mask() const { return slots_.size() - 1; }
  [[nodiscard]] std::size_t next(std::size_t slot) const { return (slot + 1) & mask(); }
  /// Fibonacci hashing: dense ids spread evenly, so stragglers do not lengthen the runs of new
  /// ones.
  [[nodiscard]] std::size_t home(std::uint32_t id) const {
    return static_cast<std::size_t>((id * 0x9E3779B97F4A7C15u) >> 32) & mask();
  }
  std::uint32_t take_row() {
    if (free_.empty()) {
      rows_.emplace_back();
      return static_cast<std::uint32_t>(rows_.size() - 1);
    }
    const std::uint32_t row = free_.back();
    free_.pop_back();
    return row;
  }
  void grow() {
    std::vector<Slot> old(std::max<std::size_t>(64, 2 * slots_.size()));
    old.swap(slots_);
    for (const Slot& entry : old) {
      if (entry.row == none) continue;
      std::size_t slot = home(entry.id);
      while (slots_[slot].row != none) slot = next(slot);
      slots_[slot] = entry;
    }
  }

  std::vector<Slot> slots_;
  std::vector<Row> rows_;
  std::vector<std::uint32_t> free_;
  std::size_t live_ = 0;
};

}  // namespace souk
