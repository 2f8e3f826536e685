#pragma once

// What is known of a device: the figures that a job's time is computed from, where they come from
// and how far off they may be. A figure that nobody measured or published is absent, never zero.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/interval.hpp"

namespace souk {

/// Where the figures of a profile come from.
enum class Origin : std::uint8_t {
  measured,     ///< by `souk calibrate` on the device itself
  emulated,     ///< by `souk calibrate` on a profile with noise
  published,    ///< of a data sheet: wide error
  public_data,  ///< fitted to measurements that others published
};

/// What kind of work an operation is; each has a fit of its own.
enum class OpClass : std::uint8_t { gemm, batched_gemm, elementwise, softmax, layer_norm };

enum class Dtype : std::uint8_t { fp32, tf32, fp16, bf16, fp8 };

/// The names as profiles have them: "public-data", "batched_gemm", "fp16".
std::string_view name_of(Origin origin);
std::string_view name_of(OpClass op_class);
std::string_view name_of(Dtype dtype);
std::optional<Origin> origin_named(std::string_view name);
std::optional<OpClass> op_class_named(std::string_view name);
std::optional<Dtype> dtype_named(std::string_view name);

/// Bytes of one element as it is stored; tf32 is stored as fp32.
double bytes_of(Dtype dtype);

using Figure = std::optional<double>;  ///< none: not known

/// Relative errors of predictions on shapes that were not fitted: pure numbers, 0.1 is 10 %.
struct PredictionError {
  double mape = 0;    ///< mean of |predicted / measured - 1|
  double median = 0;  ///< of the same
  double p90 = 0;
  double bias = 0;  ///< mean of predicted / measured - 1
  std::size_t shapes = 0;
  friend bool operator==(const PredictionError&, const PredictionError&) = default;
};

/// What one class of work costs on the device in one number format. `op_time.hpp` has the formula.
struct ComputeFit {
  OpClass op_class = OpClass::gemm;
  Dtype dtype = Dtype::fp32;
  std::string family = "own";  ///< of kernels: own, cublas; by-bytes, data-sheet: none was run
  Figure peak_flops;           ///< FLOP/s at full tiles; absent for classes that only move bytes
  double k0 = 0;               ///< FLOP lost per tile, as elements of the inner dimension
  double tile_c = 0;           ///< loss at the border of a tile, in elements
  double wave_a = 0;           ///< share of the time that comes in whole waves, in [0, 1]
  Figure t0_s;                 ///< time of the empty operation
  double pass_factor = 1;      ///< bytes moved over bytes counted, >= 1
  double sigma_log = 0;        ///< spread of log(measured / predicted), of shapes not fitted
  std::optional<Interval> peak_interval, t0_interval;  ///< bootstrap, at 95 %
  /// Of the bootstrap, over (ln peak, ln k0, ln tile_c, logit wave_a, ln t0, ln pass_factor): the
  /// lower triangle by rows; empty when there was none.
  std::vector<double> covariance;
  std::size_t n_fit = 0;
  std::optional<PredictionError> holdout;
  std::optional<PredictionError> extrapolation;  ///< to the largest quarter, from the rest
  friend bool operator==(const ComputeFit&, const ComputeFit&) = default;
};

/// One level of the memory, from the fastest to the largest. The mixes are of reads and writes.
struct MemoryLevel {
  std::string name;  ///< "l2", "dram"
  Figure bytes;      ///< what fits into it
  Figure read_bps;   ///< B/s, of reads alone
  Figure write_bps;  ///< of writes alone
  Figure copy_bps;   ///< of one read and one write
  Figure triad_bps;  ///< of two reads and one write
  Figure latency_s;  ///< of one dependent load
  friend bool operator==(const MemoryLevel&, const MemoryLevel&) = default;
};

/// A way to move bytes: time = alpha + bytes / bps. Collectives have two protocols and take the one
/// that is done first: one for small messages, and one for the others that the host cannot start in
/// less than a floor.
///
///     time = min( small_alpha + bytes / small_bps, max( floor, alpha + bytes / bps ) )
///
/// Where small_alpha or floor is none, its part is left out.
struct TransferPath {
  std::string name;  ///< h2d, d2h (pinned memory), h2d_pageable, d2h_pageable, d2d, peer
  double alpha_s = 0, bps = 0;
  Figure floor_s{}, small_alpha_s{}, small_bps{};  ///< the last two together or not at all
  std::size_t n_fit = 0;                           ///< of collectives: how many timings were fitted
  std::optional<PredictionError> holdout{};        ///< on those that were not
  [[nodiscard]] double seconds(double bytes) const;
  friend bool operator==(const TransferPath&, const TransferPath&) = default;
};

/// A peak as its vendor states it, dense.
struct PublishedPeak {
  Dtype dtype = Dtype::fp32;
  double flops = 0;
  friend bool operator==(const PublishedPeak&, const PublishedPeak&) = default;
};

struct DeviceProfile {
  std::string id;  ///< what scenarios and `souk list devices` call it: [a-z][a-z0-9-]*
  std::string vendor, model, arch;
  std::optional<std::string> compute_capability;
  Figure sm_count, memory_bytes, l2_bytes, tdp_w;
  Origin origin = Origin::published;
  /// Who measured when with what, in the order of the file: names with text ("date_utc"); or a
  /// number ("power_w"), written as JSON.
  std::vector<std::pair<std::string, std::string>> provenance;
  Figure launch_latency_s, per_launch_s, graph_launch_s;
  std::optional<Interval> launch_interval;  ///< of the latency, at 95 %
  std::vector<MemoryLevel> levels;
  std::vector<TransferPath> transfers;
  std::vector<PublishedPeak> published;
  Figure published_bps;  ///< B/s of the memory, as its vendor states it
  std::vector<ComputeFit> compute;
  std::optional<PredictionError> blocks;  ///< on blocks of operations, none of which was fitted
  Figure idle_w;
  std::vector<std::pair<std::string, double>> busy_w;  ///< by class of work
  std::vector<std::string> warnings;
  /// What a file has that this version does not know, by JSON pointer, as JSON: kept when it is
  /// written again.
  std::vector<std::pair<std::string, std::string>> unknown;

  friend bool operator==(const DeviceProfile&, const DeviceProfile&) = default;
};

/// The fit of a class and format; the first of several families. Null when there is none.
const ComputeFit* fit_of(const DeviceProfile& profile, OpClass op_class, Dtype dtype);

/// The published peak of a format; none: the device has no such path, or it is not known.
Figure published_peak(const DeviceProfile& profile, Dtype dtype);

}  // namespace souk
