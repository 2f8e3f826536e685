#pragma once

// Counter-based random streams: Philox 4x32-10.
//
// A stream is a pure function of (seed, replication, purpose, owner): no shared generator to
// disturb, so a new agent, draw or policy leaves every other stream as it was, and policies are
// compared on common random numbers.
// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace souk {

/// The Philox 4x32-10 block function.
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                    std::array<std::uint32_t, 2> key);

/// 64-bit FNV-1a of a name: the owner number of an agent's streams, so that it moves with no other
/// agent. Source: Fowler, Noll, Vo; draft-eastlake-fnv.
constexpr std::uint64_t name_hash(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char letter : name) {
    hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
  }
  return hash;
}

/// One stream of random numbers. Two streams that differ in replication, purpose or owner collide
/// with a chance of 2^-64; those of different seeds never do.
class Stream {
 public:
  Stream() = default;
  Stream(std::uint64_t seed, std::uint32_t replication, std::string_view purpose,
         std::uint64_t owner);

  /// The next 64 random bits.
  std::uint64_t bits() {
    if (next_ == 2) refill();
    return block_[next_++];
  }
  /// The next number in (0, 1): (k + 1/2) / 2^52, so never 0 and never 1 (k + 1/2 is exact in 53
  /// bits).
  double uniform() { return unit(bits()); }
  /// -log(uniform()): the next number of the exponential law of mean 1. Both logarithms of a block
  /// are taken at once, since each is one long chain of steps that a processor can do beside
  /// another.
  double exponential() {
    if (next_ == 2) refill();
    if (!logs_taken_) take_logs();
    return logs_[next_++];
  }
  /// The next integer in [0, bound); bound >= 1. Takes one 64-bit word; bias < bound / 2^64.
  std::uint64_t below(std::uint64_t bound);

 private:
  static double unit(std::uint64_t word) {
    return (static_cast<double>(word >> 12) + 0.5) * 0x1.0p-52;
  }
  void refill();
  void take_logs();

  std::array<std::uint64_t, 2> block_{};
  std::array<double, 2> logs_{};  ///< -log of its numbers, if they were asked for
  bool logs_taken_ = false;
  std::uint64_t index_ = 0;      ///< of the next block
  std::uint64_t substream_ = 0;  ///< hash of replication, purpose and owner
  std::array<std::uint32_t, 2> key_{};
  std::size_t next_ = 2;
};

}  // namespace souk
