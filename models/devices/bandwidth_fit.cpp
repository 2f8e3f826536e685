#include "models/devices/bandwidth_fit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "models/devices/nelder_mead.hpp"
#include "models/math/elementary.hpp"

namespace souk {
namespace {

constexpr double same_mix = 0.02;     // in the share of writes
constexpr double steepness = 1e4;     // of the loss above a cap
constexpr double at_the_cap = 0.999;  // of it
constexpr double near_the_cap = 0.5;  // of it, as bytes / time of a sample

void warn_of(const MemoryLevel& level, const std::vector<std::string_view>& capped,
             const std::vector<std::string_view>& doubtful, double share,
             std::vector<std::string>& warnings) {
  if (!capped.empty())
    warnings.push_back(fmt::format(
        "{} {}: times do not grow with the bytes as they should, so the bandwidth is the most that "
        "is possible, not a measurement",
        level.name, fmt::join(capped, ", ")));
  if (!doubtful.empty())
    warnings.push_back(
        fmt::format("{} {}: {:.0f} % of the longest stream is its start, so the bandwidth is badly "
                    "known",
                    level.name, fmt::join(doubtful, ", "), 100 * share));
}

}  // namespace

BandwidthFit fit_bandwidth(std::span<const OpSample> samples, double most_bps) {
  double fastest = 0, shortest = samples.front().seconds;
  for (const OpSample& sample : samples) {
    fastest = std::max(fastest, sample.work.bytes() / sample.seconds);
    shortest = std::min(shortest, sample.seconds);
  }
  const double most = math::log(std::min(most_bps, most_over_fastest * fastest));
  const auto loss = [&](const std::vector<double>& at) {
    const double t0 = math::exp(at[0]), bps = math::exp(std::min(at[1], most));
    double sum = steepness * std::max(0.0, at[1] - most);
    for (const OpSample& sample : samples)
      sum += sample.weight * std::abs(math::log((t0 + sample.work.bytes() / bps) / sample.seconds));
    return sum;
  };
  std::vector<double> best{math::log(shortest / 2), std::min(math::log(fastest), most)};
  for (const double step : {0.5, 0.2, 0.05}) best = nelder_mead(loss, best, step, 1e-9, 600).at;
  BandwidthFit fit{math::exp(best[0]), math::exp(std::min(best[1], most)), samples.size()};
  const double largest_s =
      std::ranges::max(samples, {}, [](const OpSample& sample) { return sample.work.bytes(); })
          .work.bytes() /
      fit.bps;
  fit.t0_share = fit.t0_s / (fit.t0_s + largest_s);
  fit.capped = fit.bps >= at_the_cap * math::exp(most) && fastest < near_the_cap * fit.bps;
  return fit;
}

bool fill_level(MemoryLevel& level, std::span<const OpSample> samples, const LevelSamples& which,
                std::vector<std::string>& warnings) {
  struct Mix {
    std::string_view name;
    double write_share;
    Figure* bps;
  };
  const std::array<Mix, 4> mixes{{{"read", 0, &level.read_bps},
                                  {"triad", 1.0 / 3, &level.triad_bps},
                                  {"copy", 0.5, &level.copy_bps},
                                  {"write", 1, &level.write_bps}}};
  bool any = false;
  std::vector<std::string_view> capped, doubtful;
  double share = 0;
  for (const Mix& mix : mixes) {
    std::vector<OpSample> chosen;
    for (const OpSample& sample : samples) {
      const double bytes = sample.work.bytes();
      if (sample.work.op_class == OpClass::elementwise && bytes > which.above &&
          bytes <= which.up_to &&
          std::abs(sample.work.write_bytes / bytes - mix.write_share) < same_mix)
        chosen.push_back(sample);
    }
    if (chosen.size() < which.fewest) continue;
    const BandwidthFit fit =
        fit_bandwidth(chosen, which.most_bps.value_or(std::numeric_limits<double>::infinity()));
    *mix.bps = fit.bps;
    any = true;
    if (fit.capped) {
      capped.push_back(mix.name);
    } else if (fit.doubtful()) {
      doubtful.push_back(mix.name);
      share = std::max(share, fit.t0_share);
    }
  }
  warn_of(level, capped, doubtful, share, warnings);
  return any;
}

}  // namespace souk
