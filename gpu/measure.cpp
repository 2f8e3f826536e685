#include "gpu/measure.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "gpu/provenance.hpp"

namespace souk {
namespace {

constexpr std::size_t window_samples = 10;
constexpr std::size_t most_windows = 40;
constexpr int most_repeats = 1 << 14;

/// How often to repeat an operation so that one sample is long enough to time.
int repeats_for(Backend& backend, const Probe& probe, const MeasureOptions& options) {
  if (probe.kind == ProbeKind::launch) return 1;  // each is waited for
  int repeats = 1;
  double seconds = backend.run(repeats);
  while (seconds < options.batch_s && repeats < most_repeats) {
    repeats *= 2;
    seconds = backend.run(repeats);
  }
  return repeats;
}

/// Windows of the same probe until two agree and the least time has passed.
void warm_up(Backend& backend, const Probe& probe, const MeasureOptions& options) {
  if (!backend.refusal(probe).empty()) return;
  backend.prepare(probe);
  const int repeats = repeats_for(backend, probe, options);
  std::vector<double> earlier, later;
  double spent = 0;
  for (std::size_t window = 0; window < most_windows; ++window) {
    earlier = std::exchange(later, {});
    for (std::size_t i = 0; i < window_samples; ++i) {
      later.push_back(backend.run(repeats));
      spent += later.back();
    }
    if (!earlier.empty() && spent >= options.warm_up_s && settled(earlier, later)) return;
  }
}

Measured measure_one(Backend& backend, const Probe& probe, const MeasureOptions& options) {
  Measured measured{.probe = probe, .skipped = backend.refusal(probe)};
  if (!measured.skipped.empty()) return measured;
  backend.prepare(probe);
  const int repeats = repeats_for(backend, probe, options);
  const DeviceState before = backend.state();
  double spent = 0;
  while (measured.seconds.size() < options.most_samples) {
    const double seconds = backend.run(repeats);
    spent += seconds;
    measured.seconds.push_back(seconds / repeats);
    if (spent >= options.probe_budget_s) break;
    if (measured.seconds.size() >= 11 && measured.seconds.size() % 10 == 1 &&
        summarise(measured.seconds).converged)
      break;
  }
  const DeviceState after = backend.state();
  measured.timing = summarise(measured.seconds);
  measured.clock_before_mhz = before.clock_mhz;
  measured.clock_after_mhz = after.clock_mhz;
  measured.power_w = after.power_w;
  measured.temperature_c = after.temperature_c;
  measured.throttled = after.throttled.empty() ? before.throttled : after.throttled;
  return measured;
}

}  // namespace

std::vector<Measured> measure(Backend& backend, std::span<const Probe> plan,
                              const MeasureOptions& options) {
  std::vector<Measured> all;
  if (plan.empty()) return all;
  warm_up(backend, plan.front(), options);
  for (const Probe& probe : plan) {
    all.push_back(measure_one(backend, probe, options));
    if (options.progress) options.progress(all.size(), plan.size());
  }
  return all;
}

DeviceProfile calibrate(Backend& backend, std::uint64_t seed, const MeasureOptions& measuring,
                        const FitOptions& fitting, std::vector<Measured>* raw) {
  const std::vector<Probe> plan = measurement_plan(backend.limits(), seed);
  const std::vector<Measured> measured = measure(backend, plan, measuring);
  DeviceProfile profile = fit_profile(backend.facts(), measured, fitting);
  for (auto& field : run_provenance(measured)) profile.provenance.push_back(std::move(field));
  profile.provenance.emplace_back("seed", fmt::format("{}", seed));
  profile.provenance.emplace_back("plan_hash", "\"" + plan_hash(plan) + "\"");
  if (raw != nullptr) *raw = measured;
  return profile;
}

}  // namespace souk
