#include "models/costs/descriptor.hpp"

#include <array>
#include <cmath>

#include <fmt/format.h>

namespace souk {
namespace {

constexpr std::array<std::string_view, 6> workload_names{
    "transformer_train", "transformer_infer", "cnn_train", "cnn_infer", "gemm_list", "raw"};
constexpr std::array<std::string_view, 3> fusion_names{"eager", "fused", "flash"};

bool divides(double part, double whole) {
  return std::fmod(whole, part) == 0;
}

double transformer_parameters(const JobDescriptor& job, double layers) {
  const double h = job.hidden, kv = job.kv_heads * h / job.heads;
  const double layer = h * (h + 2 * kv) + h * h + (job.gated ? 3 : 2) * h * job.ffn;
  return layers * layer + job.vocab * h;
}

}  // namespace

std::string_view name_of(Workload workload) {
  return workload_names.at(static_cast<std::size_t>(workload));
}
std::string_view name_of(Fusion fusion) {
  return fusion_names.at(static_cast<std::size_t>(fusion));
}

bool is_training(Workload workload) {
  return workload == Workload::transformer_train || workload == Workload::cnn_train;
}
bool is_transformer(Workload workload) {
  return workload == Workload::transformer_train || workload == Workload::transformer_infer;
}
bool is_cnn(Workload workload) {
  return workload == Workload::cnn_train || workload == Workload::cnn_infer;
}

Passes passes_of(Workload workload, Fusion fusion) {
  if (is_cnn(workload)) return {.hidden = fusion == Fusion::eager ? 5.0 : 2.0};
  return {.hidden = 18,
          .scores = fusion == Fusion::flash ? 0.0 : 7.0,
          .ffn = fusion == Fusion::eager ? 18.0 : 2.0};
}

double gang_of(const JobDescriptor& job) {
  return job.parallel.dp * job.parallel.tp * job.parallel.pp;
}

double micro_batch_of(const JobDescriptor& job) {
  return job.batch / (job.parallel.dp * job.parallel.micro);
}

double parameters_of(const JobDescriptor& job) {
  if (job.parameters) return *job.parameters;
  if (is_transformer(job.workload)) return transformer_parameters(job, job.layers);
  double sum = 0;
  for (const Convolution& layer : job.convolutions)
    sum += layer.count * layer.in * layer.out * layer.kernel * layer.kernel;
  return sum;
}

double held_parameters(const JobDescriptor& job) {
  const double all = parameters_of(job);
  if (!is_transformer(job.workload)) return all;
  const double stage = std::ceil(job.layers / job.parallel.pp);
  const double share = transformer_parameters(job, stage) / transformer_parameters(job, job.layers);
  return all * share / job.parallel.tp;
}

std::vector<DescriptorFault> descriptor_faults(const JobDescriptor& job) {
  std::vector<DescriptorFault> faults;
  const auto need = [&](bool good, std::string_view field, std::string message) {
    if (!good) faults.push_back({field, std::move(message)});
  };
  const Parallel& p = job.parallel;
  if (is_transformer(job.workload)) {
    need(divides(job.heads, job.hidden), "heads",
         fmt::format("heads is {}; it must divide hidden = {}", job.heads, job.hidden));
    need(divides(job.kv_heads, job.heads), "kv_heads",
         fmt::format("kv_heads is {}; it must divide heads = {}", job.kv_heads, job.heads));
    need(divides(p.tp, job.heads) && divides(p.tp, job.ffn), "tp",
         fmt::format("tp is {}; it must divide heads = {} and ffn = {}", p.tp, job.heads, job.ffn));
    need(p.pp <= job.layers, "pp",
         fmt::format("pp is {}; allowed is at most layers = {}", p.pp, job.layers));
  } else {
    need(p.tp == 1, "tp", "tp is for transformers; allowed is 1");
    need(p.pp == 1, "pp", "pp is for transformers; allowed is 1");
  }
  if (job.workload == Workload::gemm_list || job.workload == Workload::raw)
    need(p.dp == 1 && p.micro == 1, "dp", "dp and micro are for networks; allowed is 1");
  else
    need(divides(p.dp * p.micro, job.batch), "batch",
         fmt::format("batch is {}; dp x micro = {} must divide it", job.batch, p.dp * p.micro));
  return faults;
}

}  // namespace souk
