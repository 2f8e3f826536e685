#include <catch2/catch.hpp>

#include "random_scene.hpp"

using namespace souk;

namespace {

/// How many scenes of that taste the two drivers play differently.
int disagreements(SceneTaste taste, std::uint64_t first, int scenes) {
  int found = 0;
  for (int i = 0; i < scenes; ++i) {
    const Scene scene = draw_scene(first + static_cast<std::uint64_t>(i), taste);
    if (play(scene, Driver::lazy) != play(scene, Driver::armed)) ++found;
  }
  return found;
}

SceneTaste all_sorts(bool whole, bool latencies) {
  return {.whole = whole,
          .latencies = latencies,
          .computes = true,
          .oversubscribe = true,
          .cancels = true};
}

}  // namespace

TEST_CASE("both drivers dispatch the same dates in the same order, to the bit",
          "[drivers][contract]") {
  const bool whole = GENERATE(false, true);
  const bool latencies = GENERATE(false, true);
  CAPTURE(whole, latencies);
  CHECK(disagreements({.whole = whole, .latencies = latencies}, 1000, 15) == 0);
  CHECK(disagreements(all_sorts(whole, latencies), 3000, 40) == 0);
}

TEST_CASE("both drivers agree over thousands of scenes", "[drivers][contract][slow]") {
  const bool whole = GENERATE(false, true);
  const bool latencies = GENERATE(false, true);
  CAPTURE(whole, latencies);
  CHECK(disagreements({.whole = whole, .latencies = latencies, .computes = true}, 100000, 250) ==
        0);
  CHECK(disagreements(all_sorts(whole, latencies), 200000, 250) == 0);
  SceneTaste crowded = all_sorts(whole, latencies);
  crowded.acts = 400;
  CHECK(disagreements(crowded, 300000, 50) == 0);
}

TEST_CASE("both drivers agree at late dates, where a double resolves 1e-7 s",
          "[drivers][contract]") {
  SceneTaste taste = all_sorts(false, true);
  taste.origin = GENERATE(1e7, 3e8, 1e9);
  CAPTURE(taste.origin);
  CHECK(disagreements(taste, 4000, 10) == 0);
}
