#include <algorithm>
#include <cctype>
#include <utility>

#include <fmt/format.h>

#include "models/scenario/layers.hpp"
#include "models/scenario/read.hpp"
#include "models/scenario/words.hpp"

namespace souk {
namespace {

bool is_population(std::string_view section) {
  const auto& names = populations();
  return std::find(names.begin(), names.end(), section) != names.end();
}

bool is_rule_section(std::string_view section) {
  return section == "scheduling" || section == "placement";
}

/// "provider.pool.idle.mean_on" as section, row ("" for a single section) and key.
struct SplitPath {
  std::string section, row, key;
  [[nodiscard]] std::string in_table() const { return section + (row.empty() ? "." : ".*.") + key; }
};

SplitPath split_path(std::string_view path) {
  const std::size_t first = path.find('.');
  SplitPath out{std::string{path.substr(0, first)}, {}, {}};
  if (first == std::string_view::npos) return out;
  path.remove_prefix(first + 1);
  if (!is_population(out.section)) {
    out.key = path;
    return out;
  }
  const std::size_t second = path.find('.');
  out.row = path.substr(0, second);
  if (second != std::string_view::npos) out.key = path.substr(second + 1);
  return out;
}

bool takes_parameters(const Key& key) {
  return key.type == KeyType::rule || key.type == KeyType::law || key.type == KeyType::throughput ||
         key.type == KeyType::owners || key.type == KeyType::good;
}

/// A word alone, or a number and a unit: what may go without quotes.
bool is_unquoted_text(std::string_view value) {
  const bool word = !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) ||
           std::string_view{"_-./+"}.find(c) != std::string_view::npos;
  });
  if (word) return true;
  const std::size_t space = value.find(' ');
  return space != std::string_view::npos && read_number(value.substr(0, space)) &&
         value.find_first_of(" \"'{}[],=", space + 1) == std::string_view::npos;
}

/// Keys other than `name` of a rule's table; of a section only those that are the rule's.
void drop_parameters(Node& table, const std::string& path, std::string_view kept) {
  std::erase_if(table.children, [&](const Node& child) {
    return child.key != kept && find_key(path + "." + child.key) == nullptr;
  });
}

/// What goes when `last` of this table becomes another word.
void drop_old(Node& table, const std::string& path, std::string_view last, const Node& value) {
  const Node* old = table.find(last);
  const Key* row = find_key(path);
  const Key* named = find_key(path + ".name");
  const std::string_view before = old != nullptr     ? std::string_view{old->text}
                                  : row != nullptr   ? row->fallback
                                  : named != nullptr ? named->fallback
                                                     : std::string_view{};
  if (before == value.text) return;
  const bool rule =
      last == "name" && (is_rule_section(path) || (row != nullptr && row->type == KeyType::rule));
  if (rule || last == "law") drop_parameters(table, path, last);
  if (last != "process") return;
  const auto unused = unused_keys(path.substr(path.rfind('.') + 1), value.text);
  std::erase_if(table.children, [&](const Node& child) {
    return std::find(unused.begin(), unused.end(), child.key) != unused.end();
  });
}

void assign(Node& table, std::string path, std::string_view key, const Setting& setting) {
  const std::size_t end = key.find('.');
  const std::string_view first = key.substr(0, end);
  if (end == std::string_view::npos) drop_old(table, path, first, setting.value);
  Node* child = table.find(first);
  if (child == nullptr) {
    table.children.emplace_back();
    child = &table.children.back();
    child->key = first;
    child->spot = setting.value.spot;
    child->key_spot = setting.spot;
  }
  path += "." + std::string{first};
  if (end != std::string_view::npos) {
    if (!child->is(Node::Type::table)) {
      child->type = Node::Type::table;
      child->children.clear();
    }
    assign(*child, path, key.substr(end + 1), setting);
    return;
  }
  const std::string name = child->key;
  *child = setting.value;
  child->key = name;
  child->key_spot = setting.spot;
}

void fault(Draft& draft, const Setting& setting, const std::string& message) {
  draft.faults.push_back({setting.spot.place(), message});
}

/// Whether the path's key exists; else a fault.
bool check_path(Draft& draft, const Setting& setting, const SplitPath& path) {
  const auto& single = single_sections();
  if (path.section == "link" || path.section == "sweep" || path.section == "base") {
    fault(draft, setting, fmt::format("\"{}\" cannot be set: it has no path", path.section));
    return false;
  }
  if (!is_population(path.section) &&
      std::find(single.begin(), single.end(), path.section) == single.end()) {
    fault(draft, setting,
          fmt::format("unknown section {}{}", quoted(path.section),
                      known_words(path.section, words_below(""))));
    return false;
  }
  if (key_of_path(setting.path) != nullptr) return true;
  const std::size_t dot = path.key.rfind('.');
  const std::string table = path.section + (is_population(path.section) ? ".*" : "") +
                            (dot == std::string::npos ? "" : "." + path.key.substr(0, dot));
  fault(draft, setting,
        fmt::format("{} meets no key{}", quoted(setting.path),
                    known_words(path.key.substr(dot == std::string::npos ? 0 : dot + 1),
                                words_below(table))));
  return false;
}

}  // namespace

const Key* key_of_path(std::string_view full) {
  const SplitPath path = split_path(full);
  if (path.key.empty() || path.key.find('*') != std::string::npos) return nullptr;
  std::string below = path.in_table();
  if (const Key* key = find_key(below)) return key;
  if (is_key_group(below)) return find_key(below + "." + std::string{words_below(below)[0]});
  if (is_rule_section(path.section)) return find_key(path.section + ".name");
  for (std::size_t dot = below.rfind('.'); dot != std::string::npos; dot = below.rfind('.')) {
    below.resize(dot);
    if (const Key* key = find_key(below)) return takes_parameters(*key) ? key : nullptr;
  }
  return nullptr;
}

Setting setting_of(Draft& draft, const std::string& path, const std::string& value) {
  const Spot spot{std::make_shared<const std::string>(fmt::format("--set {}={}", path, value)), 0,
                  0};
  Setting setting{path, text_node(value, spot), spot};
  try {
    const Node table = parse_toml("v = " + value, *spot.file);
    if (table.children.size() == 1 && table.children[0].key == "v")
      setting.value = table.children[0];
  } catch (const ScenarioError& error) {
    if (!is_unquoted_text(value)) fault(draft, setting, error.faults()[0].message);
  }
  const auto unplaced = [&](auto&& self, Node& node) -> void {
    node.spot = node.key_spot = spot;
    for (Node& child : node.children) self(self, child);
  };
  unplaced(unplaced, setting.value);
  return setting;
}

void apply(Draft& draft, Document& document, const Setting& setting) {
  const SplitPath path = split_path(setting.path);
  if (!check_path(draft, setting, path)) return;
  if (path.row.empty()) {
    Node* table = document.sections.find(path.section);
    if (table == nullptr) {
      document.sections.children.emplace_back();
      table = &document.sections.children.back();
      table->key = path.section;
      table->spot = table->key_spot = setting.spot;
    }
    if (table->is(Node::Type::table)) assign(*table, path.section, path.key, setting);
    return;
  }
  std::vector<std::string_view> names;
  bool met = false;
  for (Node& row : document.rows) {
    const Node* name = row.find("name");
    if (row.key != path.section || name == nullptr) continue;
    names.push_back(name->text);
    if (path.row != "*" && path.row != name->text) continue;
    assign(row, path.section + ".*", path.key, setting);
    met = true;
  }
  if (!met)
    fault(draft, setting,
          fmt::format("{} meets no {}{}", quoted(setting.path), path.section,
                      known_words(path.row, names)));
}

void apply_sets(Draft& draft, Document& document, const ParseOptions& options) {
  for (const auto& [path, value] : options.sets) {
    const std::size_t faults = draft.faults.size();
    const Setting setting = setting_of(draft, path, value);
    if (draft.faults.size() == faults) apply(draft, document, setting);
  }
}

}  // namespace souk
