#include "tests/oracles/oracle_file.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <set>

#include <fmt/format.h>

namespace souk::oracles {
namespace {

constexpr std::array<std::string_view, 10> case_keys{
    "name", "formula",    "source", "sharp",    "checked_by",
    "note", "properties", "params", "expected", "tolerance"};

std::string text_at(const Node& table, std::string_view key, std::string_view file_name) {
  const Node* node = table.find(key);
  if (node == nullptr || !node->is(Node::Type::text))
    throw OracleFault{fmt::format("{}: {} is missing or no text", file_name, key)};
  return node->text;
}

Node part_of(const Node& row, std::string_view key, const std::string& name) {
  const Node* part = row.find(key);
  if (part == nullptr || !part->is(Node::Type::table))
    throw OracleFault{fmt::format("{}: [case.{}] is missing", name, key)};
  return *part;
}

Case read_case(const Node& row, const std::string& area, std::string_view file_name) {
  Case out{area, text_at(row, "name", file_name), {}, {}, {}};
  for (const Node& child : row.children)
    if (std::ranges::find(case_keys, child.key) == case_keys.end())
      throw OracleFault{
          fmt::format("{}: {}: a case has no key {}", file_name, out.name, child.key)};
  out.params = part_of(row, "params", out.name);
  out.expected = part_of(row, "expected", out.name);
  out.tolerance = part_of(row, "tolerance", out.name);
  return out;
}

}  // namespace

std::vector<Case> read_oracles(std::string_view text, std::string_view file_name) {
  Node root;
  try {
    root = parse_toml(text, file_name);
  } catch (const ScenarioError& error) {
    throw OracleFault{error.what()};
  }
  const Node* schema = root.find("schema");
  if (schema == nullptr || schema->number != 1)
    throw OracleFault{fmt::format("{}: schema is not 1", file_name)};
  const std::string area = text_at(root, "area", file_name);

  std::vector<Case> cases;
  std::set<std::string> names;
  const Node* rows = root.find("case");
  if (rows == nullptr) return cases;
  for (const Node& row : rows->children) {
    cases.push_back(read_case(row, area, file_name));
    if (!names.insert(cases.back().name).second)
      throw OracleFault{fmt::format("{}: two cases are called {}", file_name, cases.back().name)};
  }
  return cases;
}

std::vector<std::filesystem::path> oracle_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator{folder})
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

std::string read_text(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  if (!in) throw OracleFault{fmt::format("{}: cannot be read", file.string())};
  return {std::istreambuf_iterator<char>{in}, {}};
}

double number_of(const Node& node, std::string_view what) {
  if (node.is(Node::Type::boolean)) return node.flag ? 1 : 0;
  if (!node.is(Node::Type::number) && !node.is(Node::Type::integer))
    throw OracleFault{fmt::format("{} is no number", what)};
  return node.number;
}

}  // namespace souk::oracles
