#pragma once

// A set of small integers with a fast "first member at or after i": 64-way summary bits.

#include <bit>
#include <cstdint>
#include <vector>

namespace souk {

/// Members in [0, size). insert, erase and first_from are O(log64 size): three words for 262,144.
class IndexSet {
 public:
  static constexpr std::uint32_t none = UINT32_MAX;

  explicit IndexSet(std::uint32_t size = 0) {
    std::uint32_t words = size;
    do {
      words = (words + 63) / 64;
      levels_.emplace_back(words, 0);
    } while (words > 1);
  }

  void insert(std::uint32_t i) {
    for (auto& level : levels_) {
      std::uint64_t& word = level[i / 64];
      const bool was_empty = word == 0;
      word |= std::uint64_t{1} << (i % 64);
      if (!was_empty) return;
      i /= 64;
    }
  }

  void erase(std::uint32_t i) {
    for (auto& level : levels_) {
      std::uint64_t& word = level[i / 64];
      word &= ~(std::uint64_t{1} << (i % 64));
      if (word != 0) return;
      i /= 64;
    }
  }

  [[nodiscard]] bool empty() const { return levels_.back().empty() || levels_.back()[0] == 0; }

  /// The least member >= i, or `none`.
  [[nodiscard]] std::uint32_t first_from(std::uint32_t i) const {
    std::size_t depth = 0;
    while (depth < levels_.size()) {
      const std::uint32_t at = i / 64;
      if (at >= levels_[depth].size()) return none;
      const std::uint64_t rest = levels_[depth][at] >> (i % 64);
      if (rest != 0) return descend(depth, i + static_cast<std::uint32_t>(std::countr_zero(rest)));
      i = at + 1;  // everything left of the next word is done: look in its summary
      ++depth;
    }
    return none;
  }

 private:
  [[nodiscard]] std::uint32_t descend(std::size_t depth, std::uint32_t i) const {
    while (depth-- > 0)
      i = i * 64 + static_cast<std::uint32_t>(std::countr_zero(levels_[depth][i]));
    return i;
  }

  std::vector<std::vector<std::uint64_t>> levels_;
};

}  // namespace souk
