#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "models/devices/all_reduce.hpp"
#include "models/devices/bandwidth_fit.hpp"
#include "models/devices/nelder_mead.hpp"
#include "models/devices/sample_statistics.hpp"
#include "models/math/elementary.hpp"
#include "models/random/shuffle.hpp"

namespace souk {
namespace {

constexpr std::size_t fewest_to_hold_out = 20;
/// A prior one deviation (a factor e) off costs as much as one sample off by 2.5 %.
constexpr double prior_weight = 0.025;
constexpr int most_calls = 400;

/// (ln floor, ln bps, ln alpha, ln small_alpha, ln small_bps)
using Logs = std::vector<double>;

TransferPath path_at(const Logs& at) {
  TransferPath path{.alpha_s = math::exp(at[2]), .bps = math::exp(at[1])};
  path.floor_s = math::exp(at[0]);
  path.small_alpha_s = math::exp(at[3]);
  // Flags beside the words take bandwidth, so the small protocol cannot have more.
  path.small_bps = math::exp(std::min(at[4], at[1]));
  return path;
}

double square(double x) {
  return x * x;
}

/// Each of these is about a third of its neighbour before anything is measured: the small
/// protocol's bandwidth of the other's, both latencies of the floor.
double surprise(const Logs& at) {
  return square(at[4] - at[1] + 1) + square(at[2] - at[0] + 1) + square(at[3] - at[0] + 1);
}

std::vector<OpSample> moved_by(std::span<const AllReduceSample> samples) {
  std::vector<OpSample> moved;
  for (const AllReduceSample& sample : samples)
    moved.push_back(
        {pass_work(OpClass::elementwise, Dtype::fp32, ring_bytes(sample.devices, sample.bytes), 0),
         sample.seconds});
  return moved;
}

/// Where to start: which protocol has the middle sizes is not known beforehand.
std::vector<Logs> starts(std::span<const OpSample> moved) {
  double fastest = 0, shortest = std::numeric_limits<double>::infinity();
  std::vector<double> early;
  for (const OpSample& each : moved) {
    fastest = std::max(fastest, each.work.bytes() / each.seconds);
    shortest = std::min(shortest, each.seconds);
    if (early.size() < 6) early.push_back(each.seconds);
  }
  const double flat = math::log(quantile_of(early, 0.5)), low = math::log(shortest),
               high = math::log(fastest), first = math::log(moved.front().seconds);
  std::vector<Logs> all;
  for (const auto& [alpha, part] :
       {std::pair{first, 20.0}, std::pair{low, 4.0}, std::pair{low, 2.0}, std::pair{flat, 1.4}})
    for (const double floor : {flat, low})
      for (const double share : {0.1, 0.5, 2.0, 10.0})
        all.push_back({floor, high, low + math::log(share), alpha, high - math::log(part)});
  return all;
}

TransferPath fit_protocols(std::span<const OpSample> moved) {
  const auto loss = [&](const Logs& at) {
    const TransferPath path = path_at(at);
    double sum = prior_weight * surprise(at);
    for (const OpSample& sample : moved)
      sum += std::abs(math::log(path.seconds(sample.work.bytes()) / sample.seconds));
    return sum;
  };
  Minimum best;
  for (Logs at : starts(moved)) {
    Minimum found;
    for (const double step : {0.5, 0.2, 0.05}) {
      found = nelder_mead(loss, at, step, 1e-9, most_calls);
      at = found.at;
    }
    if (best.at.empty() || found.value < best.value) best = found;
  }
  return path_at(best.at);
}

/// Some of `rows` (sorted by size) that lie between others.
std::vector<AllReduceSample> take_held_out(std::vector<AllReduceSample>& rows, std::uint64_t seed) {
  if (rows.size() < fewest_to_hold_out) return {};
  std::vector<std::size_t> inner;
  for (std::size_t i = 1; i + 1 < rows.size(); ++i) inner.push_back(i);
  Stream stream{seed, 0, "held-out", static_cast<std::uint64_t>(rows.front().devices)};
  shuffle(inner, stream);
  inner.resize(rows.size() / 2);
  std::vector<AllReduceSample> fitted, held;
  for (std::size_t i = 0; i < rows.size(); ++i)
    (std::ranges::find(inner, i) == inner.end() ? fitted : held).push_back(rows[i]);
  rows = std::move(fitted);
  return held;
}

PredictionError error_on(const TransferPath& path, const std::vector<AllReduceSample>& held) {
  std::vector<double> predicted, measured;
  for (const AllReduceSample& row : held) {
    predicted.push_back(path.seconds(ring_bytes(row.devices, row.bytes)));
    measured.push_back(row.seconds);
  }
  return prediction_error(predicted, measured);
}

}  // namespace

TransferPath fit_all_reduce(std::span<const AllReduceSample> samples) {
  std::vector<OpSample> moved = moved_by(samples);
  std::ranges::stable_sort(moved, {}, [](const OpSample& each) { return each.work.bytes(); });
  TransferPath path;
  if (samples.size() >= fewest_for_protocols) {
    path = fit_protocols(moved);
  } else {
    const BandwidthFit fit = fit_bandwidth(moved);
    path.alpha_s = fit.t0_s;
    path.bps = fit.bps;
  }
  path.name = fmt::format("{}{}", all_reduce_prefix, samples.front().devices);
  path.n_fit = samples.size();
  return path;
}

void fit_all_reduces(DeviceProfile& profile, const std::vector<AllReduceSample>& samples,
                     std::uint64_t seed) {
  std::map<double, std::vector<AllReduceSample>> by_devices;
  for (const AllReduceSample& sample : samples) by_devices[sample.devices].push_back(sample);
  std::erase_if(profile.transfers,
                [](const TransferPath& path) { return all_reduce_devices(path).has_value(); });
  for (auto& [devices, rows] : by_devices) {
    if (rows.size() < 2) continue;
    std::ranges::stable_sort(rows, {}, &AllReduceSample::bytes);
    const std::vector<AllReduceSample> held = take_held_out(rows, seed);
    TransferPath path = fit_all_reduce(rows);
    if (!held.empty()) path.holdout = error_on(path, held);
    if (path.holdout && path.holdout->mape > 0.10)
      profile.warnings.push_back(fmt::format("{}: {:.1f} % off on sizes that were not fitted",
                                             path.name, 100 * path.holdout->mape));
    profile.transfers.push_back(std::move(path));
  }
}

}  // namespace souk
