#pragma once

// Scheduling policies: in which order waiting jobs are served.

#include <memory>
#include <span>
#include <string_view>

#include "models/scenario/params.hpp"
#include "models/units.hpp"

namespace souk {

/// What a policy may know of a waiting job.
struct JobView {
  Seconds submit;
  Seconds estimate;  ///< of its run time at throughput 1
  int gpus = 1;
  GpuSeconds work;  ///< that is left; a policy of users' knowledge reads `estimate` instead
  Credits value;
};

class SchedulingPolicy {
 public:
  virtual ~SchedulingPolicy() = default;

  /// Jobs start in ascending rank; equal ranks by the scenario's `ties`. Finite; fixed while the
  /// job waits. O(1); called once each time a job joins a queue.
  virtual double rank(const JobView& job) const = 0;
};

/// One row of the registry: what `souk list scheduling` prints, scenarios name and tests run.
struct SchedulingEntry {
  std::string_view name;
  std::string_view summary;
  std::string_view example;  ///< valid parameters, as TOML
  std::unique_ptr<SchedulingPolicy> (*make)(const Params&);
};

std::span<const SchedulingEntry> scheduling_entries();

}  // namespace souk
