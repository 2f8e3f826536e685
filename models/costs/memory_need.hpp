#pragma once

// What a job must hold in the memory of each of its GPUs.

#include "models/costs/descriptor.hpp"

namespace souk {

/// What allocators, kernels and the framework take beside what is counted.
constexpr double memory_reserve = 0.10;

struct MemoryNeed {
  double weights = 0, gradients = 0, optimizer = 0, activations = 0, cache = 0;  ///< bytes
  /// With the reserve.
  [[nodiscard]] double total() const {
    return (weights + gradients + optimizer + activations + cache) * (1 + memory_reserve);
  }
};

/// Of one GPU of the first stage, which holds ceil(layers / pp) layers, the vocabulary, and the
/// activations of min(pp, micro) micro-batches.
///
/// Activations of a transformer in training, per layer and micro-batch, with elements of e bytes,
/// are s b h e/2 (10 + (8 + 4 f / h) / t + 5 a s / (h t)) bytes. Of the 8, queries, keys and values
/// (expanded to all heads) are 6 and the input of attention's projection 2. The FFN keeps two
/// tensors of width f, the input and the output of its activation, 2 bytes each; gated it keeps
/// three, both inputs of the gate and their product: 6 f / h. With f = 4 h, ungated, that is the
/// 24 / t of the source. The last term is the scores', which fused attention does not keep. With
/// recomputing it is 2 s b h e/2 per layer and one layer whole. The logits
/// of a micro-batch are held once more in fp32; of a served batch, those of its last positions, or
/// of all if nothing is decoded. A served batch holds one layer's activations and
/// the cache of keys and values of all its tokens. A CNN in training keeps each layer's output,
/// input of the next, twice. Products and raw work hold what the descriptor says, a list of
/// products at least the operands and the result of its largest call. Source:
/// Korthikanti et al., "Reducing Activation Recomputation in Large Transformer Models" (2022),
/// eq. 2.
MemoryNeed memory_need(const JobDescriptor& job);

}  // namespace souk
