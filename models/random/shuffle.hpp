#pragma once

// A random order.

#include <cstddef>
#include <utility>
#include <vector>

#include "models/random/stream.hpp"

namespace souk {

/// Puts the items in an order drawn evenly among all; one draw for each but the first.
/// Source: Durstenfeld, "Algorithm 235: Random permutation", CACM 7 (1964).
template <class Item>
void shuffle(std::vector<Item>& items, Stream& stream) {
  for (std::size_t i = items.size(); i-- > 1;) std::swap(items[i], items[stream.below(i + 1)]);
}

}  // namespace souk
