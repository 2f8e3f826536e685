#pragma once

// Profiles of devices as people read them.

#include <string>

#include "models/devices/device_profile.hpp"

namespace souk::cli {

/// One line of `souk list devices`: peaks, memory, where the figures come from, how far off.
std::string profile_line(const DeviceProfile& profile);

/// What a calibration found: launch, memory, a row per class of work and per path, warnings.
std::string profile_summary(const DeviceProfile& profile);

}  // namespace souk::cli
