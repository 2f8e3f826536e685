#include "models/scheduling/scheduling_policy.hpp"

namespace souk {
namespace {

/// Shortest job first, not preemptive, by the estimated run time (exact when jobs.estimate is 1).
/// Source: Harchol-Balter, Performance Modeling and Design of Computer Systems (2013), ch. 31.
class ShortestJobFirst final : public SchedulingPolicy {
 public:
  double rank(const JobView& job) const override { return job.estimate.value; }
};

}  // namespace

SchedulingEntry sjf() {
  return {
      .name = "sjf",
      .summary = "shortest estimated run time first; a running job is never stopped",
      .example = "",
      .make = [](const Params&) -> std::unique_ptr<SchedulingPolicy> {
        return std::make_unique<ShortestJobFirst>();
      },
  };
}

}  // namespace souk
