#include "models/devices/all_reduce.hpp"

#include <algorithm>

#include "models/devices/table.hpp"
#include "models/scenario/quantity.hpp"

namespace souk {
namespace {

const TransferPath* path_for(const DeviceProfile& profile, double devices) {
  const TransferPath* best = nullptr;
  double best_k = 0;
  for (const TransferPath& path : profile.transfers) {
    const Figure k = all_reduce_devices(path);
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

double ring_bytes(double devices, double bytes) {
  return 2 * (devices - 1) / devices * bytes;
}

Figure all_reduce_devices(const TransferPath& path) {
  if (!path.name.starts_with(all_reduce_prefix)) return {};
  return read_number(std::string_view{path.name}.substr(all_reduce_prefix.size()));
}

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

Figure all_reduce_seconds(const DeviceProfile& profile, double devices, double bytes) {
  if (devices <= 1) return 0;
  const TransferPath* path = path_for(profile, devices);
  if (path == nullptr) return {};
  return path->seconds(ring_bytes(devices, bytes));
}

Figure send_seconds(const DeviceProfile& profile, double bytes) {
  const auto peer = std::ranges::find(profile.transfers, "peer", &TransferPath::name);
  const TransferPath* path = peer != profile.transfers.end() ? &*peer : path_for(profile, 2);
  if (path == nullptr) return {};
  return path->seconds(bytes);
}

}  // namespace souk
