#pragma once

// What a scenario says of costs, and what follows from it: a table by kind and device, made once
// when the scenario is read. No event computes an estimate.

#include <memory>
#include <optional>
#include <string>

#include "models/costs/estimate.hpp"
#include "models/ids.hpp"
#include "models/random/law.hpp"
#include "models/units.hpp"

namespace souk {

struct CostSpec {
  Pricing pricing = Pricing::profile;
  /// Whose GPU-seconds work is counted in: the device named, else the first with a profile; none
  /// where no device has one.
  std::optional<DeviceId> reference;
  bool noise = false;
};

/// A kind of job with a row [[kind]].
struct KindSpec {
  JobDescriptor job;
  std::optional<Law> steps;
  Seconds reference_step;  ///< of one step on the reference device; 0: there is none
};

/// A kind with a descriptor on a device: both pricings, and what the scenario makes of them.
struct KindCost {
  Costed by_profile, by_data_sheet;
  bool derived = false;  ///< the throughput follows from them; else the scenario gives it
  double sigma_log = 0;  ///< of the run's factor on the time; 0 where it is not derived
  std::string refusal;   ///< why no job of the kind runs here; empty: it may

  [[nodiscard]] const Costed& by(Pricing pricing) const {
    return pricing == Pricing::profile ? by_profile : by_data_sheet;
  }
};

}  // namespace souk
