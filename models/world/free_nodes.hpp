#pragma once

// The free-GPU index of one part of a site: which nodes have room, without a scan over nodes.

#include <cstdint>
#include <vector>

#include "models/check.hpp"
#include "models/world/index_set.hpp"

namespace souk {

/// Nodes 0..n-1, each with a capacity and so many GPUs free. Queries are O(capacity of a node / 64
/// + log64 n).
class FreeNodes {
 public:
  static constexpr std::uint32_t none = IndexSet::none;

  FreeNodes() = default;
  explicit FreeNodes(
      std::vector<int> capacity);  ///< all free; a capacity of 0 is a node of another part

  [[nodiscard]] std::uint32_t nodes() const { return static_cast<std::uint32_t>(free_.size()); }
  [[nodiscard]] int capacity(std::uint32_t node) const { return capacity_[node]; }
  [[nodiscard]] int free(std::uint32_t node) const { return free_[node]; }
  [[nodiscard]] std::int64_t total_free() const { return total_free_; }
  [[nodiscard]] std::int64_t total() const { return total_; }
  [[nodiscard]] int largest_free() const;  ///< GPUs free on the node with most; 0 if none
  [[nodiscard]] int largest_capacity() const { return static_cast<int>(by_free_.size()) - 1; }

  /// Whether a gang of `gpus` fits now.
  [[nodiscard]] bool fits(int gpus, bool span) const {
    return span ? total_free_ >= gpus : largest_free() >= gpus;
  }
  /// The lowest node >= `from` with at least `gpus` free, gpus >= 1, or none.
  [[nodiscard]] std::uint32_t first_with(int gpus, std::uint32_t from = 0) const;
  /// The lowest of the nodes whose free count is the least that is >= `gpus`, or none.
  [[nodiscard]] std::uint32_t tightest_with(int gpus) const;
  /// The lowest node >= `from` with exactly `gpus` free, or none.
  [[nodiscard]] std::uint32_t first_exactly(int gpus, std::uint32_t from = 0) const;

  /// Requires free(node) >= gpus >= 1.
  void take(std::uint32_t node, int gpus) {
    SOUK_CHECK(gpus >= 1 && free_[node] >= gpus, "more GPUs taken of a node than are free");
    move(node, free_[node] - gpus);
  }
  /// Requires gpus >= 1 and free(node) + gpus <= capacity(node).
  void give(std::uint32_t node, int gpus) {
    SOUK_CHECK(gpus >= 1 && free_[node] + gpus <= capacity_[node],
               "more GPUs given back than were taken");
    move(node, free_[node] + gpus);
  }

 private:
  void move(std::uint32_t node, int to) {
    const auto from_level = static_cast<std::size_t>(free_[node]);
    const auto to_level = static_cast<std::size_t>(to);
    if (from_level > 0 && by_free_[from_level].erase(node))
      occupied_[from_level / 64] &= ~(std::uint64_t{1} << (from_level % 64));
    if (to_level > 0 && by_free_[to_level].insert(node))
      occupied_[to_level / 64] |= std::uint64_t{1} << (to_level % 64);
    total_free_ += to - free_[node];
    free_[node] = to;
  }

  std::vector<int> capacity_, free_;
  std::vector<IndexSet> by_free_;        ///< [f]: nodes with exactly f GPUs free, f >= 1
  std::vector<std::uint64_t> occupied_;  ///< bit f: by_free_[f] is not empty
  std::int64_t total_free_ = 0, total_ = 0;
};

}  // namespace souk
