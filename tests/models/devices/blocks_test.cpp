#include <set>

#include <catch2/catch.hpp>

#include "models/devices/blocks.hpp"

using namespace souk;

namespace {

double flop_of(const std::vector<OpWork>& operations) {
  double sum = 0;
  for (const OpWork& work : operations) sum += work.flop();
  return sum;
}

}  // namespace

TEST_CASE("a transformer block has the FLOP of theory, three times over with backward",
          "[devices][oracle]") {
  // Forward, T = b s tokens: query, key, value 6 T w^2, output 2, up and down 16; scores and
  // context 2 T s w each.
  const TransformerBlock block{2, 256, 512};
  const double tokens = 2 * 256;
  const double forward = 24 * tokens * 512 * 512 + 4 * tokens * 256 * 512;
  const auto operations = operations_of(block, Dtype::fp16);
  CHECK(flop_of(operations) == 3 * forward);
  for (const OpWork& work : operations) {
    CHECK(work.dtype == (work.flop() > 0 ? Dtype::fp16 : Dtype::fp32));
    CHECK(work.bytes() > 0);
    CHECK_FALSE(work.warm);
  }
}

TEST_CASE("a convolution block is the implicit GEMM of two 3 x 3 convolutions",
          "[devices][oracle]") {
  // 2 FLOP for each of 9 x 64 inputs, of 64 outputs, of 4 x 10 x 10 pixels, twice.
  const auto operations = operations_of(ConvolutionBlock{4, 10, 64}, Dtype::fp32);
  CHECK(flop_of(operations) == 2.0 * 2 * 9 * 64 * 64 * 400);
  // What passes between them: 4 bytes of 400 x 64, twice each of the rectifiers', three times the
  // sum.
  double passed = 0;
  for (const OpWork& work : operations)
    if (work.flop() <= 0) passed += work.bytes();
  CHECK(passed == 4.0 * 400 * 64 * (2 + 2 + 3));
}

TEST_CASE("blocks are held out, differ, and stay within the limits", "[devices][contract]") {
  const double most_flop = GENERATE(1e6, 1.5e8, 1e10, 1e13);
  const PlanLimits limits{.products = {Dtype::fp32, Dtype::fp16},
                          .families = {"cublas", "own"},
                          .most_flop = most_flop,
                          .most_bytes = 64e6};
  const auto probes = block_probes(limits);
  CHECK(probes.size() <= 5);
  CHECK(probes.size() >= 2);
  std::set<std::string> names;
  for (const Probe& probe : probes) {
    CAPTURE(probe.block);
    CHECK(names.insert(probe.block).second);
    CHECK(probe.kind == ProbeKind::block);
    CHECK_FALSE(probe.fitted);
    CHECK(probe.family == "cublas");
    CHECK(probe.work.dtype == Dtype::fp16);
    for (const OpWork& work : probe.operations) {
      CHECK(work.flop() <= limits.most_flop);
      CHECK(work.bytes() <= limits.most_bytes);
      // Rows of 256 floats, as softmax and layer norm are run on.
      if (work.flop() <= 0 && work.op_class != OpClass::elementwise)
        CHECK(static_cast<long long>(work.write_bytes) % 1024 == 0);
    }
  }
}

TEST_CASE("a device without products or passes has no blocks", "[devices]") {
  CHECK(block_probes({}).empty());
  CHECK(block_probes({.products = {Dtype::fp32}, .passes = {}}).empty());
}
