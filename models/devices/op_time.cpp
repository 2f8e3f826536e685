#include "models/devices/op_time.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace souk {
namespace {

struct Tile {
  double m, n;
};
/// The tiles that GEMM libraries choose from.
constexpr std::array<Tile, 9> tiles{{{256, 128},
                                     {128, 256},
                                     {128, 128},
                                     {128, 64},
                                     {64, 128},
                                     {64, 64},
                                     {64, 32},
                                     {32, 64},
                                     {32, 32}}};

struct Mix {
  double write_share;
  Figure bps;
};

/// The inverse of the bandwidth at a share of writes; none if no mix is known.
Figure seconds_per_byte(const MemoryLevel& level, double write_share) {
  const std::array<Mix, 4> mixes{{{0, level.read_bps},
                                  {1.0 / 3, level.triad_bps},
                                  {0.5, level.copy_bps},
                                  {1, level.write_bps}}};
  const Mix *below = nullptr, *above = nullptr;
  for (const Mix& mix : mixes) {
    if (!mix.bps) continue;
    if (mix.write_share <= write_share) below = &mix;
    if (mix.write_share >= write_share && above == nullptr) above = &mix;
  }
  if (below == nullptr && above == nullptr) return {};
  if (below == nullptr || above == nullptr || below == above)
    return 1 / (below != nullptr ? *below->bps : *above->bps);
  const double part =
      (write_share - below->write_share) / (above->write_share - below->write_share);
  return (1 - part) / *below->bps + part / *above->bps;
}

Bound bound_of(const OpTime& time) {
  if (time.launch_s >= std::max(time.compute_s, time.memory_s)) return Bound::launch;
  return time.compute_s >= time.memory_s ? Bound::compute : Bound::memory;
}

}  // namespace

OpWork gemm_work(Dtype dtype, double batch, double m, double n, double k) {
  const double element = bytes_of(dtype);
  return {.op_class = batch > 1 ? OpClass::batched_gemm : OpClass::gemm,
          .dtype = dtype,
          .batch = batch,
          .m = m,
          .n = n,
          .k = k,
          .read_bytes = element * batch * (m * k + k * n),
          .write_bytes = element * batch * m * n};
}

OpWork pass_work(OpClass op_class, Dtype dtype, double read_bytes, double write_bytes) {
  return {
      .op_class = op_class, .dtype = dtype, .read_bytes = read_bytes, .write_bytes = write_bytes};
}

double compute_seconds(const TileModel& model, double sm_count, const OpWork& work) {
  double least = std::numeric_limits<double>::infinity();
  for (const Tile& tile : tiles) {
    const double area = tile.m * tile.n;
    const double waves =
        work.batch * std::ceil(work.m / tile.m) * std::ceil(work.n / tile.n) / sm_count;
    const double counted =
        (1 - model.wave_a) * std::max(waves, 1.0) + model.wave_a * std::ceil(waves);
    const double loss = 1 + model.tile_c * (tile.m + tile.n) / area;
    least = std::min(least, counted * 2 * area * (work.k + model.k0) * loss);
  }
  // Spread over K, so neither padded nor in waves.
  if (std::min(work.m, work.n) <= thin_rows)
    least = std::min(least, 2 * work.batch * work.m * work.n * (work.k + model.k0) / sm_count);
  return least * sm_count / model.peak_flops;
}

Figure memory_seconds(const DeviceProfile& profile, const OpWork& work) {
  const double bytes = work.bytes();
  if (bytes <= 0) return 0;
  Figure least;  // a cache is never slower than what is behind it
  for (const MemoryLevel& level : profile.levels) {
    const bool last = &level == &profile.levels.back();
    if (!last && (!work.warm || !level.bytes || *level.bytes < bytes)) continue;
    const Figure inverse = seconds_per_byte(level, work.write_bytes / bytes);
    if (inverse && (!least || *inverse * bytes < *least)) least = *inverse * bytes;
  }
  return least;
}

Launch launch_of(const DeviceProfile& profile, const ComputeFit& fit) {
  if (fit.t0_s) return {*fit.t0_s, false};
  if (profile.launch_latency_s) return {*profile.launch_latency_s, false};
  return {};
}

std::optional<OpTime> op_time(const DeviceProfile& profile, const OpWork& work) {
  const ComputeFit* fit = fit_of(profile, work.op_class, work.dtype);
  if (fit == nullptr) return {};
  return op_time(profile, *fit, work);
}

std::optional<OpTime> op_time(const DeviceProfile& profile, const ComputeFit& fit,
                              const OpWork& work) {
  OpTime time{.sigma_log = fit.sigma_log};
  const Figure memory = memory_seconds(profile, work);
  if (!memory) return {};
  time.memory_s = *memory * fit.pass_factor;
  if (work.flop() > 0) {
    if (!fit.peak_flops || !profile.sm_count) return {};
    time.compute_s =
        compute_seconds({*fit.peak_flops, fit.k0, fit.tile_c, fit.wave_a}, *profile.sm_count, work);
  }
  time.launch_s = launch_of(profile, fit).seconds;
  time.total_s = time.launch_s + std::max(time.compute_s, time.memory_s);
  time.bound = bound_of(time);
  return time;
}

Figure data_sheet_seconds(const DeviceProfile& profile, const OpWork& work) {
  const Figure peak = published_peak(profile, work.dtype);
  Figure seconds;
  if (profile.published_bps) seconds = work.bytes() / *profile.published_bps;
  if (peak) seconds = std::max(seconds.value_or(0), work.flop() / *peak);
  return seconds;
}

}  // namespace souk
