#include "models/devices/bandwidth_fit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "models/devices/nelder_mead.hpp"
#include "models/math/elementary.hpp"

namespace souk {
namespace {

constexpr double same_mix = 0.02;  // in the share of writes

}  // namespace

BandwidthFit fit_bandwidth(std::span<const OpSample> samples) {
  double fastest = 0, shortest = samples.front().seconds;
  for (const OpSample& sample : samples) {
    fastest = std::max(fastest, sample.work.bytes() / sample.seconds);
    shortest = std::min(shortest, sample.seconds);
  }
  const auto loss = [&](const std::vector<double>& at) {
    const double t0 = math::exp(at[0]), bps = math::exp(at[1]);
    double sum = 0;
    for (const OpSample& sample : samples)
      sum += sample.weight * std::abs(math::log((t0 + sample.work.bytes() / bps) / sample.seconds));
    return sum;
  };
  std::vector<double> best{math::log(shortest / 2), math::log(fastest)};
  for (const double step : {0.5, 0.2, 0.05}) best = nelder_mead(loss, best, step, 1e-9, 600).at;
  return {math::exp(best[0]), math::exp(best[1]), samples.size()};
}

bool fill_level(MemoryLevel& level, std::span<const OpSample> samples, double above, double up_to,
                std::size_t fewest) {
  struct Mix {
    double write_share;
    Figure* bps;
  };
  const std::array<Mix, 4> mixes{{{0, &level.read_bps},
                                  {1.0 / 3, &level.triad_bps},
                                  {0.5, &level.copy_bps},
                                  {1, &level.write_bps}}};
  bool any = false;
  for (const Mix& mix : mixes) {
    std::vector<OpSample> chosen;
    for (const OpSample& sample : samples) {
      const double bytes = sample.work.bytes();
      if (sample.work.op_class == OpClass::elementwise && bytes > above && bytes <= up_to &&
          std::abs(sample.work.write_bytes / bytes - mix.write_share) < same_mix)
        chosen.push_back(sample);
    }
    if (chosen.size() < fewest) continue;
    *mix.bps = fit_bandwidth(chosen).bps;
    any = true;
  }
  return any;
}

}  // namespace souk
