#pragma once

// How long one operation takes on a device, from the device's profile.
//
//     t = t0 + max( min over tiles [ waves 2 tm tn (K + K0) / (P / SM eff) ], bytes pass / BW )
//     waves = (1 - a) max(w, 1) + a ceil(w),  w = B ceil(M / tm) ceil(N / tn) / SM
//     eff = tm tn / (tm tn + c (tm + tn))
//
// Products of at most 16 rows or columns may also take a kernel without tiles, 2 B M N (K + K0) /
// P, as decoding does: a tile of 32 rows would count 32 times the arithmetic of one.
//
// P, K0, c, a, t0 and pass belong to the class of work and its number format (ComputeFit), BW to
// the memory level that holds what the operation touches, at its mix of reads and writes. The time
// never falls when a dimension grows, and is never below t0 nor below the roofline max(FLOP / P,
// bytes / BW).

#include <string>

#include "models/devices/device_profile.hpp"

namespace souk {

/// Up to so many rows or columns libraries have kernels that keep the thin operand in registers.
constexpr double thin_rows = 16;

/// One operation as work to be done: `batch` products of (m x k) by (k x n), or a pass over memory
/// (m, n and k are 0).
struct OpWork {
  OpClass op_class = OpClass::gemm;
  Dtype dtype = Dtype::fp32;
  double batch = 1, m = 0, n = 0, k = 0;
  double read_bytes = 0, write_bytes = 0;
  bool warm = false;  ///< what it touches was just touched: a cache that can hold it does

  [[nodiscard]] double flop() const { return 2 * batch * m * n * k; }
  [[nodiscard]] double bytes() const { return read_bytes + write_bytes; }
};

/// `batch` products in one call; batch 1 is a plain GEMM. Each operand is read or written once.
OpWork gemm_work(Dtype dtype, double batch, double m, double n, double k);

/// A pass over memory.
OpWork pass_work(OpClass op_class, Dtype dtype, double read_bytes, double write_bytes);

/// What bounds an operation.
enum class Bound : std::uint8_t { launch, compute, memory };

/// A launch on a device of whose launches nothing is known: what a kernel takes from the call to
/// its end on the devices where it was measured (2.5 to 10 us). Data sheets do not give it, and 0
/// would be wrong on the side of the device.
constexpr double usual_launch_s = 5e-6;

struct Launch {
  double seconds = usual_launch_s;
  bool assumed = true;  ///< it is usual_launch_s, since the profile knows none
};
/// That of the class of work, else that of the device.
Launch launch_of(const DeviceProfile& profile, const ComputeFit& fit);

struct OpTime {
  double total_s = 0;  ///< launch + max(compute, memory)
  double launch_s = 0;
  double compute_s = 0, memory_s = 0;
  double sigma_log = 0;  ///< of log(measured / predicted), from the fit
  Bound bound = Bound::compute;
};

/// The parameters of a fit beside the device's own, in the order of ComputeFit::covariance.
struct TileModel {
  double peak_flops = 0, k0 = 0, tile_c = 0, wave_a = 0;
};

/// Seconds of the products alone: the compute term above. Requires sm_count > 0, peak_flops > 0.
double compute_seconds(const TileModel& model, double sm_count, const OpWork& work);

/// Seconds for the bytes of `work`, counted once: at the bandwidth of the smallest level that holds
/// them if they are warm, else of the last. The bandwidth at a share of writes is linear in its
/// inverse between the mixes that are known (read 0, triad 1/3, copy 1/2, write 1) and constant
/// beyond them. None: the profile knows no bandwidth.
Figure memory_seconds(const DeviceProfile& profile, const OpWork& work);

/// The time of `work`. None when the profile has no fit for its class and format, or no bandwidth.
/// Requires a profile that parse_profile took or a fit made. O(tiles x levels).
std::optional<OpTime> op_time(const DeviceProfile& profile, const OpWork& work);

/// The same with a fit that is not (yet) in the profile.
std::optional<OpTime> op_time(const DeviceProfile& profile, const ComputeFit& fit,
                              const OpWork& work);

/// What the data sheet alone says: max(FLOP / published peak, bytes / published bandwidth); none
/// where it gives neither. A lower bound in name only: devices with boost clocks can beat it.
Figure data_sheet_seconds(const DeviceProfile& profile, const OpWork& work);

}  // namespace souk
