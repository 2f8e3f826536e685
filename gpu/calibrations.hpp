#pragma once

// The profiles that come with Souk: gpu/calibrations/*.json, built into the program.

#include <optional>
#include <string_view>
#include <vector>

#include "models/devices/device_profile.hpp"

namespace souk {

/// All of them, by the name of their file. Throws ScenarioError for one that is at fault.
std::vector<DeviceProfile> shipped_profiles();

}  // namespace souk
