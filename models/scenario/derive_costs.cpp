// The table of costs by kind and device, and what follows from it.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "models/costs/memory_need.hpp"
#include "models/scenario/read.hpp"
#include "models/scenario/words.hpp"

namespace souk {
namespace {

/// The device that [cost] names, else the first with a profile.
std::optional<DeviceId> reference_device(Draft& draft, const Section& section) {
  const auto& devices = draft.scenario.devices;
  if (const Node* name = section.given("reference")) {
    const auto number = number_of(section, "device", *name, draft.devices);
    if (!number) return std::nullopt;
    if (devices[*number].profile) return DeviceId{*number};
    if (draft.options->read_inputs && !draft.lacks_profile)
      section.fault("reference", fmt::format("reference is {}; it has no profile, and a reference "
                                             "needs one",
                                             found_text(*name)));
    return std::nullopt;
  }
  const auto first =
      std::ranges::find_if(devices, [](const Device& device) { return device.profile != nullptr; });
  if (first == devices.end()) return std::nullopt;
  return DeviceId{static_cast<std::uint32_t>(first - devices.begin())};
}

/// Why there is no estimate, with the key that would give one where a row may say what is missing.
void name_remedy(const DeviceProfile& profile, const JobDescriptor& job, Pricing pricing,
                 Costed& costed) {
  if (costed.estimate || gang_of(job) <= 1) return;
  DeviceProfile linked = profile;
  linked.transfers.push_back({"allreduce_2", 0, 1e9});
  if (estimate(linked, job, pricing).estimate)
    costed.reason += "; device.*.allreduce.bandwidth gives it one";
}

void price(Device& device, std::size_t kind, const JobDescriptor& job) {
  KindCost& cost = device.costs[kind];
  if (device.profile) {
    cost.by_profile = estimate(*device.profile, job, Pricing::profile);
    cost.by_data_sheet = estimate(*device.profile, job, Pricing::data_sheet);
    name_remedy(*device.profile, job, Pricing::profile, cost.by_profile);
    name_remedy(*device.profile, job, Pricing::data_sheet, cost.by_data_sheet);
  } else {
    cost.by_profile.reason = cost.by_data_sheet.reason =
        fmt::format("{} has no profile", device.name);
  }
  if (const double need = memory_need(job).total(); need > device.memory.value)
    cost.refusal =
        fmt::format("needs {:.3g} GB of {:.3g} GB", need / 1e9, device.memory.value / 1e9);
}

/// Why work cannot be counted in such steps; empty where it can.
std::string no_time(const Costed& costed) {
  if (!costed.estimate) return costed.reason;
  if (!std::isfinite(costed.estimate->median_s))
    return "a step would take longer than a number can say, by the figures of its profile";
  return costed.estimate->median_s > 0 ? "" : "a step is no work";
}

void derive(Device& device, std::size_t kind, Pricing pricing, double reference_s) {
  if (device.explicit_kinds[kind] || !device.profile) return;
  KindCost& cost = device.costs[kind];
  const Costed& own = cost.by(pricing);
  if (const std::string why = no_time(own); !why.empty()) {
    if (cost.refusal.empty()) cost.refusal = why;
    return;
  }
  device.throughput[kind] = reference_s / own.estimate->median_s;
  cost.derived = true;
  cost.sigma_log = own.estimate->sigma_log;
}

void derive_kind(Draft& draft, const Section& section, std::size_t kind) {
  Scenario& scenario = draft.scenario;
  KindSpec& spec = *scenario.kind_specs[kind];
  for (Device& device : scenario.devices) price(device, kind, spec.job);
  if (!scenario.cost.reference) return;
  const Device& reference = scenario.devices[scenario.cost.reference->value];
  const Costed& own = reference.costs[kind].by(scenario.cost.pricing);
  if (const std::string why = no_time(own); !why.empty()) {
    section.fault("name", fmt::format("it has no time on the reference device: {}; cost.reference "
                                      "names another device",
                                      why));
    return;
  }
  spec.reference_step = Seconds{own.estimate->median_s};
  for (Device& device : scenario.devices)
    derive(device, kind, scenario.cost.pricing, spec.reference_step.value);
}

}  // namespace

void derive_costs(Draft& draft, const Document& document) {
  const Node empty;
  const Node* table = document.sections.find("cost");
  const Section section{draft, table != nullptr ? *table : empty, "cost", ""};
  draft.scenario.cost.reference = reference_device(draft, section);
  for (Device& device : draft.scenario.devices) device.costs.resize(draft.scenario.kinds.size());
  for (const Node& row : document.rows) {
    const Node* name = row.key == "kind" ? row.find("name") : nullptr;
    if (name == nullptr) continue;
    const auto kind = draft.kinds.find(name->text);
    if (kind == draft.kinds.end() || !draft.scenario.kind_specs[kind->second]) continue;
    derive_kind(draft, Section{draft, row, "kind.*", row_title(row)}, kind->second);
  }
}

}  // namespace souk
