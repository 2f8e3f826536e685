// What a job holds in the memory of each of its GPUs, worked out by hand.

#include <catch2/catch.hpp>

#include "models/costs/estimate.hpp"
#include "models/costs/memory_need.hpp"
#include "small_jobs.hpp"

using namespace souk;

namespace {

constexpr double h = 512, f = 2048, V = 10000;
constexpr double layer = 4 * h * h + 2 * h * f, vocabulary = V * h;  // parameters

}  // namespace

TEST_CASE("a job that does not fit is told so, and its time is no other", "[costs]") {
  // 1e9 parameters in fp32 with Adam: weights 4 GB, gradients 4, state 8.
  JobDescriptor job = small_transformer();
  job.parameters = 1e9;
  const MemoryNeed need = memory_need(job);
  CHECK(need.weights == 4e9);
  CHECK(need.gradients == 4e9);
  CHECK(need.optimizer == 8e9);
  // Per layer s b h e / 2 (34 + 5 a s / h); logits in fp32 and once more.
  const double tokens = 8 * 128;
  CHECK(need.activations ==
        Approx(4 * tokens * 512 * 2 * (34 + 5 * 8 * 128.0 / 512) + tokens * 10000 * 8));
  DeviceProfile device = small_device();
  CHECK_FALSE(estimate(device, job, Pricing::profile).estimate->fits());
  const double time = estimate(device, job, Pricing::profile).estimate->median_s;
  device.memory_bytes = 80e9;
  CHECK(estimate(device, job, Pricing::profile).estimate->fits());
  CHECK(estimate(device, job, Pricing::profile).estimate->median_s == time);
  device.memory_bytes.reset();
  CHECK(estimate(device, job, Pricing::profile).estimate->fits());
}

TEST_CASE("a stage holds its layers and the vocabulary, whole", "[costs][oracle]") {
  JobDescriptor job = small_transformer();
  job.parallel = {.dp = 1, .tp = 1, .pp = 4, .micro = 4};
  CHECK(memory_need(job).weights == Approx(4 * (layer + vocabulary)));
  CHECK(memory_need(job).optimizer == Approx(8 * (layer + vocabulary)));
  // Of five layers one of four stages has two.
  job.layers = 5;
  CHECK(memory_need(job).weights == Approx(4 * (2 * layer + vocabulary)));
  job.parallel.tp = 2;
  CHECK(memory_need(job).gradients == Approx(4 * (2 * layer + vocabulary) / 2));
  // Of parameters that are given, the same share.
  job.parameters = 10 * (5 * layer + vocabulary);
  CHECK(memory_need(job).weights == Approx(10 * 4 * (2 * layer + vocabulary) / 2));
}

TEST_CASE("a served batch holds the logits that it scores", "[costs][oracle]") {
  // 8 sequences of 128: per position 10,000 logits of 4 bytes, and once more in fp32; one layer's
  // activations are s b h e / 2 (34 + 5 a s / h).
  JobDescriptor job = small_transformer(Workload::transformer_infer);
  const double whole = 8 * 128 * h * 2 * (34 + 5 * 8 * 128.0 / 512);
  CHECK(memory_need(job).activations == Approx(whole + 8 * 128 * V * 8));
  job.decode = 1;  // the last position alone
  CHECK(memory_need(job).activations == Approx(whole + 8 * V * 8));
}

TEST_CASE("a layer keeps what its own FFN has, two tensors or, gated, three", "[costs][oracle]") {
  // One layer of 2 sequences of 64 in fp16, without scores: s b h (10 + 8 / t) + s b f 2 n / t.
  JobDescriptor job = small_transformer(Workload::transformer_infer);
  job.dtype = Dtype::fp16;
  job.fusion = Fusion::flash;
  job.batch = 2;
  job.seq = 64;
  job.decode = 1;
  const auto layer_bytes = [&] {
    return memory_need(job).activations - 2 * V * 6 / job.parallel.tp;
  };
  CHECK(layer_bytes() == Approx(128 * h * 34));
  for (const double width : {512.0, 1376.0, 8192.0})
    for (const double tp : {1.0, 4.0}) {
      job.ffn = width;
      job.parallel.tp = tp;
      job.gated = false;
      CHECK(layer_bytes() == Approx(128 * (h * (10 + 8 / tp) + 2 * 2 * width / tp)));
      job.gated = true;
      CHECK(layer_bytes() == Approx(128 * (h * (10 + 8 / tp) + 2 * 3 * width / tp)));
    }
}

TEST_CASE("a wide FFN in training is refused for its activations", "[costs]") {
  JobDescriptor job = small_transformer();
  job.parameters = 1e6;
  job.ffn = 1e6;  // 4 layers x 1024 tokens x 2 x 1e6 x 4 bytes: 33 GB of 16
  CHECK_FALSE(estimate(small_device(), job, Pricing::profile).estimate->fits());
  job.ffn = 2048;
  CHECK(estimate(small_device(), job, Pricing::profile).estimate->fits());
}

TEST_CASE("a list of products holds at least the operands of its largest call", "[costs][oracle]") {
  JobDescriptor job;
  job.workload = Workload::gemm_list;
  job.dtype = Dtype::fp16;
  job.products = {{1000, 2000, 3000, 1, 50}, {100, 200, 300, 40, 2}};
  const double largest = 2 * (1000.0 * 3000 + 3000.0 * 2000 + 1000.0 * 2000);
  CHECK(memory_need(job).total() == Approx(1.1 * largest));
  job.products[1].batch = 1000;
  CHECK(memory_need(job).activations == 2 * 1000 * (100.0 * 300 + 300 * 200 + 100 * 200));
  job.memory_bytes = 1e9;
  CHECK(memory_need(job).activations == 1e9);
  job.memory_bytes = 0;
  job.workload = Workload::raw;
  CHECK(memory_need(job).activations == 0);
}
