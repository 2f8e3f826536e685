#pragma once

// The bandwidth of each level of the memory, from timed passes: the first stage of a calibration,
// fixed before any product is fitted.

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "models/devices/compute_fit.hpp"

namespace souk {

/// t = t0 + bytes / bps
struct BandwidthFit {
  double t0_s = 0, bps = 0;
  std::size_t samples = 0;
  double t0_share = 0;  ///< of the time of the most bytes, in [0, 1]
  bool capped = false;  ///< bps is the most that was allowed, and no sample comes near it
  /// Whether the times say little of the bandwidth: it is capped, or t0 explains most of the
  /// largest.
  [[nodiscard]] bool doubtful() const { return capped || t0_share > 0.5; }
};

/// What a bandwidth may be of bytes / time of the fastest sample: less than a sixteenth of its time
/// is not told from the scatter of timings.
constexpr double most_over_fastest = 16;

/// Fits passes of one mix. Least absolute deviation of ln(predicted / measured), so that outliers
/// count little. Times that do not grow with the bytes would give t0 all and an endless bandwidth:
/// it ends at `most_bps`, and at most_over_fastest. Requires at least 2 samples of different sizes
/// and positive times.
BandwidthFit fit_bandwidth(std::span<const OpSample> samples,
                           double most_bps = std::numeric_limits<double>::infinity());

/// Which passes tell of a level of the memory.
struct LevelSamples {
  double above = 0, up_to = 0;  ///< their bytes lie in (above, up_to]
  std::size_t fewest = 2;       ///< of a mix, for it to be fitted
  Figure most_bps{};            ///< that the level can have; none: not known
};

/// Fills in the mixes of `level` from those elementwise passes that `which` names: copies (one
/// read, one write), triads (two reads, one write), reads and writes. Mixes whose bandwidth is
/// doubtful leave one warning. Returns whether any was filled in.
bool fill_level(MemoryLevel& level, std::span<const OpSample> samples, const LevelSamples& which,
                std::vector<std::string>& warnings);

}  // namespace souk
