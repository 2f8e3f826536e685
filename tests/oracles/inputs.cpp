#include "tests/oracles/inputs.hpp"

#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace souk::oracles {

std::string Inputs::what(std::string_view key) const {
  return fmt::format("{}.{}", name_, key);
}

const Node& Inputs::read(std::string_view key) {
  const Node* node = table_->find(key);
  if (node == nullptr) throw OracleFault{what(key) + " is missing"};
  read_.insert(std::string{key});
  return *node;
}

const Node& Inputs::list(std::string_view key) {
  const Node& node = read(key);
  if (!node.is(Node::Type::array)) throw OracleFault{what(key) + " is no list"};
  return node;
}

double Inputs::number(std::string_view key) {
  return number_of(read(key), what(key));
}

double Inputs::number_or(std::string_view key, double otherwise) {
  return has(key) ? number(key) : otherwise;
}

std::uint64_t Inputs::count(std::string_view key) {
  const double value = number(key);
  if (!(value >= 0 && value < 1e15) || std::floor(value) != value)
    throw OracleFault{what(key) + " is no count"};
  return static_cast<std::uint64_t>(value);
}

std::string Inputs::text(std::string_view key) {
  const Node& node = read(key);
  if (!node.is(Node::Type::text)) throw OracleFault{what(key) + " is no text"};
  return node.text;
}

std::vector<double> Inputs::numbers(std::string_view key) {
  std::vector<double> out;
  for (const Node& item : list(key).children) out.push_back(number_of(item, what(key)));
  return out;
}

std::vector<std::string> Inputs::texts(std::string_view key) {
  std::vector<std::string> out;
  for (const Node& item : list(key).children) {
    if (!item.is(Node::Type::text)) throw OracleFault{what(key) + " is no list of texts"};
    out.push_back(item.text);
  }
  return out;
}

Inputs Inputs::table(std::string_view key) {
  const Node& node = read(key);
  if (!node.is(Node::Type::table)) throw OracleFault{what(key) + " is no table"};
  return {node, what(key)};
}

std::vector<Inputs> Inputs::tables(std::string_view key) {
  std::vector<Inputs> out;
  for (const Node& item : list(key).children) {
    if (!item.is(Node::Type::table)) throw OracleFault{what(key) + " is no list of tables"};
    out.emplace_back(item, fmt::format("{}[{}]", what(key), out.size()));
  }
  return out;
}

void Inputs::expect(std::string_view key, const std::set<std::string_view>& known) {
  const std::string found = text(key);
  if (!known.contains(found))
    throw Unsupported{fmt::format("no adapter for {} = \"{}\"", key, found)};
}

void Inputs::finish() const {
  std::vector<std::string> unread;
  for (const Node& child : table_->children)
    if (child.key != "note" && !read_.contains(child.key)) unread.push_back(what(child.key));
  if (!unread.empty())
    throw OracleFault{fmt::format("unknown to the adapter: {}", fmt::join(unread, ", "))};
}

}  // namespace souk::oracles
