// The bands that shipped profiles promise, on steps that others measured.

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "gpu/calibrations.hpp"
#include "models/devices/published.hpp"
#include "tests/models/costs/recorded_steps.hpp"
#include "tests/models/devices/small_device.hpp"

using namespace souk;

namespace {

/// The profile fitted to public measurements of the device; none is shipped of the V100.
const DeviceProfile* shipped(const std::string& device) {
  static const std::vector<DeviceProfile> profiles = shipped_profiles();
  const std::string id =
      published_profile(recorded("devices.csv").value(), "devices.csv", row_of(device)).id;
  const auto found = std::ranges::find(profiles, id + "-public", &DeviceProfile::id);
  return found == profiles.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("as many measured steps lie within the bands of shipped profiles as the bands say",
          "[gpu][oracle]") {
  auto steps = recorded_steps();
  if (!steps) return;
  std::erase_if(*steps, [](const RecordedStep& step) { return shipped(step.device) == nullptr; });
  const Coverage found = coverage(
      *steps, [](const std::string& device) -> const DeviceProfile& { return *shipped(device); });
  REQUIRE(found.steps == 56);
  CAPTURE(found.within_68, found.within_95);
  CHECK(found.within_68 >= least_within(0.68, found.steps));
  CHECK(found.within_95 >= least_within(0.95, found.steps));
}
