// [[device]], and the devices that are named without a row.

#include <algorithm>
#include <map>
#include <span>

#include <fmt/format.h>

#include "models/devices/profile_text.hpp"
#include "models/scenario/law_data.hpp"
#include "models/scenario/read.hpp"
#include "models/scenario/words.hpp"

namespace souk {
namespace {

using ProfilePointer = std::shared_ptr<const DeviceProfile>;

void read_throughput(const Section& section, Device& device) {
  const auto& kinds = section.draft().kinds;
  device.throughput.assign(kinds.size(), 1.0);
  device.explicit_kinds.assign(kinds.size(), false);
  const Node* table = section.given("throughput");
  if (table == nullptr) return;
  if (!table->is(Node::Type::table)) {
    section.fault("throughput", fmt::format("throughput is {}; allowed is {}", found_text(*table),
                                            describe(section.key("throughput"))));
    return;
  }
  if (const Node* all = table->find("default")) device.throughput.assign(kinds.size(), all->number);
  for (const Node& child : table->children) {
    const bool number = child.is(Node::Type::number) || child.is(Node::Type::integer);
    if (!number || !within(child.number, {.above = 0, .at_most = 1e12})) {
      section.fault(child.spot.place(),
                    fmt::format("throughput of {} is {}; allowed is a number > 0",
                                quoted(child.key), found_text(child)));
      continue;
    }
    if (const auto kind = kinds.find(child.key); kind != kinds.end()) {
      device.throughput[kind->second] = child.number;
      device.explicit_kinds[kind->second] = true;
    }
  }
}

ProfilePointer profile_file(const Section& section, const Node& name) {
  Draft& draft = section.draft();
  const auto text = read_input(section, name);
  if (!text) return nullptr;
  const std::string shown = shown_path(draft, name.text);
  try {
    return std::make_shared<const DeviceProfile>(parse_profile(*text, shown));
  } catch (const ScenarioError& error) {
    note_faults(draft, error, shown, *text);
    return nullptr;
  }
}

ProfilePointer named_profile(const Section& section, const Node& name) {
  if (name.text.ends_with(".json")) return profile_file(section, name);
  if (const DeviceProfile* found = shipped_profile(section.draft(), name.text))
    return std::make_shared<const DeviceProfile>(*found);
  std::vector<std::string_view> known;
  for (const DeviceProfile& each : shipped_profiles(section.draft())) known.push_back(each.id);
  section.fault(name.spot.place(), fmt::format("unknown profile {}{}", quoted(name.text),
                                               known_words(name.text, known)));
  return nullptr;
}

/// What the row says in place of the profile: memory, all-reduce.
ProfilePointer amended(const Section& section, ProfilePointer profile) {
  const auto bandwidth = section.optional("allreduce.bandwidth");
  const bool memory = section.given("memory") != nullptr;
  if (!bandwidth && section.given("allreduce.latency") != nullptr)
    section.missing("allreduce.bandwidth");
  if (!profile || (!bandwidth && !memory)) return profile;
  DeviceProfile own = *profile;
  if (memory) own.memory_bytes = section.number("memory");
  if (bandwidth) {
    std::erase_if(own.transfers,
                  [](const TransferPath& path) { return path.name.starts_with("allreduce_"); });
    own.transfers.push_back({"allreduce_2", section.number("allreduce.latency"), *bandwidth});
  }
  return std::make_shared<const DeviceProfile>(std::move(own));
}

}  // namespace

std::span<const DeviceProfile> shipped_profiles(const Draft& draft) {
  return draft.options->shipped_profiles ? draft.options->shipped_profiles()
                                         : std::span<const DeviceProfile>{};
}

const DeviceProfile* shipped_profile(const Draft& draft, std::string_view name) {
  const auto all = shipped_profiles(draft);
  const auto found = std::ranges::find(all, name, &DeviceProfile::id);
  return found == all.end() ? nullptr : &*found;
}

void read_device(Draft& draft, const Node& row) {
  const Section section{draft, row, "device.*", row_title(row)};
  section.check_keys();
  Device device;
  device.name = section.text("name");
  device.memory = Bytes{section.number("memory")};
  read_throughput(section, device);
  if (const Node* name = section.given("profile");
      name != nullptr && !section.text("profile").empty()) {
    device.profile = named_profile(section, *name);
    draft.lacks_profile = draft.lacks_profile || !device.profile;
  }
  device.profile = amended(section, device.profile);
  if (device.profile && section.given("memory") == nullptr)
    device.memory = Bytes{device.profile->memory_bytes.value_or(infinity)};
  device.idle_power = Watts{section.number("idle_power")};
  device.busy_power = Watts{section.number("busy_power")};
  draft.scenario.devices.push_back(std::move(device));
}

void add_named_devices(Draft& draft) {
  std::map<std::uint32_t, std::string_view> names;  // by number, after the rows
  for (const auto& [name, number] : draft.devices)
    if (number >= draft.scenario.devices.size()) names.emplace(number, name);
  for (const auto& [number, name] : names) {
    Device device;
    device.name = name;
    device.profile = std::make_shared<const DeviceProfile>(*shipped_profile(draft, name));
    device.memory = Bytes{device.profile->memory_bytes.value_or(infinity)};
    device.throughput.assign(draft.kinds.size(), 1.0);
    device.explicit_kinds.assign(draft.kinds.size(), false);
    draft.scenario.devices.push_back(std::move(device));
  }
}

}  // namespace souk
