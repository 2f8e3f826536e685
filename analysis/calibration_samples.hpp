#pragma once

// Every timing of a calibration, so that any later model of a device can be fitted to it.

#include <cstdint>
#include <span>
#include <string>

#include "models/devices/measurement.hpp"

namespace souk {

struct SamplesHeader {
  std::string device;  ///< id of its profile
  std::string souk_version;
  std::uint64_t seed = 0;
};

/// Writes `path` for xarray. /samples: a row for each probe, in the order in which they ran, with
/// its kind, shape and state (NaN: not known), and `seconds` over (probe, sample), NaN behind the
/// last of a row. /operations: what the blocks are made of, each with the probe that it belongs to.
/// The same measurements give the same bytes. Throws CannotWrite.
void write_calibration_samples(const std::string& path, const SamplesHeader& header,
                               std::span<const Measured> measured);

}  // namespace souk
