// What an estimate promises, on a device of round figures and by hand.

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "models/costs/estimate.hpp"
#include "models/costs/memory_need.hpp"
#include "models/costs/op_list.hpp"
#include "models/devices/all_reduce.hpp"
#include "small_jobs.hpp"

using namespace souk;

namespace {

double seconds(const DeviceProfile& device, const JobDescriptor& job) {
  const Costed cost = estimate(device, job, Pricing::profile);
  INFO(cost.reason);
  REQUIRE(cost.estimate);
  return cost.estimate->median_s;
}

/// Each dimension of a transformer or CNN that may grow alone.
std::vector<double JobDescriptor::*> dimensions() {
  return {&JobDescriptor::layers, &JobDescriptor::ffn,
          &JobDescriptor::vocab,  &JobDescriptor::seq,
          &JobDescriptor::decode, &JobDescriptor::batch,
          &JobDescriptor::hidden, &JobDescriptor::optimizer_bytes};
}

}  // namespace

TEST_CASE("a step never takes less time when a dimension grows", "[costs]") {
  const DeviceProfile device = small_device();
  for (const Workload workload : {Workload::transformer_train, Workload::transformer_infer})
    for (const Fusion fusion : {Fusion::eager, Fusion::fused, Fusion::flash})
      for (double JobDescriptor::*dimension : dimensions()) {
        JobDescriptor job = small_transformer(workload);
        job.fusion = fusion;
        job.passes = passes_of(workload, fusion);
        // Decoding scores the last position alone, so it is compared from one token on.
        job.decode = workload == Workload::transformer_infer ? 1 : 0;
        double before = 0;
        for (int i = 0; i < 40; ++i) {
          const double now = seconds(device, job);
          CHECK(now >= before);
          before = now;
          job.*dimension += dimension == &JobDescriptor::hidden ? 8 * 8 : 3;
        }
      }
}

TEST_CASE("a step of a CNN never takes less time when a dimension grows", "[costs]") {
  const DeviceProfile device = small_device();
  for (double Convolution::*dimension : {&Convolution::in, &Convolution::out, &Convolution::kernel,
                                         &Convolution::size, &Convolution::count}) {
    JobDescriptor job = small_cnn();
    double before = 0;
    for (int i = 0; i < 30; ++i) {
      const double now = seconds(device, job);
      CHECK(now >= before);
      before = now;
      job.convolutions[1].*dimension += 1;
    }
  }
}

// But for `heads` within the same `hidden`, which is other shapes and no more work.
TEST_CASE("a step never takes less time when anything else of the descriptor grows", "[costs]") {
  using Grow = void (*)(JobDescriptor&);
  JobDescriptor serving = small_transformer(Workload::transformer_infer);
  serving.decode = 4;
  serving.kv_heads = 1;
  JobDescriptor shared = serving;  // from 64 heads of the same keys to 8
  shared.hidden = 4096;
  shared.heads = 64;
  shared.seq = 4096;
  shared.decode = 100;
  shared.batch = 1;
  shared.passes = {};
  JobDescriptor products;
  products.workload = Workload::gemm_list;
  products.dtype = Dtype::fp32;
  products.products = {{64, 64, 64, 2, 3}};
  JobDescriptor plain;
  plain.dtype = Dtype::fp32;
  plain.flops = plain.bytes = 1e9;
  const std::vector<std::pair<JobDescriptor, std::vector<Grow>>> grown{
      {serving,
       {[](JobDescriptor& job) { job.kv_heads *= 2; },
        [](JobDescriptor& job) { job.heads *= 2, job.kv_heads *= 2, job.hidden *= 2; },
        [](JobDescriptor& job) { job.gated = true; },
        [](JobDescriptor& job) { job.passes.hidden += 1; },
        [](JobDescriptor& job) { job.passes.scores += 1; },
        [](JobDescriptor& job) { job.passes.ffn += 1; }}},
      {shared,
       {[](JobDescriptor& job) { job.kv_heads *= 2; }, [](JobDescriptor& job) { job.batch += 1; }}},
      {small_transformer(),
       {[](JobDescriptor& job) { job.recompute = true; },
        [](JobDescriptor& job) { job.parameters = 2 * parameters_of(job); },
        [](JobDescriptor& job) { job.batch *= 2, job.parallel.micro *= 2; }}},
      {products,
       {[](JobDescriptor& job) { job.products[0].m += 50; },
        [](JobDescriptor& job) { job.products[0].n += 50; },
        [](JobDescriptor& job) { job.products[0].k += 50; },
        [](JobDescriptor& job) { job.products[0].batch += 1; },
        [](JobDescriptor& job) { job.products[0].count += 1; }}},
      {plain,
       {[](JobDescriptor& job) { job.flops *= 2; }, [](JobDescriptor& job) { job.bytes *= 2; },
        [](JobDescriptor& job) { job.launches += 1; }}}};
  for (const auto& [base, ways] : grown)
    for (const Grow grow : ways)
      for (const Pricing pricing : {Pricing::profile, Pricing::data_sheet}) {
        JobDescriptor job = base;
        double before = 0;
        for (int i = 0; i < 4; ++i) {
          const double now = estimate(small_device(), job, pricing).estimate.value().median_s;
          CHECK(now >= before);
          before = now;
          grow(job);  // the last is not priced
        }
      }
}

TEST_CASE("a step is never below its roofline nor below its launches", "[costs]") {
  const DeviceProfile device = small_device();
  for (JobDescriptor job :
       {small_transformer(), small_transformer(Workload::transformer_infer), small_cnn()})
    for (const double batch : {1.0, 8.0, 256.0}) {
      job.batch = batch;
      const Estimate cost = *estimate(device, job, Pricing::profile).estimate;
      double launches = 0;
      for (const CountedOp& op : op_list(job).ops) launches += op.count;
      CHECK(cost.median_s >= launches * 5e-6);
      CHECK(cost.launch_s == Approx(launches * 5e-6));
      CHECK(cost.median_s >= cost.flop / 1e13);
      CHECK(cost.median_s >= cost.bytes / 4e12);  // of the cache, the fastest level
      CHECK(cost.median_s == Approx(cost.compute_s + cost.memory_s + cost.launch_s +
                                    cost.communication_s + cost.bubble_s));
    }
}

TEST_CASE("the work of a step is what a count by hand gives", "[costs]") {
  // Per layer 4 projections: 2 T h (3 h + h + 2 f), attention: 4 T s h; the vocabulary: 2 T h V.
  const JobDescriptor job = small_transformer(Workload::transformer_infer);
  const double T = 8 * 128, h = 512, f = 2048, s = 128, V = 10000;
  const double forward = 4 * (2 * T * h * (4 * h + 2 * f) + 4 * T * s * h) + 2 * T * h * V;
  const DeviceProfile device = small_device();
  CHECK(estimate(device, job, Pricing::profile).estimate->flop == Approx(forward));
  const JobDescriptor train = small_transformer();
  CHECK(estimate(device, train, Pricing::profile).estimate->flop == Approx(3 * forward));
  JobDescriptor again = train;
  again.recompute = true;
  CHECK(estimate(device, again, Pricing::profile).estimate->flop ==
        Approx(4 * forward - 2 * T * h * V));
  CHECK(parameters_of(job) == 4 * (4 * h * h + 2 * h * f) + V * h);
}

TEST_CASE("decoding is bound by the bytes of weights and cache", "[costs]") {
  // One sequence: each token reads every weight, 4 (12 h h) + V h elements of 4 bytes, at 1 TB/s
  // and 1.1 times the bytes counted.
  const DeviceProfile device = small_device();
  JobDescriptor job = small_transformer(Workload::transformer_infer);
  job.batch = 1;
  job.hidden = 4096;
  job.ffn = 4 * 4096;
  job.seq = 16;
  const double before = seconds(device, job);
  job.decode = 100;
  const Estimate cost = *estimate(device, job, Pricing::profile).estimate;
  const double weights = 4 * (4 * 12 * 4096.0 * 4096 + 10000 * 4096.0);
  CHECK(cost.bound == StepBound::memory);
  // Launches: per layer 4 + 2 products and (18 + 7 + 2) / 2 passes.
  const double launches = 100 * (4 * 19.5 + 1) * 5e-6;
  CHECK(cost.median_s - before == Approx(100 * 1.1 * weights / 1e12 + launches).epsilon(0.01));
}

TEST_CASE("products and raw work cost what the formula says", "[costs]") {
  JobDescriptor job;
  job.workload = Workload::gemm_list;
  job.dtype = Dtype::fp32;
  job.products = {{512, 512, 512, 1, 10}};
  const OpTime one = *op_time(small_device(), gemm_work(Dtype::fp32, 1, 512, 512, 512));
  CHECK(seconds(small_device(), job) == Approx(10 * one.total_s));
  job.workload = Workload::raw;
  job.flops = 1e13;    // a second of arithmetic
  job.bytes = 1.6e12;  // two seconds at the 0.8 TB/s of copies
  job.launches = 1e5;  // half a second at 5 us
  const Estimate raw = *estimate(small_device(), job, Pricing::profile).estimate;
  CHECK(raw.median_s == Approx(2.5));
  CHECK(raw.bound == StepBound::memory);
  CHECK(estimate(small_device(), job, Pricing::data_sheet).estimate->median_s == Approx(1.6 / 1.2));
}

TEST_CASE("replicas, tensor shares and stages cost what they exchange and wait", "[costs]") {
  const DeviceProfile device = connected_device();
  JobDescriptor job = small_transformer();
  const double alone = seconds(device, job);

  JobDescriptor replicas = job;
  replicas.parallel.dp = 4;
  replicas.batch = 4 * job.batch;
  const double gradients = 4 * parameters_of(job);
  // Half of the all-reduce is hidden: the default.
  const double reduce = 2e-5 + 1.5 * gradients / 1e11;
  CHECK(seconds(device, replicas) == Approx(alone + reduce / 2));
  replicas.overlap = 1;
  CHECK(seconds(device, replicas) == Approx(alone));

  JobDescriptor shares = job;
  shares.parallel.tp = 2;
  const Estimate split = *estimate(device, shares, Pricing::profile).estimate;
  // 4 per layer, of T h elements.
  CHECK(split.communication_s == Approx(16 * (2e-5 + 8 * 128 * 512 * 4 / 1e11)));
  CHECK(split.compute_s < alone);

  JobDescriptor stages = job;
  stages.parallel = {.dp = 1, .tp = 1, .pp = 4, .micro = 8};
  const Estimate piped = *estimate(device, stages, Pricing::profile).estimate;
  double update = 0;
  for (const CountedOp& op : op_list(stages).ops)
    if (!op.piped) update = op_time(device, op.work)->total_s;
  // (micro + pp - 1) / micro of what the micro-batches take.
  const double stage = piped.median_s - piped.bubble_s - update;
  CHECK(piped.bubble_s == Approx(stage * 3 / 8));
}

TEST_CASE("a figure that is missing is never a zero", "[costs]") {
  const JobDescriptor job = small_transformer();
  DeviceProfile device = small_device();
  JobDescriptor half = job;
  half.dtype = Dtype::bf16;
  CHECK_FALSE(estimate(device, half, Pricing::profile).estimate);
  CHECK(estimate(device, half, Pricing::profile).reason == "small has no fit of gemm bf16");
  CHECK(estimate(device, half, Pricing::data_sheet).reason ==
        "the data sheet of small has no bf16 peak");
  JobDescriptor replicas = job;
  replicas.parallel.dp = 2;
  CHECK(estimate(device, replicas, Pricing::profile).reason ==
        "small has no all-reduce measured, which 2 GPUs need");
  device.published_bps.reset();
  CHECK_FALSE(estimate(device, job, Pricing::data_sheet).estimate);
  device.levels = {{.name = "dram", .bytes = 16e9}};
  CHECK_FALSE(estimate(device, job, Pricing::profile).estimate);
}

TEST_CASE("a launch of which nothing is known is not free", "[costs]") {
  DeviceProfile device = small_device();
  device.launch_latency_s.reset();
  for (ComputeFit& fit : device.compute) fit.t0_s.reset();
  const Estimate cost = *estimate(device, small_transformer(), Pricing::profile).estimate;
  CHECK(cost.launch_assumed);
  double launches = 0;
  for (const CountedOp& op : op_list(small_transformer()).ops) launches += op.count;
  CHECK(cost.launch_s == Approx(launches * usual_launch_s));
}

TEST_CASE("power is what was measured by class of work, else the device's limit", "[costs]") {
  DeviceProfile device = small_device();
  const Estimate limit = *estimate(device, small_transformer(), Pricing::profile).estimate;
  CHECK(limit.power_w == 300.0);
  CHECK(limit.power_at_most);
  device.busy_w = {{"gemm", 200}, {"batched_gemm", 200}, {"elementwise", 200}};
  const Estimate measured = *estimate(device, small_transformer(), Pricing::profile).estimate;
  CHECK(measured.power_w.value() == Approx(200));
  CHECK_FALSE(measured.power_at_most);
  device.busy_w.clear();
  device.tdp_w.reset();
  CHECK_FALSE(estimate(device, small_transformer(), Pricing::profile).estimate->power_w);
}

TEST_CASE("a descriptor whose parts do not divide is refused by field", "[costs]") {
  JobDescriptor job = small_transformer();
  CHECK(descriptor_faults(job).empty());
  job.heads = 7;
  job.kv_heads = 2;
  job.parallel.tp = 4;
  job.parallel.pp = 5;
  job.parallel.dp = 3;
  std::vector<std::string_view> fields;
  for (const DescriptorFault& fault : descriptor_faults(job)) fields.push_back(fault.field);
  CHECK(fields == std::vector<std::string_view>{"heads", "kv_heads", "tp", "pp", "batch"});
}
