#pragma once

// Blocks of operations that a calibration only predicts: what a profile is for, against what its
// fits never saw.

#include <vector>

#include "models/devices/measurement.hpp"

namespace souk {

/// A layer of a transformer: `batch` sequences of `sequence` tokens, `width` wide in heads of 64.
struct TransformerBlock {
  double batch = 1, sequence = 256, width = 256;
};
/// Two 3 x 3 convolutions of `images` pictures, side x side with as many channels in as out.
struct ConvolutionBlock {
  double images = 1, side = 28, channels = 64;
};

/// Forward and backward. Forward: layer norm, query, key and value, scores, softmax, context,
/// output, sum with the input; layer norm, up to 4 widths, GELU, down, sum with the input.
/// Backward: two products for each of forward (after the operand, after the weight), and for each
/// pass one that reads twice what it writes. Products are in `dtype`, what passes between them in
/// fp32. 24 T w^2 + 4 T s w FLOP forward for T = batch s tokens, three times that in all.
std::vector<OpWork> operations_of(const TransformerBlock& block, Dtype dtype);

/// Forward: twice a product of (images side^2) x 9 channels by 9 channels x channels, the implicit
/// GEMM of the convolution, and a rectifier; then the sum with the input.
std::vector<OpWork> operations_of(const ConvolutionBlock& block, Dtype dtype);

/// Three transformer blocks and two of convolutions, as large as the limits allow and no two of the
/// same size; none without products and passes in fp32. In fp16 where there is that format, and by
/// the first family.
std::vector<Probe> block_probes(const PlanLimits& limits);

}  // namespace souk
