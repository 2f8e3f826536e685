#pragma once

// The unknowns of a fit as free real numbers: logarithms of what is positive, a logit for the
// share.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "models/devices/device_profile.hpp"

namespace souk {

struct OpSample;

/// How much of the model is searched for.
enum class FitForm : std::uint8_t {
  tiles,     ///< all that the class of work has
  roofline,  ///< k0, tile_c and wave_a are 0, which no search for logarithms comes to
};

struct FitShape {
  FitForm form = FitForm::tiles;
  bool passes = true;  ///< pass_factor is searched for; else it is 1
};

/// Which unknowns a class of work has, where the search for them starts, and how surprising a value
/// is before anything was measured.
class FitParameters {
 public:
  FitParameters(const DeviceProfile& device, std::span<const OpSample> samples, FitShape shape);

  [[nodiscard]] std::vector<double> start() const;
  [[nodiscard]] ComputeFit fit_at(const std::vector<double>& at) const;
  /// Half the sum of squared deviations from the priors; steep above the published peak, and
  /// above the shortest sample for t0.
  [[nodiscard]] double surprise(const std::vector<double>& at) const;
  /// (ln peak, ln k0, ln tile_c, logit wave_a, ln t0, ln pass_factor); 0 for what is not fitted.
  [[nodiscard]] std::vector<double> logs_at(const std::vector<double>& at) const;

 private:
  struct Prior {
    double mean = 0, deviation = 1;
    bool fitted = true;
  };

  OpClass op_class_;
  Dtype dtype_;
  bool products_;
  double most_log_peak_;         // +inf where nothing is published
  double most_log_t0_;           // no launch is longer than a whole operation
  std::array<Prior, 6> priors_;  // in the order of logs_at; the last is of ln(pass_factor - 1)
};

}  // namespace souk
