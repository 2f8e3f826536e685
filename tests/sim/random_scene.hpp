#pragma once

// Scenes drawn from a seed: mixtures of transfers, computations, cancellations and plain events,
// with many ties.

#include <cstdint>

#include "scene.hpp"

namespace souk {

/// A small generator for tests (splitmix64, Steele et al., OOPSLA 2014).
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : state_{seed} {}
  std::uint64_t bits() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  /// In [0, n).
  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(bits() % n); }
  /// In [0, 1).
  double unit() { return static_cast<double>(bits() >> 11) * 0x1p-53; }

 private:
  std::uint64_t state_;
};

/// What a drawn scene is made of.
struct SceneTaste {
  std::uint32_t acts = 60;
  bool whole = false;  ///< whole seconds and round sizes: ties everywhere
  bool latencies = false;
  bool chains = true;  ///< acts may follow the end of others
  bool computes = false;
  bool oversubscribe = false;
  bool cancels = false;
  double origin = 0;  ///< date of the first acts
};

Scene draw_scene(std::uint64_t seed, const SceneTaste& taste);

}  // namespace souk
