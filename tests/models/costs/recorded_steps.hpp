#pragma once

// Whole passes and training steps that others measured, and the profiles of their devices as fitted
// from 60 shapes of each class: nothing of a step is ever fitted.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
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

/// The row of devices.csv for a device of the steps; empty: not one of them.
std::string_view row_of(std::string_view device);

/// The profile of a device of the rows, fitted once.
const DeviceProfile& fitted_profile(const std::string& device);

/// How many steps lie within exp(+-sigma) and exp(+-1.96 sigma) of their estimates.
struct Coverage {
  int steps = 0, within_68 = 0, within_95 = 0;
};
/// With the profile that is given for each device.
Coverage coverage(const std::vector<RecordedStep>& steps,
                  const std::function<const DeviceProfile&(const std::string&)>& profile);

/// Of `steps` that are each within a band with probability `share`: the mean less one deviation.
double least_within(double share, int steps);

}  // namespace souk
