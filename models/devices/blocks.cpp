#include "models/devices/blocks.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace souk {
namespace {

constexpr double head = 64;  // width of an attention head
constexpr double float_bytes = 4;

OpWork pass_over(OpClass op_class, double floats) {
  return pass_work(op_class, Dtype::fp32, float_bytes * floats, float_bytes * floats);
}

/// Of two tensors into one: a sum with the input, or a pass of backward.
OpWork joining(double floats) {
  return pass_work(OpClass::elementwise, Dtype::fp32, 2 * float_bytes * floats,
                   float_bytes * floats);
}

/// What backward does for one operation of forward.
void add_backward(std::vector<OpWork>& all, const OpWork& forward) {
  if (forward.flop() <= 0) {
    all.push_back(joining(forward.write_bytes / float_bytes));
    return;
  }
  const double batch = forward.batch, m = forward.m, n = forward.n, k = forward.k;
  all.push_back(gemm_work(forward.dtype, batch, m, k, n));
  all.push_back(gemm_work(forward.dtype, batch, k, n, m));
}

bool fits(const std::vector<OpWork>& operations, const PlanLimits& limits) {
  return std::ranges::all_of(operations, [&](const OpWork& work) {
    return work.flop() <= limits.most_flop && work.bytes() <= limits.most_bytes;
  });
}

/// Halves one extent after the other until the block fits; false: it never does.
bool shrink(TransformerBlock& block, Dtype dtype, const PlanLimits& limits) {
  while (!fits(operations_of(block, dtype), limits)) {
    double& largest = block.batch > 1                ? block.batch
                      : block.width > block.sequence ? block.width
                                                     : block.sequence;
    const double least = &largest == &block.batch ? 1 : &largest == &block.width ? head : 16;
    if (largest <= least) return false;
    largest = std::max(least, least * std::floor(largest / 2 / least));
  }
  return true;
}
bool shrink(ConvolutionBlock& block, Dtype dtype, const PlanLimits& limits) {
  while (!fits(operations_of(block, dtype), limits)) {
    double& largest = block.images > 1 ? block.images : block.side;
    if (largest <= 1) return false;
    largest = std::floor(largest / 2);
  }
  return true;
}

std::string name_of(const TransformerBlock& block) {
  return fmt::format("transformer {} x {} x {}", block.batch, block.sequence, block.width);
}
std::string name_of(const ConvolutionBlock& block) {
  return fmt::format("convolution {} x {} x {} x {}", block.images, block.side, block.side,
                     block.channels);
}

template <class Block>
void add_probe(std::vector<Probe>& probes, Block block, Dtype dtype, const PlanLimits& limits) {
  if (!shrink(block, dtype, limits)) return;
  std::string name = name_of(block);
  if (std::ranges::find(probes, name, &Probe::block) != probes.end()) return;
  probes.push_back({.kind = ProbeKind::block,
                    .work = {.dtype = dtype},
                    .fitted = false,
                    .family = limits.families.front(),
                    .block = std::move(name),
                    .operations = operations_of(block, dtype)});
}

}  // namespace

std::vector<OpWork> operations_of(const TransformerBlock& block, Dtype dtype) {
  const double tokens = block.batch * block.sequence, width = block.width;
  const double heads = block.batch * width / head, sequence = block.sequence;
  const OpWork norm = pass_over(OpClass::layer_norm, tokens * width);
  const OpWork sum = joining(tokens * width);
  std::vector<OpWork> all{norm,
                          gemm_work(dtype, 1, tokens, 3 * width, width),
                          gemm_work(dtype, heads, sequence, sequence, head),
                          pass_over(OpClass::softmax, heads * sequence * sequence),
                          gemm_work(dtype, heads, sequence, head, sequence),
                          gemm_work(dtype, 1, tokens, width, width),
                          sum,
                          norm,
                          gemm_work(dtype, 1, tokens, 4 * width, width),
                          pass_over(OpClass::elementwise, tokens * 4 * width),
                          gemm_work(dtype, 1, tokens, width, 4 * width),
                          sum};
  for (std::size_t forward = all.size(); forward-- > 0;) add_backward(all, OpWork{all[forward]});
  return all;
}

std::vector<OpWork> operations_of(const ConvolutionBlock& block, Dtype dtype) {
  const double pixels = block.images * block.side * block.side, channels = block.channels;
  const OpWork product = gemm_work(dtype, 1, pixels, channels, 9 * channels);
  const OpWork rectifier = pass_over(OpClass::elementwise, pixels * channels);
  return {product, rectifier, product, joining(pixels * channels), rectifier};
}

std::vector<Probe> block_probes(const PlanLimits& limits) {
  std::vector<Probe> probes;
  const bool passes = std::ranges::find(limits.passes, Dtype::fp32) != limits.passes.end();
  if (limits.products.empty() || limits.families.empty() || !passes) return probes;
  const bool half = std::ranges::find(limits.products, Dtype::fp16) != limits.products.end();
  const Dtype dtype = half ? Dtype::fp16 : limits.products.front();
  for (const TransformerBlock& block :
       {TransformerBlock{4, 512, 768}, TransformerBlock{4, 1024, 1024},
        TransformerBlock{2, 2048, 2048}})
    add_probe(probes, block, dtype, limits);
  for (const ConvolutionBlock& block :
       {ConvolutionBlock{32, 56, 64}, ConvolutionBlock{32, 28, 128}})
    add_probe(probes, block, dtype, limits);
  return probes;
}

}  // namespace souk
