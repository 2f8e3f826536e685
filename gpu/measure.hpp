#pragma once

// The protocol of timing: warm up, repeat until the median is known, give up in time.

#include <functional>
#include <span>
#include <vector>

#include "gpu/backend.hpp"

namespace souk {

struct MeasureOptions {
  double warm_up_s = 0.3;       ///< least time of the device's first warm-up
  double probe_budget_s = 0.3;  ///< of one probe; >= 1 sample is taken whatever it costs
  double batch_s = 200e-6;      ///< least length of a sample: operations are repeated to reach it
  std::size_t most_samples = 301;
  std::function<void(std::size_t done, std::size_t all)> progress;
};

/// Runs the plan in its order. The device is warmed with the first probe until two windows agree to
/// 1 %; then each probe is sampled until 11 samples put the 95 % interval of the median within 2 %,
/// its budget is spent, or there are `most_samples`. Probes that the backend refuses are kept as
/// skipped, with its reason. Throws what the backend throws.
std::vector<Measured> measure(Backend& backend, std::span<const Probe> plan,
                              const MeasureOptions& options);

/// Plans, measures and fits; the profile says what it was made with. `options.resamples` as in
/// fit_compute.
DeviceProfile calibrate(Backend& backend, std::uint64_t seed, const MeasureOptions& measuring,
                        const FitOptions& fitting, std::vector<Measured>* raw = nullptr);

}  // namespace souk
