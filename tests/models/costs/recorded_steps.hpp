#pragma once

// Whole passes and training steps that others measured, and the profiles of their devices as fitted
// from 60 shapes of each class: nothing of a step is ever fitted.

#include <optional>
#include <string>
#include <vector>

#include "models/costs/descriptor.hpp"
#include "models/devices/device_profile.hpp"

namespace souk {

struct RecordedStep {
  std::string device, model, mode, parallel;
  JobDescriptor job;
  double seconds = 0;
};

/// The NVIDIA rows of transformer_steps.csv on one GPU, but for the P4, whose clocks were
/// throttled:
/// 67. None, with a word why, if the measurements are not there.
std::optional<std::vector<RecordedStep>> recorded_steps();

/// The profile of a device of the rows, fitted once.
const DeviceProfile& fitted_profile(const std::string& device);

}  // namespace souk
