// A run that is killed leaves the older result, or the whole new one, under the final name.

#include <chrono>
#include <csignal>
#include <random>
#include <thread>

#include "tests/cli/scenes.hpp"
#include "tests/cli/workplace.hpp"

using namespace souk;

namespace {

using Clock = std::chrono::steady_clock;

/// Enough jobs that writing tables takes a good part of the run.
Words long_run(const std::string& seed) {
  return {"run",
          "s.toml",
          "--quiet",
          "-o",
          "r.h5",
          "--seed",
          seed,
          "--set",
          "consumer.person.jobs.rate=50 /d",
          "--set",
          "provider.lab.nodes=30"};
}

}  // namespace

TEST_CASE("a run that is killed at any moment leaves the old result or the whole new one",
          "[cli][contract]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  const auto start = Clock::now();
  REQUIRE(place.souk(long_run("2")).code == 0);
  const std::chrono::duration<double> length = Clock::now() - start;
  const std::string after = place.read("r.h5");
  REQUIRE(place.souk(long_run("1")).code == 0);
  const std::string before = place.read("r.h5");
  REQUIRE(before != after);
  for (const std::string& whole : {before, after}) {
    place.write("copy.h5", whole);
    CHECK(place.souk({"reproduce", "copy.h5", "--quiet"}).code == 0);
  }

  std::mt19937 random{20261124};
  int killed = 0;
  for (int i = 0; i < 20; ++i) {
    place.write("r.h5", before);
    // The whole run, and a little more, in 20 parts with a random moment in each.
    const double share = (i + static_cast<double>(random()) / 4294967296.0) / 20;
    Running run = place.start(long_run("2"));
    std::this_thread::sleep_for(1.1 * share * length);
    run.kill(SIGKILL);
    killed += run.wait().signal == SIGKILL ? 1 : 0;
    const std::string found = place.read("r.h5");
    CAPTURE(i, share, found.size());
    CHECK((found == before || found == after));
  }
  CHECK(killed > 0);
  // What a killed run left beside it is in nobody's way.
  REQUIRE(place.souk(long_run("2")).code == 0);
  CHECK(place.read("r.h5") == after);
  CHECK_FALSE(place.has("r.h5.part"));
}
