#include <algorithm>

#include <fmt/format.h>

#include "models/scenario/read.hpp"
#include "models/scenario/words.hpp"
#include "models/workloads/arrivals.hpp"

namespace souk {
namespace {

/// The keys of a preset's text: bare ("rate = ...") or below jobs ("jobs.rate = ...").
Node preset_keys(const PresetEntry& preset) {
  Node keys = parse_toml(preset.toml, fmt::format("preset {}", preset.name));
  if (const Node* jobs = keys.find("jobs"); jobs != nullptr && keys.children.size() == 1) {
    Node inner = *jobs;
    return inner;
  }
  return keys;
}

}  // namespace

void fill_preset(Draft& draft, Node& row) {
  Node* jobs = row.find("jobs");
  const Node* preset = jobs == nullptr ? nullptr : jobs->find("preset");
  if (preset == nullptr) return;
  const auto presets = preset_entries();
  const auto entry = std::find_if(presets.begin(), presets.end(), [&](const PresetEntry& each) {
    return preset->is(Node::Type::text) && each.name == preset->text;
  });
  if (entry == presets.end()) {
    std::vector<std::string_view> names;
    for (const PresetEntry& each : presets) names.push_back(each.name);
    draft.faults.push_back(
        {preset->spot.place(), fmt::format("{}unknown preset {}{}", row_title(row),
                                           found_text(*preset), known_words(preset->text, names))});
    return;
  }
  draft.sources.emplace(fmt::format("preset {}", entry->name), std::string{entry->toml});
  const Node keys = preset_keys(*entry);
  const Node* process =
      jobs->find("process") != nullptr ? jobs->find("process") : keys.find("process");
  const auto unused = unused_keys("jobs", process == nullptr ? "" : process->text);
  const bool sized = jobs->find("work") != nullptr || jobs->find("duration") != nullptr;
  for (const Node& key : keys.children) {
    if (jobs->find(key.key) != nullptr) continue;
    if (std::find(unused.begin(), unused.end(), key.key) != unused.end()) continue;
    if (sized && (key.key == "work" || key.key == "duration")) continue;
    jobs->children.push_back(key);
  }
}

}  // namespace souk
