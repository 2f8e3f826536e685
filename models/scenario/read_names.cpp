#include <map>

#include <fmt/format.h>

#include "models/scenario/read.hpp"
#include "models/scenario/words.hpp"

namespace souk {
namespace {

using Numbers = std::map<std::string, std::uint32_t, std::less<>>;

void number_kind(Draft& draft, const std::string& name) {
  if (draft.kinds.emplace(name, static_cast<std::uint32_t>(draft.scenario.kinds.size())).second)
    draft.scenario.kinds.push_back(name);
}

void number_kinds(Draft& draft, const Node& row) {
  if (row.key == "kind")
    if (const Node* name = row.find("name"); name != nullptr && name->is(Node::Type::text))
      number_kind(draft, name->text);
  if (row.key != "device") return;
  const Node* throughput = row.find("throughput");
  if (throughput == nullptr || !throughput->is(Node::Type::table)) return;
  for (const Node& kind : throughput->children) number_kind(draft, kind.key);
}

/// A device that is named as `souk list devices` does, and has no row: numbered after the rows.
void number_device(Draft& draft, const Node* name, std::uint32_t& next) {
  if (name == nullptr || !name->is(Node::Type::text) || draft.devices.contains(name->text)) return;
  if (shipped_profile(draft, name->text) != nullptr) draft.devices.emplace(name->text, next++);
}

void number_devices(Draft& draft, const Node* names, std::uint32_t& next) {
  if (names == nullptr || !names->is(Node::Type::array)) return;
  for (const Node& name : names->children) number_device(draft, &name, next);
}

/// Wherever a scenario may name a device.
void number_named_devices(Draft& draft, const Document& document, std::uint32_t next) {
  for (const Node& row : document.rows) {
    if (row.key == "provider") number_device(draft, row.find("device"), next);
    if (row.key != "consumer") continue;
    number_devices(draft, row.at("jobs.devices"), next);
    const Node* list = row.at("jobs.list");
    if (list == nullptr || !list->is(Node::Type::array)) continue;
    for (const Node& job : list->children) number_devices(draft, job.find("devices"), next);
  }
  number_device(draft, document.sections.at("cost.reference"), next);
}

/// A row that has no good name is faulted where it is read.
void number_row(Draft& draft, const Node& row, Numbers& numbers, std::uint32_t number,
                std::map<std::string, Place, std::less<>>& seen) {
  const Node* name = row.find("name");
  if (name == nullptr || !name->is(Node::Type::text)) return;
  numbers.emplace(name->text, number);
  const auto [first, is_new] = seen.emplace(name->text, name->spot.place());
  if (!is_new)
    draft.faults.push_back(
        {name->spot.place(),
         fmt::format("name {} is given twice{}", quoted(name->text),
                     first->second.line > 0
                         ? fmt::format("; it is also in line {}", first->second.line)
                         : "")});
  if (row.key == "device" && name->text == "reference")
    draft.faults.push_back({name->spot.place(), "the device \"reference\" is known without a row"});
  if (row.key == "kind" && name->text == "default")
    draft.faults.push_back({name->spot.place(), "the kind \"default\" is known without a row"});
}

}  // namespace

std::string row_title(const Node& row) {
  const Node* name = row.find("name");
  return name != nullptr && name->is(Node::Type::text)
             ? fmt::format("{} {}: ", row.key, quoted(name->text))
             : fmt::format("{}: ", row.key);
}

void number_names(Draft& draft, const Document& document) {
  draft.devices.emplace("reference", 0U);
  draft.kinds.emplace("default", 0U);
  draft.scenario.kinds.emplace_back("default");
  std::map<std::string, Place, std::less<>> seen;
  std::map<std::string, std::uint32_t, std::less<>> counts{{"device", 1U}};
  for (const Node& row : document.rows) {
    Numbers* numbers = row.key == "device"     ? &draft.devices
                       : row.key == "provider" ? &draft.providers
                       : row.key == "dataset"  ? &draft.datasets
                       : row.key == "model"    ? &draft.models
                                               : nullptr;
    Numbers none;
    if (row.key == "link" || row.key == "sweep") continue;
    number_kinds(draft, row);
    number_row(draft, row, numbers == nullptr ? none : *numbers, counts[row.key]++, seen);
  }
  for (auto& [name, number] : draft.models)
    number += counts["dataset"];  // goods: datasets, then models
  Device& reference = draft.scenario.devices.emplace_back();
  reference.name = "reference";
  reference.throughput.assign(draft.scenario.kinds.size(), 1.0);
  reference.explicit_kinds.assign(draft.scenario.kinds.size(), true);
  draft.scenario.kind_specs.resize(draft.scenario.kinds.size());
  number_named_devices(draft, document, counts["device"]);
}

std::optional<std::uint32_t> number_of(const Section& section, std::string_view what,
                                       const Node& name, const Numbers& known,
                                       std::string_view where) {
  if (name.is(Node::Type::text))
    if (const auto found = known.find(name.text); found != known.end()) return found->second;
  std::vector<std::string_view> words;
  for (const auto& [word, number] : known) words.push_back(word);
  if (what == "device")
    for (const DeviceProfile& profile : shipped_profiles(section.draft()))
      words.push_back(profile.id);
  section.fault(name.spot.place(),
                fmt::format("unknown {} {}{}{}", what, found_text(name), where,
                            words.empty() ? fmt::format("; the scenario has no {}", what)
                                          : known_words(name.text, words)));
  return std::nullopt;
}

std::vector<std::string_view> unused_keys(std::string_view group, std::string_view process) {
  struct Use {
    std::string_view key, processes;
  };
  static constexpr Use jobs[] = {
      {"rate", "poisson diurnal deterministic"},
      {"interarrival", "renewal"},
      {"profile", "diurnal"},
      {"population", "closed"},
      {"think", "closed"},
      {"shake", "list trace"},
      {"list", "list"},
      {"trace", "trace"},
      {"work", "poisson renewal diurnal deterministic closed"},
      {"duration", "poisson renewal diurnal deterministic closed"},
      {"steps", "poisson renewal diurnal deterministic closed"},
      {"gpus", "poisson renewal diurnal deterministic closed"},
  };
  static constexpr Use idle[] = {{"mean_on", "on_off"}, {"mean_off", "on_off"}, {"trace", "trace"}};
  std::vector<std::string_view> unused;
  const auto take = [&](std::span<const Use> uses) {
    for (const auto& [key, processes] : uses) {
      bool used = false;
      for (const std::string_view word : split_words(processes)) used = used || word == process;
      if (!used) unused.push_back(key);
    }
  };
  if (group == "jobs") take(jobs);
  if (group == "idle") take(idle);
  return unused;
}

}  // namespace souk
