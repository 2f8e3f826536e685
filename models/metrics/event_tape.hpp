#pragma once

// The events of a run in memory, for a fold that must wait for the end before it can begin.

#include <cstddef>
#include <cstring>
#include <type_traits>
#include <vector>

#include "models/events.hpp"

namespace souk {

/// Events one after the other as bytes, in blocks of 1 MiB: about 0.4 kB per job. Only for kinds of
/// plain numbers.
class EventTape {
 public:
  template <class E>
  void record(const E& event) {
    static_assert(std::is_trivially_copyable_v<E>);
    if (blocks_.empty() || blocks_.back().size() + sizeof(E) + 1 > block_bytes) {
      blocks_.emplace_back();
      blocks_.back().reserve(block_bytes);
    }
    std::vector<std::byte>& block = blocks_.back();
    const std::size_t at = block.size();
    block.resize(at + 1 + sizeof(E));
    block[at] = static_cast<std::byte>(kind_number<E>());
    std::memcpy(block.data() + at + 1, &event, sizeof(E));
  }

  /// Calls visit(event) for each event of the kinds Es, in the order recorded. No other kind was
  /// recorded.
  template <class... Es, class Visit>
  void replay(Visit visit) const {
    for (const std::vector<std::byte>& block : blocks_)
      for (std::size_t at = 0; at < block.size();) (play<Es>(block, at, visit) || ...);
  }

 private:
  static constexpr std::size_t block_bytes = std::size_t{1} << 20;

  template <class E, class Visit>
  static bool play(const std::vector<std::byte>& block, std::size_t& at, Visit& visit) {
    if (block[at] != static_cast<std::byte>(kind_number<E>())) return false;
    E event;
    std::memcpy(&event, block.data() + at + 1, sizeof(E));
    at += 1 + sizeof(E);
    visit(event);
    return true;
  }

  std::vector<std::vector<std::byte>> blocks_;
};

}  // namespace souk
