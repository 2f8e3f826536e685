#include "models/costs/memory_need.hpp"

#include <algorithm>
#include <cmath>

#include "models/devices/op_time.hpp"

namespace souk {
namespace {

/// Bytes of one layer and micro-batch, as eq. 2 has them for elements of 2 bytes.
double layer_activations(const JobDescriptor& job) {
  const double tp = job.parallel.tp, tokens = micro_batch_of(job) * job.seq;
  const double shared = 8 + (job.gated ? 6 : 4) * job.ffn / job.hidden;
  const double scores =
      job.fusion == Fusion::flash ? 0 : 5 * job.heads * job.seq / (job.hidden * tp);
  return tokens * job.hidden * bytes_of(job.dtype) / 2 * (10 + shared / tp + scores);
}

/// Of `scored` positions, held once more in fp32.
double logits(const JobDescriptor& job, double scored) {
  return scored * std::ceil(job.vocab / job.parallel.tp) * (bytes_of(job.dtype) + 4);
}

double training_activations(const JobDescriptor& job) {
  const double layers = std::ceil(job.layers / job.parallel.pp);
  const double tokens = micro_batch_of(job) * job.seq, element = bytes_of(job.dtype);
  const double kept = std::min(job.parallel.pp, job.parallel.micro);
  const double whole = layer_activations(job);
  if (!job.recompute) return kept * layers * whole + logits(job, tokens);
  return kept * layers * tokens * job.hidden * element + whole + logits(job, tokens);
}

double serving_cache(const JobDescriptor& job) {
  const double layers = std::ceil(job.layers / job.parallel.pp);
  const double width = std::max(1.0, job.kv_heads / job.parallel.tp) * job.hidden / job.heads;
  const double sequences = job.batch / job.parallel.dp;
  return 2 * layers * sequences * (job.seq + job.decode) * width * bytes_of(job.dtype);
}

double image_activations(const JobDescriptor& job) {
  double sum = 0, largest = 0;
  for (const Convolution& layer : job.convolutions) {
    const double bytes =
        micro_batch_of(job) * layer.size * layer.size * layer.out * bytes_of(job.dtype);
    sum += layer.count * bytes;
    largest = std::max(largest, bytes);
  }
  return is_training(job.workload) ? 2 * sum : 2 * largest;
}

/// Operands and result of the list's largest call.
double largest_product(const JobDescriptor& job) {
  double largest = 0;
  if (job.workload != Workload::gemm_list) return largest;
  for (const Product& each : job.products)
    largest = std::max(largest, gemm_work(job.dtype, each.batch, each.m, each.n, each.k).bytes());
  return largest;
}

}  // namespace

MemoryNeed memory_need(const JobDescriptor& job) {
  MemoryNeed need;
  if (job.workload == Workload::gemm_list || job.workload == Workload::raw) {
    need.activations = std::max(job.memory_bytes, largest_product(job));
    return need;
  }
  const double held = held_parameters(job);
  need.weights = held * bytes_of(job.dtype);
  if (is_training(job.workload)) {
    need.gradients = held * bytes_of(job.dtype);
    need.optimizer = held * job.optimizer_bytes;
  }
  if (is_cnn(job.workload)) {
    need.activations = image_activations(job);
  } else if (is_training(job.workload)) {
    need.activations = training_activations(job);
  } else {
    const double sequences = micro_batch_of(job);
    need.activations =
        layer_activations(job) + logits(job, job.decode > 0 ? sequences : sequences * job.seq);
    need.cache = job.decode > 0 ? serving_cache(job) : 0;
  }
  return need;
}

}  // namespace souk
