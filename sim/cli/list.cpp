// souk list: what a scenario may name.

#include <fmt/format.h>

#include "gpu/calibrations.hpp"
#include "models/agents/agent_rule.hpp"
#include "models/mechanisms/mechanism.hpp"
#include "models/metrics/run_summary.hpp"
#include "models/placement/placement_policy.hpp"
#include "models/pricing/pricing_policy.hpp"
#include "models/scenario/parse.hpp"
#include "models/scheduling/scheduling_policy.hpp"
#include "models/traces/trace.hpp"
#include "models/workloads/arrivals.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/device_text.hpp"

namespace souk::cli {
namespace {

void print_row(std::string_view name, std::string_view meaning) {
  fmt::print("  {:<22} {}\n", name, meaning);
}

/// Rules with their parameters, as a scenario would give them.
template <class Entries>
void print_rules(const Entries& entries) {
  for (const auto& entry : entries) {
    std::string example;
    for (const char c : entry.example) c == '\n' ? example += ", " : example += c;
    print_row(entry.name, example.empty() ? std::string{entry.summary}
                                          : fmt::format("{} ({})", entry.summary, example));
  }
}

void print_devices() {
  print_row("reference", "throughput 1 for every kind of job; [[device]] rows add others");
  for (const DeviceProfile& profile : shipped_profiles())
    print_row(profile.id, profile_line(profile));
}

void print_traces() {
  for (const TraceFormat& format : trace_formats()) print_row(format.name, format.summary);
  for (const PresetEntry& preset : preset_entries())
    print_row(preset.name, fmt::format("jobs.preset: {}", preset.summary));
}

void print_metrics() {
  for (const MetricEntry& entry : metric_entries())
    print_row(entry.name, fmt::format("[{}] {}", entry.unit, entry.long_name));
}

struct Family {
  std::string name;
  void (*print)();
};

const std::vector<Family>& families() {
  static const std::vector<Family> all{
      {"mechanisms", [] { print_rules(mechanism_entries()); }},
      {"pricing", [] { print_rules(pricing_entries()); }},
      {"scheduling", [] { print_rules(scheduling_entries()); }},
      {"placement", [] { print_rules(placement_entries()); }},
      {"agents", [] { print_rules(agent_entries()); }},
      {"devices", print_devices},
      {"traces", print_traces},
      {"metrics", print_metrics},
      {"keys", [] { fmt::print("{}", key_reference()); }},
  };
  return all;
}

}  // namespace

const std::vector<std::string>& list_families() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const Family& family : families()) list.push_back(family.name);
    return list;
  }();
  return names;
}

int list(const std::string& family) {
  for (const Family& each : families()) {
    if (!family.empty() && each.name != family) continue;
    if (family.empty()) fmt::print("{}\n", each.name);
    each.print();
  }
  return 0;
}

}  // namespace souk::cli
