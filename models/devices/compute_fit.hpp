#pragma once

// The fit of a class of work to measured times: the parameters of op_time.hpp, how sure they are,
// and how far off they are on shapes that were not fitted.
//
// Bandwidth comes first and stays fixed, for products alone do not tell it from the rest: left free
// it drifts over orders of magnitude. The loss is Huber's on ln(predicted / measured), so that
// outliers count little; weak log-normal priors hold what the shapes do not determine; the peak may
// not pass the published one.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/devices/device_profile.hpp"
#include "models/devices/op_time.hpp"

namespace souk {

/// A measured operation.
struct OpSample {
  OpWork work;
  double seconds = 0;   ///< > 0
  double weight = 1;    ///< in (0, 1]; less for what did not converge or was throttled
  std::string op = {};  ///< what a table of samples calls it, where it comes from one
};

struct FitOptions {
  std::uint64_t seed = 1;
  int resamples = 200;      ///< of the bootstrap; 0: no intervals
  bool extrapolate = true;  ///< also measure the error on the largest quarter
};

/// Fits `samples`, all of one class and format, on a device with the given memory and SM count (and
/// published peak and launch latency, where known); `holdout` is only predicted. A sample with no
/// product in it fits t0 and pass_factor alone. Where a plain roofline (k0, tile_c and wave_a 0)
/// halves the loss, it is the fit; where no sample tells how often bytes are moved, once. t0 is at
/// most the shortest sample. Throws std::invalid_argument for fewer than 4 samples, times
/// that are not positive and finite, or a profile without a bandwidth (or, for products, without an
/// SM count). O(resamples samples); the same result for the same seed on every machine.
ComputeFit fit_compute(const DeviceProfile& device, std::span<const OpSample> samples,
                       std::span<const OpSample> holdout, const FitOptions& options);

/// Errors of the fit's predictions. Requires samples that the profile can time.
PredictionError prediction_error(const DeviceProfile& device, const ComputeFit& fit,
                                 std::span<const OpSample> samples);

/// The same for any prediction: `predicted[i]` against `measured[i]`, both > 0; at least one.
PredictionError prediction_error(std::span<const double> predicted,
                                 std::span<const double> measured);

}  // namespace souk
