// GPUs not bought at an equal 95th percentile of waiting.

#include <cmath>

#include <catch2/catch.hpp>

#include "analysis/quantile.hpp"
#include "analysis/report/equal_wait.hpp"
#include "models/random/stream.hpp"

using namespace souk;
using namespace souk::report;

namespace {

/// The 95th percentile of the wait in M/M/c at `a` erlangs, in units of the mean service: waiting
/// is longer than t with chance C(c, a) exp(-(c - a) t).
/// Source: Kleinrock, Queueing Systems I (1975), 3.5.
double mmc_p95(int c, double a) {
  double b = 1;
  for (int i = 1; i <= c; ++i) b = a * b / (i + a * b);
  return std::max(0.0, std::log(20 * c * b / (c - a * (1 - b))) / (c - a));
}

std::vector<OwnJob> poisson_jobs(std::size_t count, double rate) {
  std::vector<OwnJob> jobs;
  Stream gaps{1, 0, "gaps", 0}, work{1, 0, "work", 0};
  double now = 0;
  for (std::size_t j = 0; j < count; ++j) {
    now -= std::log(gaps.uniform()) / rate;
    jobs.push_back({now, -std::log(work.uniform()), 0, 1, j > count / 20});
  }
  return jobs;
}

}  // namespace

TEST_CASE("a member alone runs its gangs first come, first served", "[analysis][report]") {
  const std::vector<OwnJob> jobs{{0, 10, 0, 2}, {1, 5, 0, 1}, {2, 5, 0, 2}};
  // On 2 GPUs they follow each other: starts 0, 10, 15. On 3 the second runs beside the first, and
  // the third waits for two free GPUs until 10. On 5 nobody waits.
  CHECK(waits_alone(jobs, 2) == std::vector<double>{0, 9, 13});
  CHECK(waits_alone(jobs, 3) == std::vector<double>{0, 0, 8});
  CHECK(waits_alone(jobs, 5) == std::vector<double>{0, 0, 0});
  // The 95th percentile of three waits is the longest: 13 on 2 GPUs, 8 on 3.
  CHECK(gpus_for_p95(jobs, 2, 13) == 2);
  CHECK(gpus_for_p95(jobs, 2, 12.9) == 3);
  CHECK(gpus_for_p95(jobs, 2, 8) == 3);
  CHECK(gpus_for_p95(jobs, 2, 7.9) == 4);  // the third waits until 6: 4
  CHECK(gpus_for_p95(jobs, 2, 3.9) == 5);
  CHECK(gpus_for_p95(jobs, 1, 100) == 2);  // its largest gang
  CHECK(gpus_for_p95(jobs, 7, 0) == 7);
}

TEST_CASE("inputs on their way are waiting that no GPU shortens", "[analysis][report]") {
  const std::vector<OwnJob> jobs{{0, 10, 3, 1}, {0, 10, 3, 1}};
  CHECK(waits_alone(jobs, 1) == std::vector<double>{3, 13});
  CHECK(gpus_for_p95(jobs, 1, 3) == 2);
  CHECK(gpus_for_p95(jobs, 1, 2.9) == std::nullopt);
  CHECK(gpus_for_p95({}, 1, 0) == std::nullopt);
  CHECK(gpus_for_p95({{0, 10, 0, 1, false}}, 1, 0) == std::nullopt);
}

TEST_CASE("the GPUs for a 95th percentile are those of M/M/c", "[analysis][report][oracle]") {
  const std::vector<OwnJob> jobs = poisson_jobs(200'000, 6);
  for (const int c : {8, 9, 10}) {
    CAPTURE(c, mmc_p95(c, 6));
    CHECK(nearest_rank(waits_alone(jobs, c), 0.95) == Approx(mmc_p95(c, 6)).epsilon(0.1));
    CHECK(gpus_for_p95(jobs, 7, (mmc_p95(c, 6) + mmc_p95(c - 1, 6)) / 2) == c);
  }
}

TEST_CASE("no job waits longer with one GPU more", "[analysis][report]") {
  std::vector<OwnJob> jobs = poisson_jobs(2'000, 3);
  Stream gangs{2, 0, "gangs", 0};
  for (OwnJob& job : jobs) job.gpus = 1 + static_cast<int>(gangs.below(4));
  for (int gpus = 4; gpus < 24; ++gpus) {
    const auto few = waits_alone(jobs, gpus), more = waits_alone(jobs, gpus + 1);
    bool longer = false;
    for (std::size_t j = 0; j < few.size(); ++j) longer = longer || more[j] > few[j] + 1e-9;
    CAPTURE(gpus);
    CHECK_FALSE(longer);
  }
}
