#pragma once

// The one bit mixer: streams, seeded ties and checksums use it.

#include <cstdint>

namespace souk {

/// A bijection of 64 bits in which every input bit reaches every output bit: the finaliser of
/// SplitMix64 (Stafford's mix 13). Source: Steele, Lea, Flood, "Fast splittable pseudorandom number
/// generators", OOPSLA 2014.
constexpr std::uint64_t scramble(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

}  // namespace souk
