#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

#include <catch2/catch.hpp>

#include "models/check.hpp"
#include "random_scene.hpp"
#include "sim/drivers.hpp"

using namespace souk;

namespace {

/// How many scenes of that taste the two drivers play differently.
int disagreements(SceneTaste taste, std::uint64_t first, int scenes) {
  int found = 0;
  for (int i = 0; i < scenes; ++i) {
    const Scene scene = draw_scene(first + static_cast<std::uint64_t>(i), taste);
    if (play(scene, Way::lazy) != play(scene, Way::armed)) ++found;
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

/// A calendar whose head never moves.
struct Stuck final : Clockwork {
  [[nodiscard]] double next() const override { return 1; }
  void dispatch(double) override {}
  void completed(const Completion&, double) override {}
};

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

TEST_CASE("a clock that stays where it is ends the run", "[drivers]") {
  Stuck stuck;
  CHECK_THROWS_AS(drive_calendar(stuck), InternalError);
  Fabric fabric{{}, {}, {}};
  CHECK_THROWS_AS(drive_lazy(stuck, fabric), InternalError);
  std::fflush(nullptr);
  const pid_t child = fork();  // the only one here that starts SimGrid
  if (child == 0) {
    try {
      drive_armed(stuck, fabric);
    } catch (const InternalError&) {
      _exit(7);
    }
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WEXITSTATUS(status) == 7);
}
