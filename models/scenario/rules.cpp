#include "models/scenario/rules.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "models/agents/agent_rule.hpp"
#include "models/check.hpp"
#include "models/mechanisms/mechanism.hpp"
#include "models/placement/placement_policy.hpp"
#include "models/pricing/pricing_policy.hpp"
#include "models/scenario/words.hpp"
#include "models/scheduling/scheduling_policy.hpp"

namespace souk {
namespace {

template <class Entry>
bool try_make(std::span<const Entry> entries, std::string_view name, const Params& params) {
  for (const Entry& entry : entries)
    if (entry.name == name) {
      entry.make(params);  // throws ScenarioError on bad parameters
      return true;
    }
  return false;
}

void try_rule(std::string_view family, std::string_view name, const Params& params) {
  const bool made = family == "mechanism"        ? try_make(mechanism_entries(), name, params)
                    : family == "scheduling"     ? try_make(scheduling_entries(), name, params)
                    : family == "placement"      ? try_make(placement_entries(), name, params)
                    : family == "pricing policy" ? try_make(pricing_entries(), name, params)
                                                 : try_make(agent_entries(), name, params);
  SOUK_CHECK(made, "a rule is in the list of its registry");
}

template <class Entry>
std::vector<RuleRow> rows_of(std::span<const Entry> entries) {
  std::vector<RuleRow> rows;
  for (const Entry& entry : entries) {
    rows.push_back({entry.name, entry.example});
    if constexpr (requires { entry.moves; }) rows.back().moves = entry.moves;
  }
  return rows;
}

std::vector<std::string_view> names_of(const std::vector<RuleRow>& rows) {
  std::vector<std::string_view> names;
  for (const RuleRow& row : rows) names.push_back(row.name);
  return names;
}

/// The parameters that a rule's example shows: the words offered for one it does not know.
std::vector<std::string> example_keys(std::string_view family, std::string_view rule) {
  std::vector<std::string> keys;
  for (const RuleRow& row : rule_rows(family))
    if (row.name == rule)
      for (const Node& child : parse_toml(row.example, "example").children)
        keys.push_back(child.key);
  return keys;
}

/// One choice: where it stands, and what is given beside its name.
struct Choice {
  std::string_view family, key;  ///< key: "pricing"; of a section's own rule "scheduling"
  std::string name;
  Place place;
  std::vector<const Node*> values;
  bool in_section = false;  ///< beside keys of the section itself
};

void check_unread(const Section& section, const Choice& choice, const Params& params,
                  bool accepted) {
  const auto known = example_keys(choice.family, choice.name);
  std::vector<std::string_view> words{known.begin(), known.end()};
  if (choice.in_section)
    for (const std::string_view word : words_below(section.prefix())) words.push_back(word);
  for (const std::string& unread : params.unread()) {
    if (!accepted && std::find(known.begin(), known.end(), unread) != known.end()) continue;
    const auto node = std::find_if(choice.values.begin(), choice.values.end(),
                                   [&](const Node* value) { return value->key == unread; });
    const Place place = node == choice.values.end() ? choice.place : (*node)->key_spot.place();
    const std::string hint = choice.in_section && unread == "base" ? std::string{base_hint}
                             : words.empty()                       ? "; it takes no parameters"
                                                                   : known_words(unread, words);
    section.fault(place, fmt::format("{}: unknown parameter {} of {}{}", choice.key, quoted(unread),
                                     choice.name, hint));
  }
}

RuleChoice accept(const Section& section, const Choice& choice) {
  const auto names = names_of(rule_rows(choice.family));
  if (std::find(names.begin(), names.end(), choice.name) == names.end()) {
    section.fault(choice.place, fmt::format("unknown {} {}{}", choice.family, quoted(choice.name),
                                            known_words(choice.name, names)));
    return {};
  }
  std::vector<Fault> faults;
  RuleChoice rule{choice.name, params_of(choice.name, choice.place, choice.values, faults)};
  bool accepted = true;
  try {
    if (faults.empty()) try_rule(choice.family, choice.name, rule.params);
  } catch (const ScenarioError& error) {
    accepted = false;
    faults = error.faults();
  }
  for (const Fault& fault : faults) section.fault(fault.place, fault.message);
  check_unread(section, choice, rule.params, accepted && faults.empty());
  return rule;
}

}  // namespace

std::vector<RuleRow> rule_rows(std::string_view family) {
  if (family == "mechanism") return rows_of(mechanism_entries());
  if (family == "scheduling") return rows_of(scheduling_entries());
  if (family == "placement") return rows_of(placement_entries());
  if (family == "pricing policy") return rows_of(pricing_entries());
  return rows_of(agent_entries());
}

Params params_of(std::string_view rule, const Place& place, const std::vector<const Node*>& values,
                 std::vector<Fault>& faults) {
  std::map<std::string, Params::Entry, std::less<>> entries;
  for (const Node* value : values) {
    Params::Entry entry{.text = {}, .number = 0, .place = value->spot.place()};
    if (value->is(Node::Type::text)) {
      entry.type = Params::Entry::Type::text;
      entry.text = value->text;
    } else if (value->is(Node::Type::boolean)) {
      entry.type = Params::Entry::Type::boolean;
      entry.number = value->flag ? 1 : 0;
    } else if (value->is(Node::Type::number) || value->is(Node::Type::integer)) {
      entry.number = value->number;
    } else {
      faults.push_back(
          {entry.place, fmt::format("{} is {}; a parameter of {} is a number, a quantity or a word",
                                    value->key, found_text(*value), rule)});
      continue;
    }
    entries.emplace(value->key, std::move(entry));
  }
  return {std::string{rule}, place, std::move(entries)};
}

RuleChoice read_rule(const Section& section, std::string_view key) {
  const Key& row = section.key(key);
  const Node* table = section.given(key);
  if (table == nullptr) return {std::string{row.fallback}, {}};
  Choice choice{row.words, key, {}, table->spot.place(), {}, false};
  const Node* name = table->find("name");
  if (!table->is(Node::Type::table)) {
    section.fault(key,
                  fmt::format("{} is {}; allowed is {}", key, found_text(*table), describe(row)));
    return {};
  }
  if (name == nullptr || !name->is(Node::Type::text)) {
    section.fault(name == nullptr ? choice.place : name->spot.place(),
                  fmt::format("{}.name is {}; known are {}", key,
                              name == nullptr ? "missing" : found_text(*name),
                              join_words(names_of(rule_rows(row.words)))));
    return {};
  }
  choice.name = name->text;
  choice.place = name->spot.place();
  for (const Node& child : table->children)
    if (&child != name) choice.values.push_back(&child);
  return accept(section, choice);
}

RuleChoice read_section_rule(const Section& section) {
  const Key& row = section.key("name");
  Choice choice{row.words, row.words, section.text("name"), section.place("name"), {}, true};
  for (const Node& child : section.table().children) {
    const std::string path = section.prefix() + "." + child.key;
    if (find_key(path) == nullptr && !is_key_group(path)) choice.values.push_back(&child);
  }
  if (choice.name.empty()) return {};
  return accept(section, choice);
}

}  // namespace souk
