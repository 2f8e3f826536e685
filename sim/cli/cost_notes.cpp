// What a reader of a run must know of where its prices come from.

#include <algorithm>
#include <cmath>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/costs/op_list.hpp"
#include "models/world/cost_noise.hpp"
#include "sim/cli/cost_text.hpp"
#include "sim/cli/print.hpp"

namespace souk::cli {
namespace {

/// Held-out error above which a fit is told of.
constexpr double telling_error = 0.10;

/// Warnings of a profile that a run repeats; the file has them all.
constexpr std::size_t most_warnings = 4;

/// What the notes of a device tell of: the kinds whose throughput follows from its profile and that
/// fit its memory.
std::vector<std::size_t> priced_kinds(const Scenario& scenario, const Device& device) {
  std::vector<std::size_t> kinds;
  for (std::size_t kind = 0; kind < scenario.kinds.size(); ++kind)
    if (device.costs[kind].derived && device.costs[kind].refusal.empty()) kinds.push_back(kind);
  return kinds;
}

std::string published_note(const Scenario& scenario, const Device& device) {
  std::vector<std::string> kinds;
  bool launches = false;
  for (const std::size_t kind : priced_kinds(scenario, device)) {
    const Estimate& own = *device.costs[kind].by_profile.estimate;
    if (own.published_share < telling_share) continue;
    launches = launches || own.launch_assumed;
    kinds.push_back(
        fmt::format("{} of {}", percent_text(own.published_share), scenario.kinds[kind]));
  }
  if (kinds.empty()) return {};
  return fmt::format(
      "{}: published figures alone, which nobody measured, price {}: off by 40 % or more{}",
      device.name, fmt::join(kinds, ", "),
      launches ? "; launches, of which nothing is known, are taken as 5 us" : "");
}

std::string emulated_note(const Scenario& scenario, const Device& device) {
  if (device.profile == nullptr || device.profile->origin != Origin::emulated) return {};
  if (priced_kinds(scenario, device).empty()) return {};
  return fmt::format("{}: its profile {} is of an emulated device: no hardware gave these times",
                     device.name, device.profile->id);
}

/// The fits that a step of a kind is priced by.
std::set<std::pair<OpClass, Dtype>> fits_used(const JobDescriptor& job) {
  const OpList list = op_list(job);
  std::set<std::pair<OpClass, Dtype>> used;
  for (const CountedOp& op : list.ops) used.emplace(op.work.op_class, op.work.dtype);
  if (list.plain) used.insert({{OpClass::gemm, job.dtype}, {OpClass::elementwise, job.dtype}});
  return used;
}

/// Of fits in use that miss what was not fitted.
std::string error_note(const Scenario& scenario, const Device& device) {
  std::set<std::pair<OpClass, Dtype>> used;
  for (const std::size_t kind : priced_kinds(scenario, device))
    used.merge(fits_used(scenario.kind_specs[kind]->job));
  std::vector<std::string> fits;
  for (const auto& [op_class, dtype] : used) {
    const ComputeFit* fit = fit_of(*device.profile, op_class, dtype);
    if (fit != nullptr && fit->holdout && fit->holdout->mape > telling_error)
      fits.push_back(fmt::format("{} {} by {}", name_of(op_class), name_of(dtype),
                                 percent_text(fit->holdout->mape)));
  }
  if (fits.empty()) return {};
  return fmt::format("{}: off on shapes that were not fitted, though in use here: {}", device.name,
                     fmt::join(fits, ", "));
}

/// Warnings of a profile that are told more shortly, or where they matter, by the notes above.
bool told_elsewhere(std::string_view warning) {
  return warning.starts_with("published figures") || warning.starts_with("emulated") ||
         warning.find("on shapes that were not fitted") != std::string_view::npos;
}

/// How sure the measurements behind the prices of a device are, by its profile.
std::string warning_note(const Scenario& scenario, const Device& device) {
  const std::vector<std::size_t> kinds = priced_kinds(scenario, device);
  if (kinds.empty()) return {};
  const bool exchanges = std::ranges::any_of(
      kinds, [&](std::size_t kind) { return gang_of(scenario.kind_specs[kind]->job) > 1; });
  std::vector<std::string_view> warnings;
  for (const std::string& warning : device.profile->warnings)
    if (!told_elsewhere(warning) && (exchanges || !warning.starts_with("allreduce_")))
      warnings.emplace_back(warning);
  if (warnings.empty()) return {};
  const std::size_t shown = std::min(warnings.size(), most_warnings);
  std::string note = fmt::format("{}: its profile warns: {}", device.name,
                                 fmt::join(std::span{warnings}.first(shown), "; "));
  if (warnings.size() > shown) note += fmt::format("; and {} more", warnings.size() - shown);
  return note;
}

bool accepts(const std::vector<DeviceId>& devices, DeviceId device) {
  return devices.empty() || std::ranges::find(devices, device) != devices.end();
}

/// Whether some consumer has jobs of the kind that accept the device.
bool wanted_on(const Scenario& scenario, KindId kind, DeviceId device) {
  return std::ranges::any_of(scenario.consumers, [&](const ConsumerSpec& consumer) {
    const JobsSpec& jobs = consumer.jobs;
    if (jobs.process == ArrivalProcess::list)
      return std::ranges::any_of(jobs.list, [&](const ListedJob& row) {
        return row.kind.value_or(jobs.kind) == kind && accepts(row.devices, device);
      });
    return jobs.process != ArrivalProcess::none && jobs.kind == kind &&
           accepts(jobs.devices, device);
  });
}

/// Whether jobs of the kind may run at the provider, and only over several of its nodes (where
/// sizes are drawn, of its smallest ones).
bool must_span(const Scenario& scenario, std::size_t kind, const ProviderSpec& provider) {
  const double gang = gang_of(scenario.kind_specs[kind]->job);
  const KindCost& cost = scenario.devices[provider.device.value].costs[kind];
  const double node = std::max(1.0, std::floor(lower_bound(provider.gpus_per_node) + 0.5));
  return cost.derived && cost.refusal.empty() && gang > node &&
         gang <= upper_bound(provider.nodes) * upper_bound(provider.gpus_per_node) &&
         wanted_on(scenario, KindId{static_cast<std::uint32_t>(kind)}, provider.device);
}

std::string span_note(const Scenario& scenario, std::size_t kind) {
  if (!scenario.kind_specs[kind] || !scenario.placement.span) return {};
  std::vector<std::string_view> providers;
  for (const ProviderSpec& provider : scenario.providers)
    if (must_span(scenario, kind, provider)) providers.push_back(provider.name);
  if (providers.empty()) return {};
  return fmt::format(
      "{} needs {} GPUs, more than a node of {} has: its exchanges there are priced as within one "
      "node, and take longer in truth",
      scenario.kinds[kind], gang_of(scenario.kind_specs[kind]->job), fmt::join(providers, ", "));
}

/// A part for each device in use, of the kinds on which cost.noise draws.
template <class Text>
std::string noise_parts(const Scenario& scenario, const Text& text) {
  std::vector<std::string> devices;
  for (const DeviceId id : devices_in_use(scenario)) {
    std::vector<std::string> kinds;
    const Device& device = scenario.devices[id.value];
    for (const std::size_t kind : priced_kinds(scenario, device))
      if (device.costs[kind].sigma_log > 0)
        kinds.push_back(fmt::format("{} {}", scenario.kinds[kind], text(device, kind)));
    if (!kinds.empty())
      devices.push_back(fmt::format("{}: {}", device.name, fmt::join(kinds, ", ")));
  }
  return fmt::format("{}", fmt::join(devices, "; "));
}

std::string noise_note(const Scenario& scenario) {
  const std::string sigmas = noise_parts(scenario, [](const Device& device, std::size_t kind) {
    return number_text(device.costs[kind].sigma_log);
  });
  if (!scenario.cost.noise || sigmas.empty()) return {};
  return "cost.noise is on: the times of a run are off by log-normal factors of median 1 and sigma "
         "on " +
         sigmas;
}

}  // namespace

std::vector<std::string> cost_notes(const Scenario& scenario) {
  std::vector<std::string> notes;
  if (!has_descriptors(scenario)) return notes;
  const auto add = [&](std::string note) {
    if (!note.empty()) notes.push_back(std::move(note));
  };
  if (scenario.cost.pricing == Pricing::data_sheet)
    add("cost.pricing = \"data_sheet\": every step is priced by published peaks, off by 40 % or "
        "more, with no launch times");
  else
    for (const DeviceId id : devices_in_use(scenario)) {
      const Device& device = scenario.devices[id.value];
      add(published_note(scenario, device));
      add(emulated_note(scenario, device));
      add(warning_note(scenario, device));
      add(error_note(scenario, device));
    }
  for (std::size_t kind = 0; kind < scenario.kinds.size(); ++kind) add(span_note(scenario, kind));
  add(noise_note(scenario));
  return notes;
}

std::string drawn_note(const Scenario& scenario, std::uint64_t seed, std::uint32_t replication) {
  const std::string factors = noise_parts(scenario, [&](const Device& device, std::size_t kind) {
    return fmt::format("x {:.3g}", 1 / cost_factor(scenario, device, kind, seed, replication));
  });
  if (!scenario.cost.noise || factors.empty()) return {};
  return "cost.noise drew for the times of this run on " + factors;
}

}  // namespace souk::cli
