#pragma once

// Counter-based random streams: Philox 4x32-10.
//
// A stream is a pure function of (seed, replication, purpose, owner): no shared generator to
// disturb, so a new agent, draw or policy leaves every other stream as it was, and policies are
// compared on common random numbers.
// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.

#include <array>
#include <cstdint>
#include <string_view>

namespace souk {

/// The Philox 4x32-10 block function.
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                    std::array<std::uint32_t, 2> key);

/// The owner number of a name: a hash, so that numbering others anew leaves its streams as they
/// were.
std::uint32_t stream_owner(std::string_view name);

class Stream {
 public:
  Stream() = default;
  Stream(std::uint64_t seed, std::uint32_t replication, std::string_view purpose,
         std::uint32_t owner);

  /// The next 64 random bits.
  std::uint64_t bits() {
    if (next_ == 2) refill();
    return block_[next_++];
  }
  /// The next number in (0, 1): (k + 1/2) / 2^53, so never 0 and never 1.
  double uniform() { return (static_cast<double>(bits() >> 11) + 0.5) * 0x1.0p-53; }
  /// The next integer in [0, bound); bound >= 1. Takes one 64-bit word; bias < bound / 2^64.
  std::uint64_t below(std::uint64_t bound);

 private:
  void refill();

  std::array<std::uint64_t, 2> block_{};
  std::uint64_t index_ = 0;      ///< of the next block
  std::uint64_t substream_ = 0;  ///< hash of replication, purpose and owner
  std::array<std::uint32_t, 2> key_{};
  int next_ = 2;
};

}  // namespace souk
