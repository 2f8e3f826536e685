#include "models/devices/all_reduce.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "models/devices/bandwidth_fit.hpp"
#include "models/devices/table.hpp"
#include "models/scenario/quantity.hpp"

namespace souk {
namespace {

constexpr std::string_view prefix = "allreduce_";

double ring_bytes(double devices, double bytes) {
  return 2 * (devices - 1) / devices * bytes;
}

/// GPUs of a path's name; none: it is no all-reduce.
Figure devices_of(const TransferPath& path) {
  if (!path.name.starts_with(prefix)) return {};
  return read_number(std::string_view{path.name}.substr(prefix.size()));
}

const TransferPath* path_for(const DeviceProfile& profile, double devices) {
  const TransferPath* best = nullptr;
  double best_k = 0;
  for (const TransferPath& path : profile.transfers) {
    const Figure k = devices_of(path);
    if (!k) continue;
    const bool enough = *k >= devices, had = best_k >= devices;
    const bool better = best == nullptr || (enough ? !had || *k < best_k : !had && *k > best_k);
    if (!better) continue;
    best = &path;
    best_k = *k;
  }
  return best;
}

}  // namespace

std::vector<AllReduceSample> read_all_reduces(std::string_view text, const std::string& file_name,
                                              std::string_view system) {
  FigureTable table{text, file_name};
  std::vector<AllReduceSample> samples;
  while (table.next()) {
    if (table.text("system") != system) continue;
    const double workers = table.number("workers");
    if (workers < 2 || workers != table.number("workers_per_node")) continue;
    samples.push_back({workers, table.number("bytes"), table.number("median_ms") / 1e3});
  }
  table.require_sound();
  return samples;
}

TransferPath fit_all_reduce(std::span<const AllReduceSample> samples) {
  std::vector<OpSample> moved;
  for (const AllReduceSample& sample : samples)
    moved.push_back(
        {pass_work(OpClass::elementwise, Dtype::fp32, ring_bytes(sample.devices, sample.bytes), 0),
         sample.seconds});
  const BandwidthFit fit = fit_bandwidth(moved);
  return {fmt::format("{}{}", prefix, samples.front().devices), fit.t0_s, fit.bps};
}

void fit_all_reduces(DeviceProfile& profile, const std::vector<AllReduceSample>& samples) {
  std::map<double, std::vector<AllReduceSample>> by_devices;
  for (const AllReduceSample& sample : samples) by_devices[sample.devices].push_back(sample);
  std::erase_if(profile.transfers,
                [](const TransferPath& path) { return devices_of(path).has_value(); });
  for (const auto& [devices, rows] : by_devices)
    if (rows.size() >= 2) profile.transfers.push_back(fit_all_reduce(rows));
}

Figure all_reduce_seconds(const DeviceProfile& profile, double devices, double bytes) {
  if (devices <= 1) return 0;
  const TransferPath* path = path_for(profile, devices);
  if (path == nullptr) return {};
  return path->alpha_s + ring_bytes(devices, bytes) / path->bps;
}

Figure send_seconds(const DeviceProfile& profile, double bytes) {
  const auto peer = std::ranges::find(profile.transfers, "peer", &TransferPath::name);
  const TransferPath* path = peer != profile.transfers.end() ? &*peer : path_for(profile, 2);
  if (path == nullptr) return {};
  return path->alpha_s + bytes / path->bps;
}

}  // namespace souk
