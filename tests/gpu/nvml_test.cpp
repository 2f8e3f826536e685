#include <catch2/catch.hpp>

#include "gpu/nvml.hpp"

using namespace souk;

namespace {
constexpr const char* bus = "0000:3b:00.0";
}

TEST_CASE("without the management library every figure is absent, none is zero",
          "[gpu][contract]") {
  const Nvml nvml{bus, "libno-such-library.so.1"};
  CHECK_FALSE(nvml.known());
  const DeviceState state = nvml.state();
  CHECK_FALSE(state.clock_mhz);
  CHECK_FALSE(state.power_w);
  CHECK_FALSE(state.temperature_c);
  CHECK(state.throttled.empty());
  CHECK_FALSE(nvml.memory_clock_mhz());
  CHECK_FALSE(nvml.power_limit_w());
  CHECK_FALSE(nvml.mig());
  CHECK_FALSE(nvml.driver_version());
}

TEST_CASE("the management library's figures come in the units of a profile", "[gpu]") {
  const Nvml nvml{bus, SOUK_FAKE_NVML};
  REQUIRE(nvml.known());
  const DeviceState state = nvml.state();
  CHECK(state.clock_mhz == 1755);
  CHECK(state.power_w == 612.5);
  CHECK(state.temperature_c == 61);
  CHECK(state.throttled == "power cap");
  CHECK(nvml.memory_clock_mhz() == 2619);
  CHECK(nvml.power_limit_w() == 700);
  CHECK(nvml.mig() == false);
  CHECK(nvml.driver_version() == "580.65.06");
}

TEST_CASE("a library of an old driver gives what it has", "[gpu]") {
  const Nvml nvml{bus, SOUK_OLD_NVML};
  const DeviceState state = nvml.state();
  CHECK(state.clock_mhz == 1755);
  CHECK_FALSE(state.power_w);
  CHECK_FALSE(state.temperature_c);
  CHECK(state.throttled == "thermal slowdown");
  CHECK_FALSE(nvml.power_limit_w());
  CHECK_FALSE(nvml.mig());
}

TEST_CASE("a card that the library does not know has no figures", "[gpu]") {
  const Nvml nvml{"0000:00:00.0", SOUK_FAKE_NVML};
  CHECK_FALSE(nvml.known());
  CHECK_FALSE(nvml.state().clock_mhz);
  CHECK_FALSE(nvml.driver_version());
}

TEST_CASE("reasons for holding back are named, idling is none", "[gpu]") {
  CHECK(throttle_text(0) == "");
  CHECK(throttle_text(0x1 | 0x2 | 0x100) == "");  // idle, clocks somebody set
  CHECK(throttle_text(0x4 | 0x40 | 0x80) == "power cap, hardware thermal slowdown, power brake");
}
