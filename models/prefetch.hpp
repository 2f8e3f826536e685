#pragma once

// A hint to the processor.

#include <cstddef>

namespace souk {

/// Asks the processor to have all of `object` at hand: it will soon be read.
template <class T>
inline void prefetch(const T& object) {
  const auto* const bytes = reinterpret_cast<const char*>(&object);
  for (std::size_t line = 0; line < sizeof(T); line += 64) __builtin_prefetch(bytes + line);
  asm volatile("");  // else GCC 12 takes this for a function without effect, and leaves it out
}

}  // namespace souk
