// How far measured times may be from an estimate, by hand.

#include <cmath>

#include <catch2/catch.hpp>

#include "models/costs/estimate.hpp"
#include "small_jobs.hpp"

using namespace souk;

TEST_CASE("the spread of a step is that of its fits and what an op list misses", "[costs]") {
  // Of the fits: products 0.05, passes 0.02.
  const auto sigma = [](const JobDescriptor& job, Pricing pricing) {
    return estimate(small_device(), job, pricing).estimate.value().sigma_log;
  };
  JobDescriptor job;
  job.workload = Workload::gemm_list;
  job.dtype = Dtype::fp32;
  job.products = {{512, 512, 512, 1, 10}};
  CHECK(sigma(job, Pricing::profile) == Approx(0.05));
  CHECK(sigma(job, Pricing::data_sheet) == Approx(0.4));
  job.workload = Workload::raw;
  job.flops = 1e13;
  CHECK(sigma(job, Pricing::profile) == Approx(std::hypot(0.05, 0.345)));
  CHECK(sigma(job, Pricing::data_sheet) == Approx(std::hypot(0.4, 0.345)));
  job.bytes = 1e13;
  CHECK(sigma(job, Pricing::profile) == Approx(std::hypot(0.02, 0.345)));
  for (const JobDescriptor& step :
       {small_transformer(), small_transformer(Workload::transformer_infer), small_cnn()}) {
    CHECK(sigma(step, Pricing::profile) > std::hypot(0.02, 0.114));
    CHECK(sigma(step, Pricing::profile) < std::hypot(0.05, 0.114));
    CHECK(sigma(step, Pricing::data_sheet) == Approx(std::hypot(0.4, 0.114)));
  }
}
