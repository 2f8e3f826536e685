#include "models/scheduling/scheduling_policy.hpp"

namespace souk {
namespace {

/// First come, first served: the queue's head blocks those behind it (no backfilling).
class Fcfs final : public SchedulingPolicy {
 public:
  double rank(const JobView& job) const override { return job.submit.value; }
};

}  // namespace

SchedulingEntry fcfs() {
  return {
      .name = "fcfs",
      .summary =
          "first come, first served; nobody starts on what one before it accepts and can pay",
      .example = "",
      .make = [](const Params&) -> std::unique_ptr<SchedulingPolicy> {
        return std::make_unique<Fcfs>();
      },
  };
}

}  // namespace souk
