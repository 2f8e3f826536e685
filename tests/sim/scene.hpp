#pragma once

// A scene: sites, a network, and what is to be started when. Played in a child process, as SimGrid
// wants.

#include <cstdint>
#include <string>
#include <vector>

#include "models/scenario/scenario.hpp"
#include "sim/fabric.hpp"

namespace souk {

/// One thing to do, `delay` seconds after time 0, or after the end of act `after`.
struct Act {
  enum class What : std::uint8_t { transfer, compute, cancel, nothing } what = What::nothing;
  double delay = 0;
  int after = -1;
  std::uint32_t from = 0, to = 0;  ///< sites
  double amount = 0;               ///< bytes, or seconds
  std::vector<NodeSlice> slices{};
  std::uint32_t target = 0;  ///< act to cancel
};

/// What was dispatched: an act taking place, or its end.
struct Seen {
  double date = 0;
  std::uint32_t act = 0;
  enum class Kind : std::uint32_t { act, transfer, compute, failed } kind = Kind::act;
  friend bool operator==(const Seen&, const Seen&) = default;
};

struct Scene {
  std::vector<SiteShape> sites;
  NetworkShape network{};
  std::vector<Act> acts;
  bool fluid = false;
  bool all_flows_solved = false;
};

enum class Way : std::uint8_t { lazy, armed };

/// The log of the scene, in order of dispatch. Throws std::runtime_error if the child fails, with
/// its words.
std::vector<Seen> play(const Scene& scene, Way way = Way::lazy);

/// The dates at which each act ended; NaN for those that did not.
std::vector<double> ends(const Scene& scene, Way way = Way::lazy);

}  // namespace souk
