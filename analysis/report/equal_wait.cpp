#include "analysis/report/equal_wait.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <queue>
#include <utility>

#include "analysis/quantile.hpp"

namespace souk::report {

std::vector<double> waits_alone(const std::vector<OwnJob>& jobs, int gpus) {
  using Running = std::pair<double, int>;  // end, GPUs
  std::priority_queue<Running, std::vector<Running>, std::greater<>> running;
  std::vector<double> waits;
  int free = gpus;
  double now = 0;  // of the last start: nobody overtakes
  const auto release_next = [&] {
    free += running.top().second;
    running.pop();
  };
  for (const OwnJob& job : jobs) {
    now = std::max(now, job.submit_s);
    while (!running.empty() && running.top().first <= now) release_next();
    while (free < job.gpus) {
      now = running.top().first;
      while (!running.empty() && running.top().first <= now) release_next();
    }
    free -= job.gpus;
    running.emplace(now + job.held_s, job.gpus);
    if (job.counts) waits.push_back(now - job.submit_s + job.staging_s);
  }
  return waits;
}

std::optional<int> gpus_for_p95(const std::vector<OwnJob>& jobs, int own, double p95_s) {
  int low = own;
  std::int64_t all = 0;  // with so many nobody waits
  for (const OwnJob& job : jobs) {
    low = std::max(low, job.gpus);
    all += job.gpus;
  }
  // What the file rounds in its last digits is no reason for another GPU.
  const double limit = p95_s + 1e-6;
  const auto enough = [&](int gpus) {
    return nearest_rank(waits_alone(jobs, gpus), 0.95) <= limit;
  };
  if (enough(low)) return low;
  int high = static_cast<int>(std::clamp<std::int64_t>(all, low, 1 << 30));
  if (!enough(high)) return std::nullopt;  // also where the quantile is NaN: no job counts
  while (high - low > 1) {
    const int middle = low + (high - low) / 2;
    (enough(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace souk::report
