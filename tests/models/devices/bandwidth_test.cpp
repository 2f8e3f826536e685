// The bandwidth of a level from timed streams, and what is said where they do not show it.

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "models/devices/bandwidth_fit.hpp"
#include "models/devices/published.hpp"
#include "tests/models/devices/small_device.hpp"

using namespace souk;

namespace {

/// Copies of 8 sizes, from 32 MB on and each twice as large as the one before; seconds(bytes) each.
template <class Seconds>
std::vector<OpSample> copies(const Seconds& seconds) {
  std::vector<OpSample> samples;
  for (double bytes = 32e6; samples.size() < 8; bytes *= 2)
    samples.push_back(
        {pass_work(OpClass::elementwise, Dtype::fp32, bytes / 2, bytes / 2), seconds(bytes)});
  return samples;
}

}  // namespace

TEST_CASE("streams whose times grow with the bytes tell launch and bandwidth", "[devices]") {
  const auto samples = copies([](double bytes) { return 5e-6 + bytes / 4e11; });
  const BandwidthFit fit = fit_bandwidth(samples, 5e11);
  CHECK(fit.bps == Approx(4e11).epsilon(1e-3));
  CHECK(fit.t0_s == Approx(5e-6).epsilon(1e-2));
  CHECK_FALSE(fit.doubtful());
  // A device that is as fast as its data sheet says is none to doubt.
  CHECK_FALSE(fit_bandwidth(samples, 4e11).doubtful());
  CHECK_FALSE(fit_bandwidth(samples, 3.9e11).doubtful());
  CHECK(fit_bandwidth(samples, 3.9e11).bps == Approx(3.9e11));
}

TEST_CASE("times that do not grow give no endless bandwidth", "[devices]") {
  const auto samples = copies([](double) { return 5e-4; });
  const double fastest = 32e6 * 128 / 5e-4;
  const BandwidthFit alone = fit_bandwidth(samples), known = fit_bandwidth(samples, 3 * fastest);
  CHECK(alone.bps <= most_over_fastest * fastest * (1 + 1e-12));
  CHECK(known.bps == Approx(3 * fastest));
  CHECK(alone.doubtful());
  CHECK(known.doubtful());
}

TEST_CASE("a start that is most of the longest stream is doubted, with its level and mix",
          "[devices]") {
  MemoryLevel level{.name = "l2"};
  std::vector<std::string> warnings;
  const auto samples = copies([](double bytes) { return 16e-3 + bytes / 1e12; });
  REQUIRE(fill_level(level, samples, {.up_to = 1e10}, warnings));
  CHECK(level.copy_bps == Approx(1e12).epsilon(1e-2));
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0] ==
        "l2 copy: 80 % of the longest stream is its start, so the bandwidth is badly known");
}

TEST_CASE(
    "the memory of a profile has at most its published bandwidth, and says where streams do "
    "not show it",
    "[devices]") {
  DeviceProfile device = small_device();
  device.warnings.clear();
  fit_memory(device, copies([](double bytes) { return bytes > 3e8 ? 5e-2 : 4.9e-2; }));
  CHECK(device.levels.back().copy_bps.value() <= device.published_bps.value() * (1 + 1e-12));
  REQUIRE(device.warnings.size() == 1);
  CHECK(device.warnings[0].starts_with("dram copy: "));
}
