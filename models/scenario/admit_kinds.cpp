// Which devices a job may run on, as far as its kind decides.

#include <algorithm>
#include <set>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/scenario/read.hpp"

namespace souk {
namespace {

using Devices = std::vector<DeviceId>;

const std::string& refusal(const Scenario& scenario, KindId kind, DeviceId device) {
  return scenario.devices[device.value].costs[kind.value].refusal;
}

bool in_use(const Scenario& scenario, DeviceId device) {
  return std::ranges::any_of(scenario.providers,
                             [&](const ProviderSpec& each) { return each.device == device; });
}

/// "v100: needs 30 GB of 16 GB; ..."
std::string refusals(const Scenario& scenario, KindId kind, const Devices& accepted) {
  std::vector<std::string> reasons;
  for (const DeviceId device : accepted)
    if (const std::string& why = refusal(scenario, kind, device); !why.empty())
      reasons.push_back(fmt::format("{}: {}", scenario.devices[device.value].name, why));
  return fmt::format("{}", fmt::join(reasons, "; "));
}

/// `accepted` (empty: any) without those that refuse the kind; a fault if that leaves none of those
/// that providers have.
void admit(const Section& section, const Place& place, KindId kind, Devices& accepted) {
  const Scenario& scenario = section.draft().scenario;
  if (!scenario.kind_specs[kind.value]) return;
  Devices all = accepted;
  if (all.empty())
    for (std::uint32_t i = 0; i < scenario.devices.size(); ++i) all.emplace_back(i);
  Devices left;
  for (const DeviceId device : all)
    if (refusal(scenario, kind, device).empty()) left.push_back(device);
  if (left.size() == all.size()) return;
  const auto used = [&](DeviceId device) { return in_use(scenario, device); };
  if (left.empty() || (std::ranges::any_of(all, used) && std::ranges::none_of(left, used)))
    section.fault(place,
                  fmt::format("a job of kind {} runs on no device that it accepts: {}",
                              quoted(scenario.kinds[kind.value]), refusals(scenario, kind, all)));
  accepted = std::move(left);
}

void admit_trace(const Section& section, const Trace& trace, KindId kind) {
  const Draft& draft = section.draft();
  std::set<std::int32_t> seen;
  for (const TraceJob& job : trace.jobs) {
    if (job.device < 0 || !seen.insert(job.device).second) continue;
    const auto found = draft.devices.find(trace.words[static_cast<std::size_t>(job.device)]);
    if (found == draft.devices.end()) continue;
    Devices alone{DeviceId{found->second}};
    admit(section, section.place("jobs.trace.file"), kind, alone);
  }
}

}  // namespace

void admit_kinds(Draft& draft, const Section& section, ConsumerSpec& consumer) {
  JobsSpec& jobs = consumer.jobs;
  const Node* list = section.given("jobs.list");
  if (jobs.process == ArrivalProcess::list && list != nullptr) {
    for (std::size_t i = 0; i < std::min(jobs.list.size(), list->children.size()); ++i) {
      ListedJob& row = jobs.list[i];
      if (row.devices.empty()) row.devices = jobs.devices;
      admit(section, list->children[i].spot.place(), row.kind.value_or(jobs.kind), row.devices);
    }
    return;
  }
  admit(section, section.place("jobs.kind"), jobs.kind, jobs.devices);
  if (jobs.process == ArrivalProcess::trace && jobs.trace.index < draft.scenario.traces.size())
    admit_trace(section, draft.scenario.traces[jobs.trace.index], jobs.kind);
}

}  // namespace souk
