#include "sim/cli/cost_text.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/cli/print.hpp"

namespace souk::cli {
namespace {

std::string time_text(double seconds) {
  if (seconds >= 1) return duration_text(seconds);
  return seconds >= 1e-3 ? number_text(seconds * 1e3) + " ms" : number_text(seconds * 1e6) + " us";
}

std::string share_text(double part, const Estimate& cost) {
  return part > 0 ? percent_text(part / cost.median_s) : "-";
}

/// What is not hidden of the exchanges, and what each GPU sends in all.
std::string exchange_text(const Estimate& cost) {
  if (!(cost.exchanged_bytes > 0)) return "-";
  return fmt::format("{}, {} GB", percent_text(cost.communication_s / cost.median_s),
                     number_text(cost.exchanged_bytes / 1e9));
}

std::string origin_text(const Device& device) {
  return device.profile ? std::string{name_of(device.profile->origin)} : "-";
}

std::vector<std::string> cost_row(const Scenario& scenario, const Device& device,
                                  std::size_t kind) {
  const KindCost& cost = device.costs[kind];
  const Costed& own = cost.by(scenario.cost.pricing);
  // Where it is refused for want of a time, no throughput is in use.
  const std::string pace =
      own.estimate || cost.refusal.empty() ? number_text(device.throughput[kind]) : "-";
  if (!own.estimate)
    return {device.name, origin_text(device), "-", "-", "-", "-", "-", "-", "-", "-", "-", "-",
            pace};
  const Estimate& e = *own.estimate;
  return {device.name,
          origin_text(device),
          time_text(e.median_s),
          share_text(e.compute_s, e),
          share_text(e.memory_s, e),
          share_text(e.launch_s, e),
          exchange_text(e),
          share_text(e.bubble_s, e),
          std::string{name_of(e.bound)},
          fmt::format("x/ {:.2f}", std::exp(e.sigma_log)),
          fmt::format("{}/{}", e.memory_bytes > 0 ? number_text(e.memory_bytes / 1e9) : "-",
                      e.capacity_bytes ? number_text(*e.capacity_bytes / 1e9) : "?"),
          e.power_w ? fmt::format("{}{} W", e.power_at_most ? "<= " : "", number_text(*e.power_w))
                    : "-",
          pace};
}

/// The devices to tell of: those in use, and those with a row or profile.
std::vector<DeviceId> told_devices(const Scenario& scenario) {
  std::vector<DeviceId> told = devices_in_use(scenario);
  for (std::uint32_t i = 1; i < scenario.devices.size(); ++i)
    if (std::ranges::find(told, DeviceId{i}) == told.end()) told.emplace_back(i);
  std::ranges::sort(told);
  return told;
}

std::string kind_text(const Scenario& scenario, std::size_t kind) {
  const JobDescriptor& job = scenario.kind_specs[kind]->job;
  std::string text =
      fmt::format("{}: {} in {}, {} GPU{}", scenario.kinds[kind], name_of(job.workload),
                  name_of(job.dtype), gang_of(job), gang_of(job) == 1 ? "" : "s");
  if (parameters_of(job) > 0)
    text += fmt::format(", {} M parameters", number_text(parameters_of(job) / 1e6));
  std::vector<std::vector<std::string>> rows{
      {"device", "figures", "step", "compute", "memory", "launch", "exchange", "bubble", "bound by",
       "68 % within", "holds/has GB", "power", "throughput"}};
  std::string refused;
  const Estimate* any = nullptr;
  for (const DeviceId id : told_devices(scenario)) {
    const Device& device = scenario.devices[id.value];
    rows.push_back(cost_row(scenario, device, kind));
    const KindCost& cost = device.costs[kind];
    const Costed& own = cost.by(scenario.cost.pricing);
    if (own.estimate) any = &*own.estimate;
    if (!cost.refusal.empty())
      refused += fmt::format("  refused by {}: {}\n", device.name, cost.refusal);
    else if (!own.estimate)
      refused += fmt::format("  {}: {}\n", device.name, own.reason);
  }
  if (any != nullptr)
    text += fmt::format(", {} GFLOP and {} GB a step and GPU", number_text(any->flop / 1e9),
                        number_text(any->bytes / 1e9));
  return text + "\n" + table_text(rows) + refused + "\n";
}

}  // namespace

std::vector<DeviceId> devices_in_use(const Scenario& scenario) {
  std::set<DeviceId> devices;
  for (const ProviderSpec& provider : scenario.providers) devices.insert(provider.device);
  return {devices.begin(), devices.end()};
}

bool has_descriptors(const Scenario& scenario) {
  return std::ranges::any_of(scenario.kind_specs,
                             [](const auto& spec) { return spec.has_value(); });
}

std::string cost_text(const Scenario& scenario) {
  if (!has_descriptors(scenario)) return {};
  std::string text =
      fmt::format("Steps priced by {}; work is in GPU-seconds of {}\n\n",
                  scenario.cost.pricing == Pricing::profile ? "profile" : "data sheet",
                  scenario.cost.reference ? scenario.devices[scenario.cost.reference->value].name
                                          : "the device \"reference\"");
  for (std::size_t kind = 0; kind < scenario.kinds.size(); ++kind)
    if (scenario.kind_specs[kind]) text += kind_text(scenario, kind);
  return text;
}

}  // namespace souk::cli
