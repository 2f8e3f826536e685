// A batch of one: whatever kernels a device has for it, more never takes less time.

#include <catch2/catch.hpp>

#include "models/costs/estimate.hpp"
#include "small_jobs.hpp"

using namespace souk;

namespace {

/// As measured devices are: batched products start sooner than plain ones.
DeviceProfile quick_batches() {
  DeviceProfile device = small_device();
  for (ComputeFit& fit : device.compute)
    fit.t0_s = fit.op_class == OpClass::batched_gemm ? 2e-6 : 2e-5;
  return device;
}

double seconds(const JobDescriptor& job) {
  return estimate(quick_batches(), job, Pricing::profile).estimate.value().median_s;
}

}  // namespace

TEST_CASE("two sequences never take less time than one", "[costs]") {
  for (const Workload workload : {Workload::transformer_train, Workload::transformer_infer}) {
    JobDescriptor job = small_transformer(workload);
    job.heads = job.kv_heads = 1;
    job.seq = 16;
    job.decode = workload == Workload::transformer_infer ? 100 : 0;
    job.batch = 1;
    const double one = seconds(job);
    job.batch = 2;
    CHECK(seconds(job) >= one);
  }
  JobDescriptor shared = small_transformer(Workload::transformer_infer);
  shared.kv_heads = 1;
  shared.decode = 100;
  shared.batch = 1;
  const double one = seconds(shared);
  shared.batch = 2;
  CHECK(seconds(shared) >= one);
}

TEST_CASE("two products in a call never take less time than one", "[costs]") {
  JobDescriptor job;
  job.workload = Workload::gemm_list;
  job.dtype = Dtype::fp32;
  job.products = {{64, 64, 64, 1, 1}};
  double before = 0;
  for (const double batch : {1.0, 2.0, 3.0, 50.0, 500.0, 5000.0}) {
    job.products[0].batch = batch;
    const double now = seconds(job);
    CHECK(now >= before);
    before = now;
  }
}
