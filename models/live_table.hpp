#pragma once

// Rows of what is alive now (orders, leases, transfers), by a dense 32-bit id.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/check.hpp"
#include "models/prefetch.hpp"

namespace souk {

/// A chained hash table for ids that are given out one after the other and live for a while.
///
/// The bucket of an id is its low bits, so that a window of live ids meets almost no collision.
/// Chains, not open addressing: the latest ids are alive almost without a gap, and taking one out
/// of such a run of slots would walk over all of it. Rows are reused last out, first in: a new row
/// is still in the cache. Expected O(1) each; allocates only when more rows are alive than ever
/// before (it keeps two buckets or more for each). Row: copyable, and default-constructible. A
/// pointer or reference to a row holds until the next insert.
template <class Row>
class LiveTable {
 public:
  [[nodiscard]] std::size_t size() const { return size_; }
  /// The rows there is room for without allocating.
  [[nodiscard]] std::size_t capacity() const { return cells_.capacity(); }

  [[nodiscard]] Row* find(std::uint32_t id) {
    for (std::uint32_t at = buckets_[id & mask_]; at != none; at = cells_[at].next)
      if (cells_[at].id == id) return &cells_[at].row;
    return nullptr;
  }

  /// Asks the processor to have the row of `id` at hand: it will soon be read. A small table is
  /// near anyway.
  void expect(std::uint32_t id) const {
    if (cells_.size() < 1024) return;
    const std::uint32_t at = buckets_[id & mask_];
    if (at == none) return;
    prefetch(cells_[at]);
  }

  /// A fresh row. Requires that `id` exists and has no row.
  Row& insert(std::uint32_t id) {
    Row* const row = try_insert(id);
    SOUK_CHECK(row != nullptr, "an id is alive twice");
    return *row;
  }

  /// A fresh row, or nothing if there is one. Requires that `id` exists.
  Row* try_insert(std::uint32_t id) {
    if (find(id) != nullptr) return nullptr;
    if (free_ == none) [[unlikely]]
      add_cell();
    const std::uint32_t fresh = free_;
    Cell& cell = cells_[fresh];
    free_ = cell.next;
    std::uint32_t& bucket = buckets_[id & mask_];
    cell = {.row = {}, .id = id, .next = bucket};
    bucket = fresh;
    ++size_;
    return &cell.row;
  }

  /// Takes the row out of the table; it can be used until the next insert. Null if there was none.
  Row* extract(std::uint32_t id) {
    std::uint32_t* link = &buckets_[id & mask_];
    while (*link != none && cells_[*link].id != id) link = &cells_[*link].next;
    if (*link == none) return nullptr;
    const std::uint32_t gone = *link;
    *link = cells_[gone].next;
    cells_[gone].next = free_;
    free_ = gone;
    --size_;
    return &cells_[gone].row;
  }

  /// Takes the row away; false if there was none.
  bool erase(std::uint32_t id) { return extract(id) != nullptr; }

  /// The ids that have a row, ascending. O(n log n).
  [[nodiscard]] std::vector<std::uint32_t> ids() const {
    std::vector<std::uint32_t> found;
    for_each([&](std::uint32_t id, const Row&) { found.push_back(id); });
    std::sort(found.begin(), found.end());
    return found;
  }

  /// Calls visit(id, row) for each row, in bucket order: only for results that do not depend on
  /// order.
  template <class Visit>
  void for_each(Visit visit) const {
    for (std::uint32_t at : buckets_)
      for (; at != none; at = cells_[at].next) visit(cells_[at].id, cells_[at].row);
  }

 private:
  static constexpr std::uint32_t none = UINT32_MAX;
  struct Cell {
    Row row{};
    std::uint32_t id = none;
    std::uint32_t next = none;  ///< in its bucket, or among those out of use
  };

  /// Called when every cell is in use.
  [[gnu::cold]] void add_cell() {
    free_ = static_cast<std::uint32_t>(cells_.size());
    cells_.emplace_back();
    if (cells_.size() * 2 > buckets_.size()) spread();
  }

  [[gnu::cold]] void spread() {
    buckets_.assign(buckets_.size() * 2, none);
    mask_ = static_cast<std::uint32_t>(buckets_.size() - 1);
    for (std::uint32_t at = 0; at < free_; ++at) {
      std::uint32_t& bucket = buckets_[cells_[at].id & mask_];
      cells_[at].next = bucket;
      bucket = at;
    }
  }

  std::vector<std::uint32_t> buckets_ = std::vector<std::uint32_t>(32, none);
  std::vector<Cell> cells_;
  std::uint32_t free_ = none;  ///< the cell that went out of use last
  std::uint32_t mask_ = 31;
  std::size_t size_ = 0;
};

}  // namespace souk
