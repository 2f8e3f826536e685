#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "gpu/backend.hpp"
#include "models/math/elementary.hpp"
#include "models/random/stream.hpp"

namespace souk {
namespace {

constexpr double outlier_factor = 1.5, throttle_factor = 4.0 / 3;
constexpr double samples_of_a_run = 5000;  // that the drift is spread over

const TransferPath* path_named(const DeviceProfile& profile, std::string_view name) {
  const auto found = std::ranges::find(profile.transfers, name, &TransferPath::name);
  return found == profile.transfers.end() ? nullptr : &*found;
}

/// The latency of the smallest level that holds the bytes.
Figure chase_seconds(const DeviceProfile& profile, double bytes) {
  for (const MemoryLevel& level : profile.levels)
    if (level.bytes && *level.bytes >= bytes) return level.latency_s;
  return {};
}

class Emulated final : public Backend {
 public:
  Emulated(DeviceProfile profile, const EmulatedNoise& noise)
      : profile_{std::move(profile)}, noise_{noise}, stream_{noise.seed, 0, "emulated", 0} {}

  DeviceProfile facts() const override {
    DeviceProfile facts = profile_;
    facts.origin = Origin::emulated;
    facts.compute.clear();
    facts.levels.clear();
    facts.transfers.clear();
    facts.launch_latency_s.reset();
    facts.launch_interval.reset();
    facts.per_launch_s.reset();
    facts.graph_launch_s.reset();
    facts.blocks.reset();
    facts.unknown.clear();
    facts.warnings = {"emulated: the times are those of a profile with noise"};
    facts.provenance = {{"noise_sigma", fmt::format("{}", noise_.sigma)}};
    return facts;
  }

  PlanLimits limits() const override {
    PlanLimits limits{.copies = !profile_.transfers.empty(),
                      .peer = path_named(profile_, "peer") != nullptr,
                      .queue = profile_.per_launch_s || profile_.graph_launch_s,
                      .cache_bytes = profile_.l2_bytes.value_or(0)};
    if (profile_.memory_bytes) limits.most_bytes = std::min(2e9, *profile_.memory_bytes / 4);
    for (const Dtype dtype : {Dtype::fp32, Dtype::tf32, Dtype::fp16, Dtype::bf16, Dtype::fp8})
      if (fit_of(profile_, OpClass::gemm, dtype) != nullptr) limits.products.push_back(dtype);
    for (const Dtype dtype : {Dtype::tf32, Dtype::fp16, Dtype::bf16, Dtype::fp8})
      if (fit_of(profile_, OpClass::elementwise, dtype) != nullptr) limits.passes.push_back(dtype);
    return limits;
  }

  std::string refusal(const Probe& probe) const override {
    return seconds_of(probe) ? ""
                             : fmt::format("the profile says nothing of {}", name_of(probe.kind));
  }

  void prepare(const Probe& probe) override {
    exact_s_ = seconds_of(probe).value();
    throttled_ = stream_.uniform() < noise_.throttle_share;
  }

  double run(int times) override {
    ++samples_;
    const double drift = 1 + noise_.drift * std::min(1.0, samples_ / samples_of_a_run);
    double factor = math::exp(noise_.sigma * math::normal_quantile(stream_.uniform())) * drift;
    if (stream_.uniform() < noise_.outlier_share) factor *= outlier_factor;
    if (throttled_) factor *= throttle_factor;
    return exact_s_ * factor * times;
  }

  DeviceState state() override {
    return {.clock_mhz = throttled_ ? 1200 : 1600,
            .throttled = throttled_ ? "emulated power cap" : ""};
  }

 private:
  [[nodiscard]] Figure seconds_of(std::span<const OpWork> operations) const {
    double seconds = 0;
    for (const OpWork& work : operations) {
      const std::optional<OpTime> time = op_time(profile_, work);
      if (!time || !(time->total_s > 0)) return {};
      seconds += time->total_s;
    }
    return seconds;
  }

  [[nodiscard]] Figure seconds_of(const Probe& probe) const {
    if (probe.kind == ProbeKind::launch) return profile_.launch_latency_s;
    if (probe.kind == ProbeKind::launch_batch) return profile_.per_launch_s;
    if (probe.kind == ProbeKind::launch_graph) return profile_.graph_launch_s;
    if (probe.kind == ProbeKind::chase) return chase_seconds(profile_, probe.bytes);
    if (const std::string_view path = path_of(probe.kind); !path.empty()) {
      const TransferPath* found = path_named(profile_, path);
      if (found == nullptr) return {};
      return found->alpha_s + probe.bytes / found->bps;
    }
    if (probe.kind == ProbeKind::block) return seconds_of(probe.operations);
    return seconds_of({&probe.work, 1});
  }

  DeviceProfile profile_;
  EmulatedNoise noise_;
  Stream stream_;
  double exact_s_ = 0;
  double samples_ = 0;
  bool throttled_ = false;
};

}  // namespace

std::unique_ptr<Backend> emulated_backend(DeviceProfile profile, const EmulatedNoise& noise) {
  return std::make_unique<Emulated>(std::move(profile), noise);
}

}  // namespace souk
