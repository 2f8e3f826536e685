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
constexpr std::array<ProbeKind, 6> copies{ProbeKind::copy_in,          ProbeKind::copy_out,
                                          ProbeKind::copy_in_pageable, ProbeKind::copy_out_pageable,
                                          ProbeKind::copy_within,      ProbeKind::copy_peer};

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

/// Of all probes of a kind together; none: there were none.
std::optional<TimingSummary> timing_of(std::span<const Measured> measured, ProbeKind kind) {
  std::vector<double> all;
  for (const Measured& each : measured)
    if (each.skipped.empty() && each.probe.kind == kind)
      all.insert(all.end(), each.seconds.begin(), each.seconds.end());
  if (all.empty()) return {};
  return summarise(all);
}

void fit_launch(DeviceProfile& profile, std::span<const Measured> measured) {
  if (const auto one = timing_of(measured, ProbeKind::launch)) {
    profile.launch_latency_s = one->median_s;
    profile.launch_interval = Interval{one->low_s, one->high_s};
  }
  if (const auto each = timing_of(measured, ProbeKind::launch_batch))
    profile.per_launch_s = each->median_s;
  if (const auto each = timing_of(measured, ProbeKind::launch_graph))
    profile.graph_launch_s = each->median_s;
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
  if (cache > 0 && fill_level(l2, streams, {.up_to = 0.6 * cache}, profile.warnings)) {
    l2.latency_s = latency_between(measured, 0, 0.6 * cache);
    profile.levels.push_back(l2);
  }
  MemoryLevel dram{.name = "dram", .bytes = profile.memory_bytes};
  if (!fill_level(dram, streams,
                  {.above = 3 * cache, .up_to = all, .most_bps = profile.published_bps},
                  profile.warnings))
    throw std::invalid_argument{"no stream through the memory was measured"};
  dram.latency_s = latency_between(measured, 3 * cache, all);
  profile.levels.push_back(dram);
}

void fit_copies(DeviceProfile& profile, std::span<const Measured> measured) {
  for (const ProbeKind kind : copies) {
    std::vector<OpSample> samples;
    for (const Measured& each : measured)
      if (each.skipped.empty() && each.probe.kind == kind)
        samples.push_back({pass_work(OpClass::elementwise, Dtype::fp32, each.probe.bytes, 0),
                           each.timing.median_s, each.flagged() ? flagged_weight : 1.0});
    if (samples.size() < 2) continue;
    const BandwidthFit fit = fit_bandwidth(samples);
    profile.transfers.push_back({std::string{path_of(kind)}, fit.t0_s, fit.bps});
    if (fit.doubtful())
      profile.warnings.push_back(fmt::format(
          "{}: times hardly grow with the bytes, so its bandwidth is badly known", path_of(kind)));
  }
}

/// In the order in which the plan first has them, the preferred one first.
std::vector<std::string> families_of(std::span<const Measured> measured) {
  std::vector<std::string> families;
  for (const Measured& each : measured)
    if (each.probe.kind == ProbeKind::block) families.push_back(each.probe.family);
  for (const Measured& each : measured) families.push_back(each.probe.family);
  std::vector<std::string> once;
  for (std::string& family : families)
    if (std::ranges::find(once, family) == once.end()) once.push_back(std::move(family));
  return once;
}

void fit_class(DeviceProfile& profile, std::span<const Measured> measured, const ComputeFit& which,
               const FitOptions& options) {
  std::vector<OpSample> fitted, held_out;
  for (const Measured& each : measured) {
    const Probe& probe = each.probe;
    const bool compute = probe.kind == ProbeKind::product || probe.kind == ProbeKind::pass ||
                         probe.kind == ProbeKind::stream;
    if (!compute || !each.skipped.empty() || probe.work.op_class != which.op_class ||
        probe.work.dtype != which.dtype || probe.family != which.family)
      continue;
    if (probe == measured.front().probe) continue;  // the anchor
    (probe.fitted ? fitted : held_out).push_back(sample_of(each));
  }
  if (fitted.size() < 8) return;
  profile.compute.push_back(fit_compute(profile, fitted, held_out, options));
  profile.compute.back().family = which.family;
}

void fit_classes(DeviceProfile& profile, std::span<const Measured> measured,
                 const FitOptions& options) {
  for (const OpClass op_class : classes)
    for (const Dtype dtype : dtypes)
      for (const std::string& family : families_of(measured))
        fit_class(profile, measured, {.op_class = op_class, .dtype = dtype, .family = family},
                  options);
}

/// A pass is bound by the bytes that it moves, and those of another format are counted as they are:
/// where a device has products in a format but was not timed on passes in it, they cost what the
/// same bytes cost in fp32.
void add_passes_by_bytes(DeviceProfile& profile) {
  std::vector<std::string> added;
  for (const OpClass op_class : {OpClass::elementwise, OpClass::softmax, OpClass::layer_norm})
    for (const Dtype dtype : dtypes) {
      const ComputeFit* timed = fit_of(profile, op_class, Dtype::fp32);
      const bool lacks = fit_of(profile, OpClass::gemm, dtype) != nullptr &&
                         fit_of(profile, op_class, dtype) == nullptr;
      if (timed == nullptr || !lacks) continue;
      profile.compute.push_back({.op_class = op_class,
                                 .dtype = dtype,
                                 .family = std::string{by_bytes},
                                 .t0_s = timed->t0_s,
                                 .pass_factor = timed->pass_factor,
                                 .sigma_log = timed->sigma_log});
      added.push_back(fmt::format("{} {}", name_of(op_class), name_of(dtype)));
    }
  if (!added.empty())
    profile.warnings.push_back(
        fmt::format("not timed, but taken from fp32 by bytes: {}", fmt::join(added, ", ")));
}

/// The time of one operation after the other; none: the profile cannot time one of them.
Figure seconds_of(const DeviceProfile& profile, std::span<const OpWork> operations) {
  double seconds = 0;
  for (const OpWork& work : operations) {
    const auto time = op_time(profile, work);
    if (!time) return {};
    seconds += time->total_s;
  }
  return seconds;
}

void predict_blocks(DeviceProfile& profile, std::span<const Measured> measured) {
  std::vector<double> predicted, timed;
  for (const Measured& each : measured) {
    if (each.probe.kind != ProbeKind::block || !each.skipped.empty()) continue;
    const Figure seconds = seconds_of(profile, each.probe.operations);
    if (!seconds) continue;
    predicted.push_back(*seconds);
    timed.push_back(each.timing.median_s);
  }
  profile.blocks.reset();
  if (!predicted.empty()) profile.blocks = prediction_error(predicted, timed);
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
  if (profile.blocks && profile.blocks->mape > 0.10)
    profile.warnings.push_back(
        fmt::format("blocks of operations: {:.1f} % off", 100 * profile.blocks->mape));
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
  add_passes_by_bytes(facts);
  predict_blocks(facts, measured);
  warn(facts, measured);
  return facts;
}

}  // namespace souk
