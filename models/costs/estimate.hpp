#pragma once

// What a step of a job costs on a device: seconds, bytes, memory and power.

#include <optional>
#include <string>
#include <string_view>

#include "models/costs/descriptor.hpp"
#include "models/devices/device_profile.hpp"

namespace souk {

/// From what a step is priced.
enum class Pricing : std::uint8_t {
  profile,     ///< the fits of the profile
  data_sheet,  ///< max(FLOP / published peak, bytes / published bandwidth) of each operation
};

/// What takes the largest part of a step.
enum class StepBound : std::uint8_t { compute, memory, launch, communication };
std::string_view name_of(StepBound bound);

/// What an op list misses of a step whose operations are priced without error, as the sigma of a
/// log-normal. Source: 67 passes and training steps of seven transformers on seven devices, as
/// measured for NeuSight (Lee et al., ASPLOS 2025), are off by 9.1 % on the mean when their op
/// lists are priced by fitted profiles; the mean of |x| of a normal x is sigma sqrt(2 / pi), so
/// sigma is 0.091 / 0.798. The errors of fits are in it, so adding theirs errs on the wide side. Of
/// CNNs and of decoding no step was compared; they are taken to be no better. A list of products is
/// what the fits were held against, and misses nothing.
constexpr double step_sigma_log = 0.114;
/// The same of work without shapes: FLOPs / fitted peak is off by 27.5 % on the mean of those
/// steps.
constexpr double plain_sigma_log = 0.345;

/// One step on each GPU of the job; parts add up to median_s.
struct Estimate {
  double median_s = 0;
  double sigma_log = 0;  ///< of ln(measured / median_s): root of the squares of the fits' mean
                         ///< sigma, by time, and of step_sigma_log or plain_sigma_log
  double compute_s = 0;  ///< of operations that arithmetic bounds
  double memory_s = 0;   ///< of operations that the memory bounds
  double launch_s = 0;   ///< of launches
  double communication_s = 0;  ///< of exchanges between the job's GPUs that nothing hides
  double bubble_s = 0;         ///< idle in the pipeline
  StepBound bound = StepBound::compute;
  Origin origin = Origin::published;
  double published_share = 0;   ///< of the time, priced by published figures that nobody measured
  double flop = 0, bytes = 0;   ///< done, and moved between memory and processors
  double exchanged_bytes = 0;   ///< sent between the job's GPUs, of each GPU
  double memory_bytes = 0;      ///< held, with the reserve
  Figure capacity_bytes;        ///< of the device; none: not known, and nothing is refused
  Figure power_w;               ///< while it runs; none: not known
  bool power_at_most = false;   ///< power_w is the device's limit, not a measurement
  bool launch_assumed = false;  ///< some launches count usual_launch_s

  [[nodiscard]] bool fits() const { return !capacity_bytes || memory_bytes <= *capacity_bytes; }
};

/// An estimate, or why there is none.
struct Costed {
  std::optional<Estimate> estimate;
  std::string reason;  ///< a figure that the profile lacks
};

/// The step of `job` on a device. No figure that is missing counts as zero: without a fit (or, by
/// data sheet, a peak) of the descriptor's format, a bandwidth, or an all-reduce that the job
/// needs, there is no estimate. The time never falls when a dimension of the descriptor grows, but
/// for two: `decode` from none to one, since from then on the last position alone is scored, and
/// `heads` within the same `hidden`, which are no more work but narrower products, of which some
/// fill the device better. It is never below its launches nor below the roofline of the profile's
/// peaks.
///
/// Stages of a pipeline wait for each other: (micro + pp - 1) / micro of the time of the slowest.
/// `overlap` of the gradients' all-reduce is hidden, as far as the backward part of the last
/// micro-batch, 2/3 of its time or 3/4 with recomputing, takes as long. Exchanges are those of GPUs
/// within a node, wherever the job runs. By data sheet they are the same, and launches, which no
/// data sheet gives, are left out.
/// Requires a descriptor without faults. Deterministic; some microseconds.
Costed estimate(const DeviceProfile& device, const JobDescriptor& job, Pricing pricing);

}  // namespace souk
