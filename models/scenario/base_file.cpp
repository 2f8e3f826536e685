#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "models/scenario/layers.hpp"
#include "models/scenario/read.hpp"
#include "models/scenario/words.hpp"

namespace souk {
namespace {

bool names_another(const Node& base, const Node& over, std::string_view key) {
  const Node* before = base.find(key);
  const Node* after = over.find(key);
  return after != nullptr && (before == nullptr || before->text != after->text);
}

/// A law, and a rule of another name, replaces the one below it; other tables join.
bool replaces(const Node& base, const Node& over, const std::string& path) {
  if (!base.is(Node::Type::table) || !over.is(Node::Type::table)) return true;
  if (over.find("law") != nullptr || base.find("law") != nullptr) return true;
  const Key* key = find_key(path);
  return key != nullptr && key->type == KeyType::rule && names_another(base, over, "name");
}

/// What of the lower table has no use beside the upper one's choice.
void drop_overruled(Node& base, const Node& over, const std::string& path) {
  if ((path == "scheduling" || path == "placement") && names_another(base, over, "name"))
    std::erase_if(base.children,
                  [&](const Node& child) { return find_key(path + "." + child.key) == nullptr; });
  const Node* process = over.find("process");
  if (process == nullptr) return;
  const auto unused = unused_keys(path.substr(path.rfind('.') + 1), process->text);
  std::erase_if(base.children, [&](const Node& child) {
    return std::find(unused.begin(), unused.end(), child.key) != unused.end();
  });
}

void merge(Node& base, Node&& over, const std::string& path) {
  drop_overruled(base, over, path);
  for (Node& child : over.children) {
    const std::string below = path.empty() ? child.key : path + "." + child.key;
    Node* same = base.find(child.key);
    if (same == nullptr)
      base.children.push_back(std::move(child));
    else if (replaces(*same, child, below))
      *same = std::move(child);
    else
      merge(*same, std::move(child), below);
  }
  base.spot = over.spot;
}

std::string_view name_of(const Node& row) {
  const Node* name = row.find("name");
  return name == nullptr ? std::string_view{} : std::string_view{name->text};
}

void merge_rows(std::vector<Node>& base, std::vector<Node>&& over) {
  for (const std::string_view nameless :
       {"link", "sweep"})  // the whole list is the file's, if it has one
    if (std::any_of(over.begin(), over.end(), [&](const Node& row) { return row.key == nameless; }))
      std::erase_if(base, [&](const Node& row) { return row.key == nameless; });
  for (Node& row : over) {
    const auto same = std::find_if(base.begin(), base.end(), [&](const Node& below) {
      return below.key == row.key && !name_of(row).empty() && name_of(below) == name_of(row);
    });
    if (same == base.end())
      base.push_back(std::move(row));
    else
      merge(*same, std::move(row), same->key + ".*");
  }
}

/// `path` as the file at `from` means it.
std::string beside(const std::string& from, const std::string& path) {
  const std::size_t slash = from.rfind('/');
  if (slash == std::string::npos || path.starts_with('/')) return path;
  return from.substr(0, slash + 1) + path;
}

/// One spelling for the ways to write a path: no ".", no "x/..". Links of the file system apart,
/// two paths with the same are one file.
std::string plain_path(std::string_view path) {
  std::vector<std::string_view> parts;
  for (const std::string_view part : split_words(path, '/')) {
    if (part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..")
      parts.pop_back();
    else
      parts.push_back(part);
  }
  return (path.starts_with('/') ? "/" : "") + join_words(parts, "/");
}

Document load(Draft& draft, std::string_view text, const std::string& file,
              const std::string& folder_of, std::set<std::string>& open) {
  draft.sources.emplace(file, std::string{text});
  Document over = parse_document(text, file);
  const Node* named = over.sections.find("base");
  if (named == nullptr) return over;
  const Node name = *named;
  std::erase_if(over.sections.children, [](const Node& child) { return child.key == "base"; });
  const auto fault = [&](const std::string& message) {
    draft.faults.push_back(
        {name.spot.place(), fmt::format("base is {}; {}", found_text(name), message)});
  };
  if (!name.is(Node::Type::text) || name.text.empty()) {
    fault("allowed is the path of a scenario");
    return over;
  }
  // Nothing else is said where a base is not to be had: what is missing may stand there.
  const auto fail = [&](const std::string& message) {
    fault(message);
    throw ScenarioError{std::move(draft.faults), draft.sources};
  };
  const std::string path = beside(folder_of, name.text);
  if (!open.insert(plain_path(path)).second) fail("a file cannot be its own base");
  const auto& read_file = draft.options->read_file;
  const auto below = read_file ? read_file(path) : std::nullopt;
  if (!below) fail("the file cannot be read");
  Document base = load(draft, *below, shown_path(draft, path), path, open);
  merge(base.sections, std::move(over.sections), "");
  merge_rows(base.rows, std::move(over.rows));
  return base;
}

}  // namespace

Document load_document(Draft& draft, std::string_view text, const std::string& file) {
  std::set<std::string> open{file.substr(file.rfind('/') + 1)};  // paths are from its folder
  return load(draft, text, file, "", open);
}

}  // namespace souk
