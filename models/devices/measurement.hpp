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
  launch,             ///< an empty operation, waited for
  launch_batch,       ///< empty operations in a row, waited for once; the time of one
  launch_graph,       ///< the same, recorded before and replayed
  stream,             ///< reads and writes of `work`, no arithmetic to speak of
  chase,              ///< one dependent load after the other over `bytes`; the time of one load
  copy_in,            ///< `bytes` from the host to the device, from memory that is pinned
  copy_out,           ///< and back
  copy_in_pageable,   ///< the same with memory as programs get it
  copy_out_pageable,  ///< and back
  copy_within,        ///< `bytes` from the device's memory to itself
  copy_peer,          ///< `bytes` to the next device
  product,
  pass,   ///< softmax, layer norm, GELU (class elementwise)
  block,  ///< `operations` in a row
};
std::string_view name_of(ProbeKind kind);
/// The path of a profile that a kind of copy measures ("h2d", "h2d_pageable", "d2d"); empty: it is
/// no copy.
std::string_view path_of(ProbeKind kind);

struct Probe {
  ProbeKind kind = ProbeKind::launch;
  OpWork work;
  double bytes = 0;                     ///< of chases and copies
  bool fitted = true;                   ///< false: held out, only predicted
  std::string family = "own";           ///< of kernels, for products
  std::string block = {};               ///< the name of a block
  std::vector<OpWork> operations = {};  ///< of a block; they follow from its name
  friend bool operator==(const Probe& a, const Probe& b) {
    return a.kind == b.kind && a.work.op_class == b.work.op_class && a.work.dtype == b.work.dtype &&
           a.work.batch == b.work.batch && a.work.m == b.work.m && a.work.n == b.work.n &&
           a.work.k == b.work.k && a.work.read_bytes == b.work.read_bytes &&
           a.work.write_bytes == b.work.write_bytes && a.bytes == b.bytes && a.fitted == b.fitted &&
           a.family == b.family && a.block == b.block;
  }
};

/// What a device can be asked for.
struct PlanLimits {
  std::vector<Dtype> products;               ///< formats of its products
  std::vector<std::string> families{"own"};  ///< of kernels; the first is what programs run
  std::vector<Dtype> passes{Dtype::fp32};    ///< formats of its softmax, layer norm and GELU
  bool copies = false;                       ///< it is apart from the host
  bool peer = false;                         ///< it copies to another device by itself
  bool queue = false;                        ///< it takes launches in a row, and recorded ones
  double most_dimension = 16384;             ///< of a product with no thin side; >= 64
  double most_flop = 1e13;                   ///< of one product
  double most_bytes = 2e9;                   ///< of one buffer
  double cache_bytes = 0;                    ///< 0: not known
};

/// The probes in the order in which they run: shuffled with the seed, and an anchor (the same
/// product each time) before every 20th, so that a drift of the device shows. Shapes are
/// log-uniform points of a Sobol sequence, half of them multiples of 16, half off by one; 60 and 20
/// held out for each format and family of products, 30 and 10 batched; 12 and 4 products of 1 to 16
/// rows, as decoding has them, whose other operand lies far behind the cache: they are bound by
/// memory; 12 and 4 of each kind of pass and format. With products and passes there are blocks,
/// never fitted (blocks.hpp). Deterministic.
std::vector<Probe> measurement_plan(const PlanLimits& limits, std::uint64_t seed);

/// 16 hexadecimal digits that tell plans apart.
std::string plan_hash(std::span<const Probe> plan);

/// A probe that was run, or that could not be.
struct Measured {
  Probe probe;
  TimingSummary timing;
  std::vector<double> seconds;  ///< every sample, per operation, in order
  Figure clock_before_mhz, clock_after_mhz;
  Figure power_w, temperature_c;  ///< after the last sample
  std::string throttled;          ///< why the device held back; empty: it did not, or cannot say
  std::string skipped;            ///< why it was not run; empty: it was
  [[nodiscard]] bool flagged() const;  ///< did not converge, was throttled, or is full of outliers
};

/// Of all probes of a run.
struct MeasurementFlags {
  std::size_t run = 0, skipped = 0, unconverged = 0, throttled = 0, with_outliers = 0;
  double anchor_drift = 0;  ///< last anchor's median / first's - 1
};
MeasurementFlags flags_of(std::span<const Measured> measured);

/// The family of a pass that was not timed in its format.
constexpr std::string_view by_bytes = "by-bytes";

/// Fits a profile: launch, then bandwidth by level, then every class and format, with intervals,
/// held-out error and the error of extrapolation, then the error on blocks. Fits of the first
/// family come first, so that they are what fit_of finds. `facts` holds what is known of the device
/// without measuring. Flagged probes count a quarter, and the profile's warnings tell how many
/// there were. A class with fewer than 8 fitted probes gets no fit, but a pass in a format of plain
/// products takes that of fp32, by bytes: its family is `by_bytes`, its n_fit 0, and a warning says
/// so. Throws std::invalid_argument if no stream was measured. Deterministic.
DeviceProfile fit_profile(DeviceProfile facts, std::span<const Measured> measured,
                          const FitOptions& options);

}  // namespace souk
