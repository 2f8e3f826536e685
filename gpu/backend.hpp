#pragma once

// A device that can be measured. The statistics and the fit know this interface alone.

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/devices/measurement.hpp"

namespace souk {

/// There is no such device here; `what()` is one line that says why. Exit code 69.
struct NoDevice : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What the device says of itself at one moment; what it does not say is absent.
struct DeviceState {
  Figure clock_mhz, power_w, temperature_c;
  std::string throttled;  ///< why it holds back; empty: it does not, or cannot say
};

class Backend {
 public:
  virtual ~Backend() = default;

  /// What is known without measuring: names, sizes, published figures, provenance, origin.
  [[nodiscard]] virtual DeviceProfile facts() const = 0;
  [[nodiscard]] virtual PlanLimits limits() const = 0;
  /// Why a probe cannot be run here; empty: it can.
  [[nodiscard]] virtual std::string refusal(const Probe& probe) const = 0;
  /// Makes ready for run() of this probe: memory is taken here, outside any timing.
  virtual void prepare(const Probe& probe) = 0;
  /// Seconds of `times` operations in a row of the probe that was prepared last; > 0. Throws
  /// std::runtime_error when the device fails.
  virtual double run(int times) = 0;
  virtual DeviceState state() = 0;
};

/// This machine's processors: real measurements, on all of them.
std::unique_ptr<Backend> cpu_backend();

/// CUDA device `index`. Throws NoDevice without a driver, without that device, or in a build
/// without CUDA.
std::unique_ptr<Backend> cuda_backend(int index);

/// How an emulated device departs from its profile.
struct EmulatedNoise {
  double sigma = 0.03;          ///< of ln(time), each sample
  double outlier_share = 0.05;  ///< of samples that take half as long again
  double drift = 0;             ///< relative, over the whole run, linear in its samples
  double throttle_share = 0;    ///< of probes that run a third slower, and say so
  std::uint64_t seed = 1;
};

/// A device that takes the times of `profile`, with noise; the same for the same seed. Probes that
/// the profile has no figure for are refused.
std::unique_ptr<Backend> emulated_backend(DeviceProfile profile, const EmulatedNoise& noise);

}  // namespace souk
