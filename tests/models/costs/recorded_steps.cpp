#include "tests/models/costs/recorded_steps.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <span>
#include <utility>

#include "models/costs/estimate.hpp"
#include "models/devices/published.hpp"
#include "models/devices/table.hpp"
#include "tests/models/devices/small_device.hpp"

namespace souk {
namespace {

/// Names of the measurements -> rows of devices.csv.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> device_rows{
    {{"NVIDIA_A100-PCIE-40GB", "A100-PCIE-40GB"},
     {"NVIDIA_A100_80GB_PCIe", "A100-PCIE-80GB"},
     {"NVIDIA_H100_80GB_HBM3", "H100-SXM5-80GB"},
     {"NVIDIA_L4", "L4"},
     {"Tesla_P100-PCIE-16GB", "P100-PCIE-16GB"},
     {"Tesla_T4", "T4"},
     {"Tesla_V100-PCIE-32GB", "V100-SXM2-32GB"}}};

/// The GELU of BERT and the ReLU of OPT are one kernel; that of GPT-2 and GPT-3 ("gelu_new") is
/// written out in the source, operation by operation.
Fusion fusion_of(std::string_view model) {
  return model.starts_with("gpt") ? Fusion::eager : Fusion::fused;
}

RecordedStep step_of(FigureTable& table) {
  RecordedStep step;
  step.device = table.text("device");
  step.model = table.text("model");
  step.mode = table.text("mode");
  step.parallel = table.text("parallel");
  JobDescriptor& job = step.job;
  job.workload = step.mode == "train" ? Workload::transformer_train : Workload::transformer_infer;
  job.dtype = Dtype::fp32;
  job.fusion = fusion_of(step.model);
  job.passes = passes_of(job.workload, job.fusion);
  job.layers = table.number("layers");
  job.hidden = table.number("hidden");
  job.heads = job.kv_heads = table.number("heads");
  job.ffn = table.number("ffn");
  job.vocab = table.number("vocab");
  job.seq = table.number("seq");
  job.batch = table.number("batch");
  job.optimizer_bytes = 8;
  step.seconds = table.number("e2e_ms") / 1e3;
  return step;
}

DeviceProfile fit(const std::string& device) {
  DeviceProfile profile =
      published_profile(recorded("devices.csv").value(), "devices.csv", row_of(device));
  auto samples = read_samples(recorded("gemm_fp32_samples.csv").value(), "products", device);
  const auto passes = read_samples(recorded("stream_samples.csv").value(), "passes", device);
  samples.insert(samples.end(), passes.begin(), passes.end());
  fit_memory(profile, samples);
  for (const OpClass op_class : {OpClass::gemm, OpClass::batched_gemm, OpClass::elementwise,
                                 OpClass::softmax, OpClass::layer_norm}) {
    std::vector<OpSample> chosen;
    for (const OpSample& sample : samples)
      if (sample.work.op_class == op_class) chosen.push_back(sample);
    if (chosen.size() < 16) continue;
    shuffle_samples(chosen, 1);
    const std::size_t n = std::min<std::size_t>(60, chosen.size() * 3 / 4);
    const std::span<const OpSample> all{chosen};
    ComputeFit found = fit_compute(profile, all.first(n), all.subspan(n),
                                   {.seed = 1, .resamples = 0, .extrapolate = false});
    std::erase_if(profile.compute, [&](const ComputeFit& old) {
      return old.op_class == op_class && old.dtype == Dtype::fp32;
    });
    profile.compute.push_back(std::move(found));
  }
  profile.origin = Origin::public_data;
  return profile;
}

}  // namespace

std::string_view row_of(std::string_view device) {
  for (const auto& [name, row] : device_rows)
    if (name == device) return row;
  return {};
}

std::optional<std::vector<RecordedStep>> recorded_steps() {
  const auto text = recorded("transformer_steps.csv");
  if (!text) return {};
  const std::string name = "transformer_steps.csv";
  FigureTable table{*text, name};
  std::vector<RecordedStep> steps;
  while (table.next())
    if (table.text("parallel") == "single" && !row_of(table.text("device")).empty())
      steps.push_back(step_of(table));
  table.require_sound();
  return steps;
}

const DeviceProfile& fitted_profile(const std::string& device) {
  static std::map<std::string, DeviceProfile> profiles;
  auto found = profiles.find(device);
  if (found == profiles.end()) found = profiles.emplace(device, fit(device)).first;
  return found->second;
}

Coverage coverage(const std::vector<RecordedStep>& steps,
                  const std::function<const DeviceProfile&(const std::string&)>& profile) {
  Coverage found;
  for (const RecordedStep& step : steps) {
    const Estimate cost =
        estimate(profile(step.device), step.job, Pricing::profile).estimate.value();
    const double error = std::abs(std::log(step.seconds / cost.median_s));
    ++found.steps;
    found.within_68 += error <= cost.sigma_log ? 1 : 0;
    found.within_95 += error <= 1.96 * cost.sigma_log ? 1 : 0;
  }
  return found;
}

double least_within(double share, int steps) {
  return steps * share - std::sqrt(steps * share * (1 - share));
}

}  // namespace souk
