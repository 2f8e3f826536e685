#pragma once

// A step of a job as operations on one of its GPUs: what the profile of a device can time.

#include <optional>
#include <string_view>
#include <vector>

#include "models/costs/descriptor.hpp"
#include "models/devices/op_time.hpp"

namespace souk {

/// An operation and how often a step does it on one GPU.
struct CountedOp {
  std::string_view name;  ///< "projections", "attention", ...: a static text
  OpWork work;
  double count = 1;
  bool piped = true;  ///< repeated by every micro-batch, so that the pipeline's bubble adds to it
};

/// Bytes that the GPUs of a group exchange.
struct Exchange {
  enum class Kind : std::uint8_t { all_reduce, send } kind = Kind::all_reduce;
  double devices = 1;  ///< in the group
  double bytes = 0;    ///< of each exchange
  double count = 1;
  double hidden = 0;  ///< part of it that the backward part hides, if that takes as long
  bool piped = true;
};

/// FLOP, bytes and launches without a shape.
struct PlainWork {
  double flops = 0, bytes = 0, launches = 0;
};

/// Of the slowest stage of a pipeline: ceil(layers / pp) layers and the product with the
/// vocabulary.
struct OpList {
  std::vector<CountedOp> ops;
  std::vector<Exchange> exchanges;
  std::optional<PlainWork> plain;
};

/// Transformers: per layer 4 projections and 2 batched products; the vocabulary; passes over memory
/// by the descriptor's table. Backward is twice forward, recomputing once more. Shares of tp: heads
/// and columns. Each layer has 2 all-reduces of tokens x hidden forward and 2 backward if tp > 1; a
/// step one of the gradients if dp > 1; each micro-batch a send per direction if pp > 1. Attention
/// is a batched product also where it has one group, as frameworks call it. The update
/// reads weights, gradients and state and writes weights and state. A token that is generated reads
/// all weights and the cache of keys and values, at its mean length.
/// CNNs: each convolution as one implicit product of (N H W) x (C_in k k) by C_out; its bytes are
/// those of input, kernel and output once.
/// O(layers of the descriptor); requires a descriptor without faults.
OpList op_list(const JobDescriptor& job);

/// The parts of op_list: transformer_ops.cpp, convolution_ops.cpp.
OpList transformer_ops(const JobDescriptor& job);
OpList convolution_ops(const JobDescriptor& job);

/// What a training step does once, whatever the network: all-reduce and update of the weights that
/// one GPU holds.
void add_update(OpList& list, const JobDescriptor& job);

}  // namespace souk
