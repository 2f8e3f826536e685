#pragma once

// The bandwidth of each level of the memory, from timed passes: the first stage of a calibration,
// fixed before any product is fitted.

#include <cstdint>
#include <span>
#include <string>

#include "models/devices/compute_fit.hpp"

namespace souk {

/// t = t0 + bytes / bps
struct BandwidthFit {
  double t0_s = 0, bps = 0;
  std::size_t samples = 0;
};

/// Fits passes of one mix. Least absolute deviation of ln(predicted / measured), so that outliers
/// count little. Requires at least 2 samples of different sizes and positive times.
BandwidthFit fit_bandwidth(std::span<const OpSample> samples);

/// Fills in the mixes of `level` from those elementwise passes whose bytes lie in (above, up_to]:
/// copies (one read, one write), triads (two reads, one write), reads and writes, each where at
/// least `fewest` samples are of it. Returns whether any was.
bool fill_level(MemoryLevel& level, std::span<const OpSample> samples, double above, double up_to,
                std::size_t fewest);

}  // namespace souk
