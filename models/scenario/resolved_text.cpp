#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "models/scenario/layers.hpp"

namespace souk {
namespace {

/// A line `key = value` and its place in the table of keys.
struct Line {
  std::size_t rank;
  std::string key;
  const Node* value;
};

std::string bare_or_quoted(const std::string& key) {
  const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
  return bare ? key : quoted(key);
}

/// Groups and rules are written key by key, laws and tables of numbers in line.
bool is_spread(const Node& node, const std::string& path) {
  if (!node.is(Node::Type::table) || node.children.empty()) return false;
  const Key* key = find_key(path);
  return key == nullptr || key->type == KeyType::rule;
}

void collect(const Node& table, const std::string& path, const std::string& shown, std::size_t rank,
             std::vector<Line>& lines) {
  for (const Node& child : table.children) {
    const std::string below = path + "." + child.key;
    const std::string name =
        shown.empty() ? bare_or_quoted(child.key) : shown + "." + bare_or_quoted(child.key);
    const Key* key = find_key(below);
    const std::size_t own = key != nullptr ? key_index(*key) : rank;
    if (is_spread(child, below))
      collect(child, below, name, own, lines);
    else
      lines.push_back({own, name, &child});
  }
}

void write_table(const Node& table, const std::string& path, std::string& out) {
  std::vector<Line> lines;
  collect(table, path, "", all_keys().size(), lines);
  const auto place = [](const Line& line) {
    // Of a rule the name goes first.
    const bool name = line.key == "name" || line.key.ends_with(".name");
    return std::make_tuple(line.rank, !name, std::string_view{line.key});
  };
  std::sort(lines.begin(), lines.end(),
            [&](const Line& a, const Line& b) { return place(a) < place(b); });
  for (const Line& line : lines)
    out += fmt::format("{} = {}\n", line.key, write_value(*line.value));
}

}  // namespace

std::string write_document(const Document& document) {
  std::string out;
  for (const std::string_view name : single_sections())
    if (const Node* table = document.sections.find(name);
        table != nullptr && !table->children.empty()) {
      out += fmt::format("{}[{}]\n", out.empty() ? "" : "\n", name);
      write_table(*table, std::string{name}, out);
    }
  static constexpr std::pair<std::string_view, std::string_view> order[] = {
      {"kind", ""}, {"device", ""}, {"provider", "consumer"}, {"dataset", ""}, {"model", ""},
      {"link", ""}, {"sweep", ""}};
  for (const auto& [first, second] : order)
    for (const Node& row : document.rows)
      if (row.key == first || row.key == second) {
        out += fmt::format("\n[[{}]]\n", row.key);
        write_table(row, row.key + ".*", out);
      }
  return out;
}

std::string write_run(Document document) {
  std::erase_if(document.rows, [](const Node& row) { return row.key == "sweep"; });
  std::erase_if(document.sections.children, [](const Node& section) {
    return section.key == "output" || section.key == "study";
  });
  if (Node* scenario = document.sections.find("scenario"))
    std::erase_if(scenario->children, [](const Node& child) {
      return child.key == "name" || child.key == "title" || child.key == "replications";
    });
  return write_document(document);
}

}  // namespace souk
