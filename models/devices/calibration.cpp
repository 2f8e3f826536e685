#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include "models/devices/bandwidth_fit.hpp"
#include "models/devices/measurement.hpp"

namespace souk {
namespace {

constexpr double flagged_weight = 0.25;
constexpr double many_outliers = 0.1;
constexpr double drift_allowed = 0.03;
constexpr std::array<OpClass, 5> classes{OpClass::gemm, OpClass::batched_gemm, OpClass::elementwise,
                                         OpClass::softmax, OpClass::layer_norm};
constexpr std::array<Dtype, 5> dtypes{Dtype::fp32, Dtype::tf32, Dtype::fp16, Dtype::bf16,
                                      Dtype::fp8};

bool many(const TimingSummary& timing) {
  return static_cast<double>(timing.outliers) > many_outliers * static_cast<double>(timing.n);
}

std::vector<double> anchors_of(std::span<const Measured> measured) {
  std::vector<double> medians;
  const Measured& first = measured.front();
  for (const Measured& each : measured)
    if (each.skipped.empty() && each.probe == first.probe) medians.push_back(each.timing.median_s);
  return medians;
}

OpSample sample_of(const Measured& measured) {
  return {measured.probe.work, measured.timing.median_s, measured.flagged() ? flagged_weight : 1.0};
}

void fit_launch(DeviceProfile& profile, std::span<const Measured> measured) {
  std::vector<double> all;
  for (const Measured& each : measured)
    if (each.skipped.empty() && each.probe.kind == ProbeKind::launch)
      all.insert(all.end(), each.seconds.begin(), each.seconds.end());
  if (all.empty()) return;
  const TimingSummary summary = summarise(all);
  profile.launch_latency_s = summary.median_s;
  profile.launch_interval = Interval{summary.low_s, summary.high_s};
}

/// The latency of the largest chase that the level holds and the one before it does not.
Figure latency_between(std::span<const Measured> measured, double above, double up_to) {
  Figure latency;
  double largest = above;
  for (const Measured& each : measured)
    if (each.skipped.empty() && each.probe.kind == ProbeKind::chase && each.probe.bytes > largest &&
        each.probe.bytes <= up_to) {
      largest = each.probe.bytes;
      latency = each.timing.median_s;
    }
  return latency;
}

void fit_levels(DeviceProfile& profile, std::span<const Measured> measured) {
  std::vector<OpSample> streams;
  for (const Measured& each : measured)
    if (each.skipped.empty() && each.probe.kind == ProbeKind::stream)
      streams.push_back(sample_of(each));
  constexpr double all = std::numeric_limits<double>::infinity();
  const double cache = profile.l2_bytes.value_or(0);
  profile.levels.clear();
  MemoryLevel l2{.name = "l2", .bytes = profile.l2_bytes};
  if (cache > 0 && fill_level(l2, streams, 0, 0.6 * cache, 2)) {
    l2.latency_s = latency_between(measured, 0, 0.6 * cache);
    profile.levels.push_back(l2);
  }
  MemoryLevel dram{.name = "dram", .bytes = profile.memory_bytes};
  if (!fill_level(dram, streams, 3 * cache, all, 2))
    throw std::invalid_argument{"no stream through the memory was measured"};
  dram.latency_s = latency_between(measured, 3 * cache, all);
  profile.levels.push_back(dram);
}

void fit_copies(DeviceProfile& profile, std::span<const Measured> measured) {
  struct Path {
    ProbeKind kind;
    std::string_view name;
  };
  for (const Path path : {Path{ProbeKind::copy_in, "h2d"}, Path{ProbeKind::copy_out, "d2h"}}) {
    std::vector<OpSample> samples;
    for (const Measured& each : measured)
      if (each.skipped.empty() && each.probe.kind == path.kind)
        samples.push_back({pass_work(OpClass::elementwise, Dtype::fp32, each.probe.bytes, 0),
                           each.timing.median_s, each.flagged() ? flagged_weight : 1.0});
    if (samples.size() < 2) continue;
    const BandwidthFit fit = fit_bandwidth(samples);
    profile.transfers.push_back({std::string{path.name}, fit.t0_s, fit.bps});
  }
}

void fit_classes(DeviceProfile& profile, std::span<const Measured> measured,
                 const FitOptions& options) {
  for (const OpClass op_class : classes)
    for (const Dtype dtype : dtypes) {
      std::vector<OpSample> fitted, held_out;
      for (const Measured& each : measured) {
        const bool compute =
            each.probe.kind >= ProbeKind::product || each.probe.kind == ProbeKind::stream;
        if (!compute || !each.skipped.empty() || each.probe.work.op_class != op_class ||
            each.probe.work.dtype != dtype)
          continue;
        if (each.probe == measured.front().probe) continue;  // the anchor
        (each.probe.fitted ? fitted : held_out).push_back(sample_of(each));
      }
      if (fitted.size() >= 8)
        profile.compute.push_back(fit_compute(profile, fitted, held_out, options));
    }
}

void warn(DeviceProfile& profile, std::span<const Measured> measured) {
  const MeasurementFlags flags = flags_of(measured);
  const auto say = [&](std::size_t count, std::string_view what) {
    if (count > 0)
      profile.warnings.push_back(fmt::format("{} of {} probes {}", count, flags.run, what));
  };
  say(flags.unconverged, "did not converge");
  say(flags.throttled, "ran while the device was held back");
  say(flags.with_outliers, "had more than 10 % outliers");
  if (flags.skipped > 0)
    profile.warnings.push_back(fmt::format("{} probes could not be run", flags.skipped));
  if (std::abs(flags.anchor_drift) > drift_allowed)
    profile.warnings.push_back(
        fmt::format("the device drifted by {:+.1f} % during the run", 100 * flags.anchor_drift));
  for (const ComputeFit& fit : profile.compute)
    if (fit.holdout && fit.holdout->mape > 0.10)
      profile.warnings.push_back(fmt::format("{} {}: {:.1f} % off on shapes that were not fitted",
                                             name_of(fit.op_class), name_of(fit.dtype),
                                             100 * fit.holdout->mape));
}

}  // namespace

bool Measured::flagged() const {
  return !timing.converged || !throttled.empty() || many(timing);
}

MeasurementFlags flags_of(std::span<const Measured> measured) {
  MeasurementFlags flags;
  for (const Measured& each : measured) {
    if (!each.skipped.empty()) {
      ++flags.skipped;
      continue;
    }
    ++flags.run;
    flags.unconverged += each.timing.converged ? 0 : 1;
    flags.throttled += each.throttled.empty() ? 0 : 1;
    flags.with_outliers += many(each.timing) ? 1 : 0;
  }
  if (measured.empty()) return flags;
  const std::vector<double> anchors = anchors_of(measured);
  if (anchors.size() > 1) flags.anchor_drift = anchors.back() / anchors.front() - 1;
  return flags;
}

DeviceProfile fit_profile(DeviceProfile facts, std::span<const Measured> measured,
                          const FitOptions& options) {
  facts.compute.clear();
  fit_launch(facts, measured);
  fit_levels(facts, measured);
  fit_copies(facts, measured);
  fit_classes(facts, measured, options);
  warn(facts, measured);
  return facts;
}

}  // namespace souk
