#include "models/world/free_nodes.hpp"

#include <algorithm>
#include <bit>

namespace souk {

FreeNodes::FreeNodes(std::vector<int> capacity)
    : capacity_{std::move(capacity)}, free_(capacity_.size(), 0) {
  const int largest = capacity_.empty() ? 0 : *std::max_element(capacity_.begin(), capacity_.end());
  const auto levels = static_cast<std::size_t>(largest) + 1;
  by_free_.assign(levels, IndexSet{nodes()});
  occupied_.assign(levels / 64 + 1, 0);
  for (std::uint32_t node = 0; node < nodes(); ++node) {
    total_ += capacity_[node];
    if (capacity_[node] > 0) move(node, capacity_[node]);
  }
}

int FreeNodes::largest_free() const {
  for (std::size_t word = occupied_.size(); word-- > 0;)
    if (occupied_[word] != 0)
      return static_cast<int>(word * 64 + 63 -
                              static_cast<std::size_t>(std::countl_zero(occupied_[word])));
  return 0;
}

std::uint32_t FreeNodes::first_with(int gpus, std::uint32_t from) const {
  std::uint32_t best = none;
  const auto least = static_cast<std::size_t>(gpus);
  for (std::size_t word = least / 64; word < occupied_.size(); ++word) {
    std::uint64_t levels = occupied_[word];
    if (word == least / 64) levels &= ~std::uint64_t{0} << (least % 64);
    for (; levels != 0; levels &= levels - 1) {
      const std::size_t level = word * 64 + static_cast<std::size_t>(std::countr_zero(levels));
      best = std::min(best, by_free_[level].first_from(from));
    }
  }
  return best;
}

std::uint32_t FreeNodes::tightest_with(int gpus) const {
  const auto least = static_cast<std::size_t>(gpus);
  for (std::size_t word = least / 64; word < occupied_.size(); ++word) {
    std::uint64_t levels = occupied_[word];
    if (word == least / 64) levels &= ~std::uint64_t{0} << (least % 64);
    if (levels != 0)
      return by_free_[word * 64 + static_cast<std::size_t>(std::countr_zero(levels))].first_from(0);
  }
  return none;
}

std::uint32_t FreeNodes::first_exactly(int gpus, std::uint32_t from) const {
  return gpus > largest_capacity() ? none
                                   : by_free_[static_cast<std::size_t>(gpus)].first_from(from);
}

}  // namespace souk
