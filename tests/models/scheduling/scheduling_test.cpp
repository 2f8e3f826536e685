#include <catch2/catch.hpp>
#include <cmath>
#include <string>

#include "models/scheduling/scheduling_policy.hpp"

using namespace souk;

namespace {

JobView job(double submit, double estimate, int gpus = 1) {
  return {Seconds{submit}, Seconds{estimate}, gpus, GpuSeconds{estimate * gpus}, Credits{1}};
}

std::unique_ptr<SchedulingPolicy> make_policy(std::string_view name) {
  for (const SchedulingEntry& entry : scheduling_entries())
    if (entry.name == name) return entry.make(parse_params(entry.example));
  throw std::runtime_error{"no scheduling policy " + std::string{name}};
}

}  // namespace

TEST_CASE("a scheduling policy keeps the promises of its interface", "[scheduling][contract]") {
  REQUIRE_FALSE(scheduling_entries().empty());
  for (const SchedulingEntry& entry : scheduling_entries()) {
    DYNAMIC_SECTION(entry.name) {
      CHECK_FALSE(entry.summary.empty());
      const Params params = parse_params(entry.example);
      const auto policy = entry.make(params);
      CHECK(params.unread().empty());
      const auto twin = entry.make(parse_params(entry.example));
      for (const double submit : {0.0, 3.25, 1e9})
        for (const double estimate : {0.0, 1e-9, 60.0, 1e9})
          for (const int gpus : {1, 8, 10'000'000}) {
            const JobView view = job(submit, estimate, gpus);
            const double rank = policy->rank(view);
            CHECK(std::isfinite(rank));
            CHECK(policy->rank(view) == rank);
            CHECK(twin->rank(view) == rank);
          }
    }
  }
}

TEST_CASE("first come, first served looks at the submission alone", "[scheduling]") {
  const auto fcfs = make_policy("fcfs");
  CHECK(fcfs->rank(job(1, 100, 8)) < fcfs->rank(job(2, 1)));
  CHECK(fcfs->rank(job(1, 100, 8)) == fcfs->rank(job(1, 1)));
}

TEST_CASE("shortest job first looks at the estimate alone", "[scheduling]") {
  const auto sjf = make_policy("sjf");
  CHECK(sjf->rank(job(2, 1, 8)) < sjf->rank(job(1, 100)));
  CHECK(sjf->rank(job(2, 5, 8)) == sjf->rank(job(1, 5)));
}
