// What it costs to price a job: from its descriptor and a profile, and from the table of a scenario
// that is made of both.

#include <array>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "gpu/calibrations.hpp"
#include "models/costs/estimate.hpp"
#include "models/random/stream.hpp"
#include "models/scenario/parse.hpp"
#include "rows.hpp"
#include "table.hpp"

namespace souk::bench {
namespace {

constexpr double cold_bar_s = 200e-6, warm_bar_s = 2e-6;

const std::vector<DeviceProfile>& profiles() {
  static const std::vector<DeviceProfile> all = shipped_profiles();
  return all;
}

JobDescriptor transformer(Workload workload) {
  JobDescriptor job;
  job.workload = workload;
  job.dtype = Dtype::fp32;
  job.layers = 24;
  job.hidden = 2048;
  job.heads = job.kv_heads = 16;
  job.ffn = 8192;
  job.vocab = 50304;
  job.seq = 1024;
  job.decode = workload == Workload::transformer_infer ? 256 : 0;
  job.batch = 16;
  job.parallel.micro = 4;
  return job;
}

/// As many different layers as ResNet-50 has convolutions.
JobDescriptor deep_cnn() {
  JobDescriptor job;
  job.workload = Workload::cnn_train;
  job.dtype = Dtype::fp32;
  job.passes = passes_of(job.workload, Fusion::eager);
  job.batch = 64;
  for (int i = 0; i < 53; ++i)
    job.convolutions.push_back({64.0 + 8 * i, 64.0 + 8 * i, i % 2 == 0 ? 1.0 : 3.0, 56.0 - i, 1});
  return job;
}

/// Seconds per estimate on the shipped devices in turn, after one round of them.
double cold(const JobDescriptor& job, std::uint64_t calls) {
  double sum = 0;
  const auto once = [&](std::uint64_t i) {
    const Costed cost = estimate(profiles()[i % profiles().size()], job, Pricing::profile);
    if (cost.estimate) sum += cost.estimate->median_s;
  };
  for (std::uint64_t i = 0; i < profiles().size(); ++i) once(i);
  const double start = cpu_seconds();
  for (std::uint64_t i = 0; i < calls; ++i) once(i);
  const double each = (cpu_seconds() - start) / static_cast<double>(calls);
  if (!(sum > 0)) throw std::runtime_error{"nothing was priced"};
  return each;
}

std::string priced_scenario() {
  std::string text = "[scenario]\nname = 'priced'\nhorizon = '1 d'\n";
  for (int kind = 0; kind < 32; ++kind)
    text += fmt::format(
        "[[kind]]\nname = 'kind-{0}'\nworkload = 'gemm_list'\ndtype = 'fp32'\n"
        "gemms = [{{ m = {1}, n = 1024, k = 1024 }}]\n",
        kind, 256 + 64 * kind);
  for (const DeviceProfile& profile : profiles())
    text += fmt::format("[[provider]]\nname = 'with-{0}'\ndevice = '{0}'\n", profile.id);
  return text;
}

/// Seconds per look-up of a time in the table, kinds and devices drawn: steps of the kind on the
/// device, which are all that a run reads of costs.
double warm(std::uint64_t calls) {
  ParseOptions options;
  options.shipped_profiles = []() -> std::span<const DeviceProfile> { return profiles(); };
  const Scenario scenario = parse_scenario(priced_scenario(), "costs.toml", options);
  struct Ask {
    std::uint32_t device, kind;
  };
  std::array<Ask, 4096> asked{};
  Stream stream{1, 0, "costs", 0};
  for (Ask& each : asked)
    each = {1 + static_cast<std::uint32_t>(stream.below(scenario.devices.size() - 1)),
            1 + static_cast<std::uint32_t>(stream.below(32))};
  double sum = 0;
  const double start = cpu_seconds();
  for (std::uint64_t i = 0; i < calls; ++i) {
    const Ask& ask = asked[i % asked.size()];
    const Device& device = scenario.devices[ask.device];
    if (device.costs[ask.kind].refusal.empty())
      sum += scenario.kind_specs[ask.kind]->reference_step.value / device.throughput[ask.kind];
  }
  const double each = (cpu_seconds() - start) / static_cast<double>(calls);
  if (!(sum > 0)) throw std::runtime_error{"nothing was priced"};
  return each;
}

std::string time_text(double seconds) {
  return seconds < 1e-6 ? fmt::format("{:.1f} ns", seconds * 1e9)
                        : fmt::format("{:.2f} us", seconds * 1e6);
}

void print_time(const Lab& lab, const std::string& what, double bar_s,
                const std::function<double()>& measure) {
  std::vector<double> times;
  for (int i = 0; i < lab.repeats(); ++i) times.push_back(in_child(measure).answer);
  const double seconds = median(times);
  print({.what = what,
         .souk = time_text(seconds),
         .bar = fmt::format("<= {:.0f} us", bar_s * 1e6),
         .holds = seconds <= bar_s});
}

}  // namespace

void costs_rows(Lab& lab) {
  const std::uint64_t calls = lab.jobs(200'000);
  for (const auto& [name, job] :
       {std::pair<const char*, JobDescriptor>{"cold: a training step",
                                              transformer(Workload::transformer_train)},
        {"cold: a served batch", transformer(Workload::transformer_infer)},
        {"cold: a CNN of 53 layers", deep_cnn()}})
    print_time(lab, name, cold_bar_s, [&] { return cold(job, calls); });
  print_time(lab, "warm: 31 devices x 32 kinds", warm_bar_s, [&] { return warm(100 * calls); });
}

}  // namespace souk::bench
