#pragma once

// The pooled sites of one device by price, with the room each has: "the cheapest offer with room"
// in O(log sites).

#include <algorithm>
#include <cstdint>
#include <vector>

#include "models/ids.hpp"
#include "models/units.hpp"

namespace souk {

/// Sites in ascending (price, seeded order); over them a tree of the largest gang that each can
/// host now.
class OfferIndex {
 public:
  static constexpr std::uint32_t none = UINT32_MAX;

  struct Row {
    SiteId site;
    Price price;
    std::uint64_t tie = 0;
  };

  /// Sorts and rebuilds; every site starts without room. O(n log n): at the start and when prices
  /// move.
  void reset(std::vector<Row> rows) {
    std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
      if (a.price != b.price) return a.price < b.price;
      if (a.tie != b.tie) return a.tie < b.tie;
      return a.site < b.site;
    });
    rows_ = std::move(rows);
    leaves_ = 1;
    while (leaves_ < rows_.size()) leaves_ *= 2;
    room_.assign(2 * leaves_, 0);
  }

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(rows_.size()); }
  [[nodiscard]] const Row& row(std::uint32_t position) const { return rows_[position]; }
  [[nodiscard]] std::int64_t room(std::uint32_t position) const {
    return room_[leaves_ + position];
  }

  void set_room(std::uint32_t position, std::int64_t gpus) {
    std::size_t i = leaves_ + position;
    room_[i] = gpus;
    for (i /= 2; i >= 1; i /= 2) {
      const std::int64_t most = std::max(room_[2 * i], room_[2 * i + 1]);
      if (room_[i] == most) return;
      room_[i] = most;
    }
  }

  /// The first position >= `from` whose site can host `gpus` now, or none. O(log sites).
  [[nodiscard]] std::uint32_t first_with(std::int64_t gpus, std::uint32_t from) const {
    if (from >= rows_.size() || room_[1] < gpus) return none;
    std::size_t i = leaves_ + from;
    while (room_[i] < gpus) {
      while ((i & 1) == 1) {  // a right child: what is right of its parent comes next
        i /= 2;
        if (i <= 1) return none;
      }
      ++i;
    }
    while (i < leaves_) {
      i *= 2;
      if (room_[i] < gpus) ++i;
    }
    return static_cast<std::uint32_t>(i - leaves_);
  }

  /// The first position whose price is above `price`.
  [[nodiscard]] std::uint32_t first_above(Price price) const {
    return static_cast<std::uint32_t>(
        std::upper_bound(rows_.begin(), rows_.end(), price,
                         [](Price p, const Row& row) { return p < row.price; }) -
        rows_.begin());
  }
  /// The first position with the price of `position`.
  [[nodiscard]] std::uint32_t run_begin(std::uint32_t position) const {
    return static_cast<std::uint32_t>(
        std::lower_bound(rows_.begin(), rows_.end(), rows_[position].price,
                         [](const Row& row, Price p) { return row.price < p; }) -
        rows_.begin());
  }

 private:
  std::vector<Row> rows_;
  std::size_t leaves_ = 1;
  std::vector<std::int64_t> room_ = {0, 0};
};

}  // namespace souk
