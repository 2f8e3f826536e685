#pragma once

// What a calibration measures, and what came of it.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/devices/compute_fit.hpp"
#include "models/devices/sample_statistics.hpp"

namespace souk {

enum class ProbeKind : std::uint8_t {
  launch,    ///< an empty operation, waited for
  stream,    ///< reads and writes of `work`, no arithmetic to speak of
  chase,     ///< one dependent load after the other over `bytes`; the time of one load
  copy_in,   ///< `bytes` from the host to the device
  copy_out,  ///< and back
  product,
  pass,  ///< softmax, layer norm
};
std::string_view name_of(ProbeKind kind);

struct Probe {
  ProbeKind kind = ProbeKind::launch;
  OpWork work;
  double bytes = 0;    ///< of chases and copies
  bool fitted = true;  ///< false: held out, only predicted
  friend bool operator==(const Probe& a, const Probe& b) {
    return a.kind == b.kind && a.work.op_class == b.work.op_class && a.work.dtype == b.work.dtype &&
           a.work.batch == b.work.batch && a.work.m == b.work.m && a.work.n == b.work.n &&
           a.work.k == b.work.k && a.work.read_bytes == b.work.read_bytes &&
           a.work.write_bytes == b.work.write_bytes && a.bytes == b.bytes && a.fitted == b.fitted;
  }
};

/// What a device can be asked for.
struct PlanLimits {
  std::vector<Dtype> products;    ///< formats of its products
  bool passes = true;             ///< it has softmax and layer norm
  bool copies = false;            ///< it is apart from the host
  double most_dimension = 16384;  ///< of a product; >= 64
  double most_flop = 1e13;        ///< of one product
  double most_bytes = 2e9;        ///< of one buffer
  double cache_bytes = 0;         ///< 0: not known
};

/// The probes in the order in which they run: shuffled with the seed, and an anchor (the same
/// product each time) before every 20th, so that a drift of the device shows. Shapes are
/// log-uniform points of a Sobol sequence, half of them multiples of 16, half off by one; 60 and 20
/// held out for each format of products, 30 and 10 batched. Deterministic.
std::vector<Probe> measurement_plan(const PlanLimits& limits, std::uint64_t seed);

/// 16 hexadecimal digits that tell plans apart.
std::string plan_hash(std::span<const Probe> plan);

/// A probe that was run, or that could not be.
struct Measured {
  Probe probe;
  TimingSummary timing;
  std::vector<double> seconds;  ///< every sample, per operation, in order
  Figure clock_before_mhz, clock_after_mhz;
  std::string throttled;  ///< why the device held back; empty: it did not, or cannot say
  std::string skipped;    ///< why it was not run; empty: it was
  [[nodiscard]] bool flagged() const;  ///< did not converge, was throttled, or is full of outliers
};

/// Of all probes of a run.
struct MeasurementFlags {
  std::size_t run = 0, skipped = 0, unconverged = 0, throttled = 0, with_outliers = 0;
  double anchor_drift = 0;  ///< last anchor's median / first's - 1
};
MeasurementFlags flags_of(std::span<const Measured> measured);

/// Fits a profile: launch, then bandwidth by level, then every class and format, with intervals,
/// held-out error and the error of extrapolation. `facts` holds what is known of the device without
/// measuring. Flagged probes count a quarter, and the profile's warnings tell how many there were.
/// A class with fewer than 8 fitted probes gets no fit. Throws std::invalid_argument if no stream
/// was measured. Deterministic.
DeviceProfile fit_profile(DeviceProfile facts, std::span<const Measured> measured,
                          const FitOptions& options);

}  // namespace souk
