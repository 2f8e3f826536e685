#include <algorithm>
#include <cmath>
#include <span>

#include "models/costs/op_list.hpp"

namespace souk {
namespace {

/// The numbers that every operation of a transformer is made of, on one GPU.
struct Shape {
  double sequences = 0;  ///< of a micro-batch
  double layers = 0;     ///< of the slowest stage
  double head = 0;       ///< width of one
  double heads = 0, kv_heads = 0, ffn = 0, ffn_in = 0, vocab = 0;
  double element = 0;  ///< bytes
};

Shape shape_of(const JobDescriptor& job) {
  const double tp = job.parallel.tp;
  Shape shape;
  shape.sequences = micro_batch_of(job);
  shape.layers = std::ceil(job.layers / job.parallel.pp);
  shape.head = job.hidden / job.heads;
  shape.heads = job.heads / tp;
  shape.kv_heads = std::max(1.0, job.kv_heads / tp);
  shape.ffn = job.ffn / tp;
  shape.ffn_in = shape.ffn * (job.gated ? 2 : 1);
  shape.vocab = std::ceil(job.vocab / tp);
  shape.element = bytes_of(job.dtype);
  return shape;
}

/// `passes` readings or writings of `elements`, as kernels that read one tensor and write one.
void add_passes(OpList& list, const JobDescriptor& job, double passes, double elements,
                double count) {
  if (passes <= 0) return;
  const double bytes = elements * bytes_of(job.dtype);
  OpWork copy = pass_work(OpClass::elementwise, job.dtype, bytes, bytes);
  copy.warm = true;  // the kernel before has just written it
  list.ops.push_back({"activations", copy, count * passes / 2});
}

/// The four projections of a layer over `tokens`, `count` times.
void add_projections(OpList& list, const JobDescriptor& job, const Shape& s, double tokens,
                     double count) {
  const double h = job.hidden;
  const auto add = [&](double n, double k) {
    list.ops.push_back({"projections", gemm_work(job.dtype, 1, tokens, n, k), count});
  };
  add((s.heads + 2 * s.kv_heads) * s.head, h);
  add(h, s.heads * s.head);
  add(s.ffn_in, h);
  add(h, s.ffn);
}

/// Scores and their product with the values: `queries` tokens of each head look at `keys`.
void add_attention(OpList& list, const JobDescriptor& job, double groups, double queries,
                   double keys, double head, double count) {
  for (OpWork work : {gemm_work(job.dtype, groups, queries, keys, head),
                      gemm_work(job.dtype, groups, queries, head, keys)}) {
    work.op_class = OpClass::batched_gemm;  // of one group too
    list.ops.push_back({"attention", work, count});
  }
}

/// The scores stay on the chip: the bytes of queries, keys, values and output alone.
void keep_scores_on_chip(OpList& list, double scores_bytes) {
  OpWork& scores = list.ops[list.ops.size() - 2].work;
  OpWork& context = list.ops.back().work;
  scores.write_bytes = std::max(0.0, scores.write_bytes - scores_bytes);
  context.read_bytes = std::max(0.0, context.read_bytes - scores_bytes);
}

void add_tensor_exchange(OpList& list, const JobDescriptor& job, double tokens, double count) {
  if (job.parallel.tp <= 1) return;
  list.exchanges.push_back({.devices = job.parallel.tp,
                            .bytes = tokens * job.hidden * bytes_of(job.dtype),
                            .count = count});
}

/// Forward over whole sequences, `times` for forward, backward and recomputing together.
void add_sequences(OpList& list, const JobDescriptor& job, const Shape& s, double times) {
  const double tokens = s.sequences * job.seq, micro = job.parallel.micro;
  const double count = s.layers * times * micro;
  add_projections(list, job, s, tokens, count);
  add_attention(list, job, s.sequences * s.heads, job.seq, job.seq, s.head, count);
  if (job.fusion == Fusion::flash)
    keep_scores_on_chip(list, s.sequences * s.heads * job.seq * job.seq * s.element);
  add_passes(list, job, job.passes.hidden, tokens * job.hidden, count);
  add_passes(list, job, job.passes.scores, s.sequences * s.heads * job.seq * job.seq, count);
  add_passes(list, job, job.passes.ffn, tokens * s.ffn, count);
  const bool train = is_training(job.workload);
  // A pass without decoding scores every position; before decoding the last one alone.
  const double scored = !train && job.decode > 0 ? s.sequences : tokens;
  list.ops.push_back({"vocabulary", gemm_work(job.dtype, 1, scored, s.vocab, job.hidden),
                      (train ? 3 : 1) * micro});
  add_tensor_exchange(list, job, tokens, 2 * s.layers * (times > 1 ? times - 1 : 1) * micro);
}

/// Of one token: the heads that share keys look at them together. Kernels for it keep at most
/// thin_rows of them at once, and more as so many groups, whose keys the first one has fetched; so
/// the arithmetic is that of the heads, however many share keys.
void add_decoding_attention(OpList& list, const JobDescriptor& job, const Shape& s, double count) {
  const double keys = job.seq + job.decode / 2, shared = s.heads / s.kv_heads;
  const double parts = std::ceil(shared / thin_rows), groups = s.sequences * s.kv_heads;
  add_attention(list, job, groups * parts, shared / parts, keys, s.head, count);
  const double again = (groups * parts - groups) * keys * s.head * s.element;
  for (CountedOp& op : std::span{list.ops}.last(2)) op.work.read_bytes -= again;
}

/// One token after the other: as many products of the width of the batch.
void add_decoding(OpList& list, const JobDescriptor& job, const Shape& s) {
  if (job.decode <= 0) return;
  const double each = job.decode * job.parallel.micro, count = s.layers * each;
  add_projections(list, job, s, s.sequences, count);
  add_decoding_attention(list, job, s, count);
  add_passes(list, job, job.passes.hidden, s.sequences * job.hidden, count);
  add_passes(list, job, job.passes.scores, s.sequences * s.heads * (job.seq + job.decode / 2),
             count);
  add_passes(list, job, job.passes.ffn, s.sequences * s.ffn, count);
  list.ops.push_back(
      {"vocabulary", gemm_work(job.dtype, 1, s.sequences, s.vocab, job.hidden), each});
  add_tensor_exchange(list, job, s.sequences, 2 * count);
}

void add_sends(OpList& list, const JobDescriptor& job, const Shape& s) {
  if (job.parallel.pp <= 1) return;
  const bool train = is_training(job.workload);
  const auto send = [&](double tokens, double count) {
    list.exchanges.push_back({.kind = Exchange::Kind::send,
                              .devices = 2,
                              .bytes = tokens * job.hidden * s.element,
                              .count = count});
  };
  send(s.sequences * job.seq, (train ? 2 : 1) * job.parallel.micro);
  if (!train && job.decode > 0) send(s.sequences, job.decode * job.parallel.micro);
}

}  // namespace

OpList transformer_ops(const JobDescriptor& job) {
  const Shape shape = shape_of(job);
  const bool train = is_training(job.workload);
  OpList list;
  add_sequences(list, job, shape, train ? (job.recompute ? 4 : 3) : 1);
  if (!train) add_decoding(list, job, shape);
  add_sends(list, job, shape);
  if (train) add_update(list, job);
  return list;
}

}  // namespace souk
