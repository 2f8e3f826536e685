#include "models/costs/op_list.hpp"

namespace souk {
namespace {

void add_convolution(OpList& list, const JobDescriptor& job, const Convolution& layer,
                     double times) {
  const double images = micro_batch_of(job), element = bytes_of(job.dtype);
  const double outputs = images * layer.size * layer.size;
  OpWork product =
      gemm_work(job.dtype, 1, outputs, layer.out, layer.in * layer.kernel * layer.kernel);
  // The product is implicit: the input is read once, not once per position of the kernel.
  product.read_bytes =
      element * (outputs * layer.in + layer.out * layer.in * layer.kernel * layer.kernel);
  const double count = layer.count * times * job.parallel.micro;
  list.ops.push_back({"convolutions", product, count});
  if (job.passes.hidden <= 0) return;
  const double bytes = element * outputs * layer.out;
  OpWork copy = pass_work(OpClass::elementwise, job.dtype, bytes, bytes);
  copy.warm = true;
  list.ops.push_back({"activations", copy, count * job.passes.hidden / 2});
}

}  // namespace

void add_update(OpList& list, const JobDescriptor& job) {
  const double held = held_parameters(job);
  const double element = bytes_of(job.dtype);
  const OpWork update =
      pass_work(OpClass::elementwise, job.dtype, held * (2 * element + job.optimizer_bytes),
                held * (element + job.optimizer_bytes));
  list.ops.push_back({.name = "update", .work = update, .count = 1, .piped = false});
  if (job.parallel.dp > 1)
    list.exchanges.push_back({.devices = job.parallel.dp,
                              .bytes = held * element,
                              .count = 1,
                              .hidden = job.overlap,
                              .piped = false});
}

OpList convolution_ops(const JobDescriptor& job) {
  const bool train = is_training(job.workload);
  OpList list;
  for (const Convolution& layer : job.convolutions)
    add_convolution(list, job, layer, train ? (job.recompute ? 4 : 3) : 1);
  if (train) add_update(list, job);
  return list;
}

OpList op_list(const JobDescriptor& job) {
  if (is_transformer(job.workload)) return transformer_ops(job);
  if (is_cnn(job.workload)) return convolution_ops(job);
  OpList list;
  if (job.workload == Workload::raw) {
    list.plain = PlainWork{job.flops, job.bytes, job.launches};
    return list;
  }
  for (const Product& product : job.products)
    list.ops.push_back({"products",
                        gemm_work(job.dtype, product.batch, product.m, product.n, product.k),
                        product.count});
  return list;
}

}  // namespace souk
