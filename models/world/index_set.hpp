#pragma once

// A set of small integers with a fast "first member at or after i": 64-way summary bits.

#include <array>
#include <bit>
#include <cstddef>
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
      first_[depth_ + 1] = first_[depth_] + words;
      ++depth_;
    } while (words > 1);
    words_.assign(first_[depth_], 0);
  }

  /// Whether it is the first member.
  bool insert(std::uint32_t i) {
    for (std::size_t level = 0; level < depth_; ++level) {
      std::uint64_t& word = words_[first_[level] + i / 64];
      const bool was_empty = word == 0;
      word |= std::uint64_t{1} << (i % 64);
      if (!was_empty) return false;
      i /= 64;
    }
    return true;
  }

  /// Whether it was the last member.
  bool erase(std::uint32_t i) {
    for (std::size_t level = 0; level < depth_; ++level) {
      std::uint64_t& word = words_[first_[level] + i / 64];
      word &= ~(std::uint64_t{1} << (i % 64));
      if (word != 0) return false;
      i /= 64;
    }
    return true;
  }

  [[nodiscard]] bool empty() const { return words_.empty() || words_.back() == 0; }

  /// The least member >= i, or `none`.
  [[nodiscard]] std::uint32_t first_from(std::uint32_t i) const {
    for (std::size_t level = 0; level < depth_; ++level) {
      const std::uint32_t at = first_[level] + i / 64;
      if (at >= first_[level + 1]) return none;
      const std::uint64_t rest = words_[at] >> (i % 64);
      if (rest != 0) return descend(level, i + static_cast<std::uint32_t>(std::countr_zero(rest)));
      i = i / 64 + 1;  // everything left of the next word is done: look in its summary
    }
    return none;
  }

 private:
  [[nodiscard]] std::uint32_t descend(std::size_t level, std::uint32_t i) const {
    while (level-- > 0)
      i = i * 64 + static_cast<std::uint32_t>(std::countr_zero(words_[first_[level] + i]));
    return i;
  }

  std::vector<std::uint64_t> words_;      ///< the members' bits, then their summary, and so on
  std::array<std::uint32_t, 8> first_{};  ///< word of each level, and the end of the last
  std::size_t depth_ = 0;
};

}  // namespace souk
