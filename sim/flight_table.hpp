#pragma once

// From the id that the world knows to the place in a table of flights.

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace souk {

/// Rows that are born and die, found by id. Places are handed out again, last freed first, so the
/// table is as long as the most rows that ever lived at once. Never iterated by id.
template <class Row>
class FlightTable {
 public:
  [[nodiscard]] std::size_t size() const { return place_of_.size(); }
  [[nodiscard]] Row& operator[](std::uint32_t place) { return rows_[place]; }
  /// UINT32_MAX when `id` is not here.
  [[nodiscard]] std::uint32_t find(std::uint32_t id) const {
    const auto at = place_of_.find(id);
    return at == place_of_.end() ? UINT32_MAX : at->second;
  }
  /// A place for `id`, with whatever its last row left there; UINT32_MAX when `id` is here already.
  std::uint32_t add(std::uint32_t id) {
    const auto [at, added] = place_of_.try_emplace(id, UINT32_MAX);
    if (!added) return UINT32_MAX;
    if (free_.empty()) {
      free_.push_back(static_cast<std::uint32_t>(rows_.size()));
      rows_.emplace_back();
    }
    at->second = free_.back();
    free_.pop_back();
    return at->second;
  }
  /// The places in use, ascending. O(n log n).
  [[nodiscard]] std::vector<std::uint32_t> places() const {
    std::vector<std::uint32_t> places;
    for (const auto& [id, place] : place_of_) places.push_back(place);
    std::sort(places.begin(), places.end());
    return places;
  }
  void remove(std::uint32_t id) {
    const auto at = place_of_.find(id);
    free_.push_back(at->second);
    place_of_.erase(at);
  }

 private:
  std::unordered_map<std::uint32_t, std::uint32_t> place_of_;
  std::vector<Row> rows_;
  std::vector<std::uint32_t> free_;
};

}  // namespace souk
