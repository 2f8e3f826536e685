// cost.noise: how far a run's times are from the estimates.

#include <array>
#include <cmath>

#include "small_world.hpp"
#include "tests/models/devices/small_device.hpp"

using namespace souk;
using namespace souk::test;

namespace {

constexpr double sigma = 0.05;  // of the fits of products of the small device

/// Two kinds of products, of which one has its throughput from the row on "other".
std::string scene(const std::string& cost) {
  return "[scenario]\nname = 'case'\nhorizon = '1 d'\n[cost]\n" + cost +
         "[[kind]]\nname = 'short'\nworkload = 'gemm_list'\ndtype = 'fp32'\n"
         "gemms = [{ m = 4096, n = 4096, k = 4096 }]\n"
         "[[kind]]\nname = 'long'\nworkload = 'gemm_list'\ndtype = 'fp32'\n"
         "gemms = [{ m = 4096, n = 4096, k = 4096, count = 9 }]\n"
         "[[device]]\nname = 'one'\nprofile = 'small'\n"
         "[[device]]\nname = 'other'\nprofile = 'small'\nthroughput = { long = 3 }\n" +
         provider("left", 2, 1, "device = 'one'") + provider("right", 2, 1, "device = 'other'") +
         "[[consumer]]\nname = 'users'\njobs.process = 'poisson'\njobs.rate = '6 /h'\n"
         "jobs.kind = 'short'\njobs.steps = { law = 'exponential', mean = 20000 }\n";
}

Scenario read_scene(const std::string& cost) {
  ParseOptions options;
  options.shipped_profiles = []() -> std::span<const DeviceProfile> {
    static const std::array<DeviceProfile, 1> all{small_device()};
    return all;
  };
  return parse_scenario(scene(cost), "case.toml", options);
}

std::vector<double> paces(const Scenario& scenario, std::uint64_t seed, std::uint32_t replication) {
  Recorder sink;
  Journal journal{scenario, &sink};
  return World{scenario, seed, replication, journal}.pace;
}

}  // namespace

TEST_CASE("a run's factors have a median of 1 and the spread of the estimate", "[world][oracle]") {
  const Scenario scenario = read_scene("noise = true\n");
  const std::size_t kinds = scenario.kinds.size();
  REQUIRE(kinds == 3);
  REQUIRE(scenario.devices[1].costs[1].sigma_log == Approx(sigma));
  constexpr int runs = 2000;
  // Of (one, short), (one, long), (other, short): ln of time over estimate, and of the first two
  // together.
  std::array<double, 3> sum{}, squares{};
  double together = 0;
  for (std::uint32_t run = 0; run < runs; ++run) {
    const auto pace = paces(scenario, 5, run);
    const std::array<std::size_t, 3> at{kinds + 1, kinds + 2, 2 * kinds + 1};
    std::array<double, 3> logs{};
    for (std::size_t i = 0; i < 3; ++i) {
      const Device& device = scenario.devices[at[i] / kinds];
      logs[i] = std::log(device.throughput[at[i] % kinds] / pace[at[i]]);
      sum[i] += logs[i];
      squares[i] += logs[i] * logs[i];
    }
    together += logs[0] * logs[1];
    CHECK(pace[0] == 1);              // the reference device has no profile
    CHECK(pace[2 * kinds + 2] == 3);  // given by the row
  }
  for (std::size_t i = 0; i < 3; ++i) {
    // Four standard errors of a mean and of a deviation.
    CHECK(std::abs(sum[i] / runs) < 4 * sigma / std::sqrt(runs));
    CHECK(std::sqrt(squares[i] / runs) == Approx(sigma).epsilon(4 / std::sqrt(2.0 * runs)));
  }
  CHECK(std::abs(together / runs / (sigma * sigma)) < 4 / std::sqrt(runs));
}

TEST_CASE("a run's factors repeat, and are none where no noise is asked for", "[world]") {
  const Scenario with = read_scene("noise = true\n"), without = read_scene("");
  CHECK(paces(with, 5, 3) == paces(with, 5, 3));
  CHECK(paces(with, 5, 3) != paces(with, 5, 4));
  CHECK(paces(with, 5, 3) != paces(with, 6, 3));
  CHECK(paces(without, 5, 3) == paces(without, 5, 4));
  CHECK(paces(without, 5, 3)[without.kinds.size() + 1] == without.devices[1].throughput[1]);
}

TEST_CASE("cost.noise stretches the jobs of its kind and device, and moves no other draw",
          "[world]") {
  const Scenario with = read_scene("noise = true\n"), without = read_scene("");
  const Played noisy = play(with), plain = play(without);
  REQUIRE(noisy.jobs.size() > 100);
  REQUIRE(noisy.jobs.size() == plain.jobs.size());
  const auto pace = paces(with, 1, 0);
  int compared = 0;
  for (std::size_t i = 0; i < noisy.jobs.size(); ++i) {
    const Fate &a = noisy.jobs[i], &b = plain.jobs[i];
    CHECK(a.order.time == b.order.time);
    CHECK(a.order.work == b.order.work);
    if (a.state != OrderState::finished || a.slices.empty()) continue;
    const std::size_t device = a.site == SiteId{0} ? 1 : 2;
    CHECK(a.end - a.start ==
          Approx(a.order.work.value / pace[device * with.kinds.size() + 1]).epsilon(1e-9));
    ++compared;
  }
  CHECK(compared > 100);
}
