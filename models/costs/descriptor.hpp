#pragma once

// What a job computes, as its author would say it: a network and a batch, a list of products, or
// plain work. What it costs on a device follows from this and the device's profile alone.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/devices/device_profile.hpp"

namespace souk {

enum class Workload : std::uint8_t {
  transformer_train,  ///< a step: forward, backward, update of the weights
  transformer_infer,  ///< a batch served: `seq` tokens read at once, then `decode` one by one
  cnn_train,
  cnn_infer,
  gemm_list,
  raw,
};

/// How far a framework merges operations that only move bytes.
enum class Fusion : std::uint8_t {
  eager,  ///< each operation of the source a kernel
  fused,  ///< GELU, bias and residual in one kernel each
  flash,  ///< also attention: the scores never reach the memory (Dao et al., NeurIPS 2022)
};

/// The names as scenarios have them.
std::string_view name_of(Workload workload);
std::string_view name_of(Fusion fusion);

/// Passes over memory of the forward part, each the reading or writing of one tensor.
struct Passes {
  double hidden = 0;  ///< per layer, over tokens x hidden; of a CNN over each layer's output
  double scores = 0;  ///< per layer, over sequences x heads x seq x seq
  double ffn = 0;     ///< per layer, over tokens x ffn
  friend bool operator==(const Passes&, const Passes&) = default;
};

/// The counts of a fusion level. Of transformers 18, 7 and 18 (eager) or 2 (fused): counted in the
/// source of common models before anything was scored. Of CNNs 5 (eager: batch norm reads twice and
/// writes once, ReLU reads and writes) or 2.
Passes passes_of(Workload workload, Fusion fusion);

/// `batch` products of (m x k) by (k x n) in one call, `count` times a step.
struct Product {
  double m = 1, n = 1, k = 1, batch = 1, count = 1;
  friend bool operator==(const Product&, const Product&) = default;
};

/// `count` convolutions with a square kernel whose output is `size` x `size`; kernel 1 and size 1
/// is a fully connected layer.
struct Convolution {
  double in = 1, out = 1, kernel = 1, size = 1, count = 1;
  friend bool operator==(const Convolution&, const Convolution&) = default;
};

/// Over dp x tp x pp GPUs: replicas, each split by columns into tp and by layers into pp stages.
struct Parallel {
  double dp = 1, tp = 1, pp = 1;
  double micro = 1;  ///< micro-batches of a replica's step
  friend bool operator==(const Parallel&, const Parallel&) = default;
};

/// Whole numbers are held as double: they are only multiplied. What a workload does not use is left
/// as it is.
struct JobDescriptor {
  Workload workload = Workload::raw;
  Dtype dtype = Dtype::fp16;
  Fusion fusion = Fusion::fused;
  Passes passes = passes_of(Workload::transformer_train, Fusion::fused);
  double layers = 1, hidden = 1, heads = 1, kv_heads = 1, ffn = 1, vocab = 1;
  bool gated = false;                ///< the FFN has a third matrix (SwiGLU)
  double seq = 1;                    ///< tokens of a sequence
  double decode = 0;                 ///< tokens that are generated after them
  double batch = 1;                  ///< sequences or images of a step, over all replicas
  bool recompute = false;            ///< activations are computed again in the backward part
  double optimizer_bytes = 8;        ///< of state per parameter: 8 is Adam in fp32, 0 none
  std::optional<double> parameters;  ///< instead of what follows from the dimensions
  Parallel parallel;
  double overlap = 0.5;  ///< part of the gradients' all-reduce hidden behind the backward part
  std::vector<Convolution> convolutions;
  std::vector<Product> products;
  double flops = 0, bytes = 0, launches = 0;  ///< of raw work, per step
  double memory_bytes = 0;  ///< of products and raw work: what they hold; 0: not said
  friend bool operator==(const JobDescriptor&, const JobDescriptor&) = default;
};

bool is_training(Workload workload);
bool is_transformer(Workload workload);
bool is_cnn(Workload workload);

/// GPUs of the job: dp x tp x pp.
double gang_of(const JobDescriptor& job);
/// Sequences or images of one micro-batch.
double micro_batch_of(const JobDescriptor& job);
/// Parameters of the whole network: projections, FFN and one matrix of the vocabulary (norms and
/// biases, below 0.1 %, left out); kernels of convolutions; 0 for products and raw work.
double parameters_of(const JobDescriptor& job);

/// Of them, those that one GPU of the slowest stage holds: its tp-th part of ceil(layers / pp)
/// layers and of the vocabulary, which the first and the last stage need. Of given `parameters` the
/// same share.
double held_parameters(const JobDescriptor& job);

/// What does not fit together, with the field it is about.
struct DescriptorFault {
  std::string_view field;
  std::string message;
};
std::vector<DescriptorFault> descriptor_faults(const JobDescriptor& job);

}  // namespace souk
