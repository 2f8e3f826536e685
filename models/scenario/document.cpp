#include "models/scenario/document.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace souk {
namespace {

using File = std::shared_ptr<const std::string>;

Spot spot_of(const File& file, const toml::source_region& source) {
  return {file, source.begin.line, source.begin.column};
}

/// Days since 1970-01-01 of a proleptic Gregorian date.
/// Source: Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
std::int64_t days_since_1970(const toml::date& date) {
  const std::int64_t year = static_cast<std::int64_t>(date.year) - (date.month <= 2 ? 1 : 0);
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t month = (static_cast<std::int64_t>(date.month) + 9) % 12;
  const std::int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

std::string date_text(const toml::date& date) {
  return fmt::format("{:04}-{:02}-{:02}", date.year, static_cast<int>(date.month),
                     static_cast<int>(date.day));
}

std::string clock_text(const toml::time& time) {
  return fmt::format("{:02}:{:02}:{:02}", static_cast<int>(time.hour),
                     static_cast<int>(time.minute), static_cast<int>(time.second));
}

void take_date(Node& out, const toml::date& date, const toml::time& time, int offset_minutes) {
  out.type = Node::Type::date;
  out.integer = days_since_1970(date) * 86400 + time.hour * 3600 + time.minute * 60 + time.second -
                static_cast<std::int64_t>(offset_minutes) * 60;
}

void take_date_time(Node& out, const toml::date_time& value) {
  const int offset = value.offset ? value.offset->minutes : 0;
  take_date(out, value.date, value.time, offset);
  out.text = fmt::format("{}T{}", date_text(value.date), clock_text(value.time));
  if (value.offset) {
    const int size = std::abs(offset);
    out.text += fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', size / 60, size % 60);
  }
}

Node convert(const toml::node& from, const File& file);

void convert_table(const toml::table& from, const File& file, Node& out) {
  for (const auto& [key, value] : from) {
    Node child = convert(value, file);
    child.key = std::string{key.str()};
    child.key_spot = spot_of(file, key.source());
    out.children.push_back(std::move(child));
  }
  // toml++ sorts by key; where order has a meaning (kinds, populations) it is the file's.
  std::stable_sort(out.children.begin(), out.children.end(), [](const Node& a, const Node& b) {
    return std::tie(a.key_spot.line, a.key_spot.column) <
           std::tie(b.key_spot.line, b.key_spot.column);
  });
}

Node convert(const toml::node& from, const File& file) {
  Node out;
  out.spot = spot_of(file, from.source());
  if (const auto* table = from.as_table()) {
    convert_table(*table, file, out);
  } else if (const auto* array = from.as_array()) {
    out.type = Node::Type::array;
    for (const toml::node& item : *array) out.children.push_back(convert(item, file));
  } else if (const auto* text = from.as_string()) {
    out.type = Node::Type::text;
    out.text = text->get();
  } else if (const auto* integer = from.as_integer()) {
    out.type = Node::Type::integer;
    out.integer = integer->get();
    out.number = static_cast<double>(out.integer);
  } else if (const auto* number = from.as_floating_point()) {
    out.type = Node::Type::number;
    out.number = number->get();
  } else if (const auto* flag = from.as_boolean()) {
    out.type = Node::Type::boolean;
    out.flag = flag->get();
  } else if (const auto* date = from.as_date()) {
    take_date(out, date->get(), {}, 0);
    out.text = date_text(date->get());
  } else if (const auto* date_time = from.as_date_time()) {
    take_date_time(out, date_time->get());
  } else if (const auto* time = from.as_time()) {  // without a date: no key takes one
    out.type = Node::Type::clock;
    out.text = clock_text(time->get());
  }
  return out;
}

/// toml++ walks nested tables by recursion, and a key of 100,000 parts would exhaust the stack.
void refuse_deep_keys(std::string_view text, const File& file) {
  constexpr int most = 64;
  std::uint32_t line = 1;
  int dots = 0;
  bool comment = false;
  for (const char c : text) {
    if (c == '\n') {
      ++line;
      dots = 0;
      comment = false;
    } else if (c == '#' || comment) {
      comment = true;
    } else if (c == '.') {
      ++dots;
    } else if (c != ' ' && c != '\t' && c != '-' && c != '_' && c != '"' && c != '\'' &&
               (static_cast<unsigned char>(c) < 128) &&
               !std::isalnum(static_cast<unsigned char>(c))) {
      dots = 0;  // a run of keys and dots ends here
    }
    if (dots > most)
      throw ScenarioError{{{{*file, line, 1}, fmt::format("a key of more than {} parts", most)}},
                          text};
  }
}

}  // namespace

const Node* Node::find(std::string_view name) const {
  if (type != Type::table) return nullptr;
  for (const Node& child : children)
    if (child.key == name) return &child;
  return nullptr;
}

Node* Node::find(std::string_view name) {
  return const_cast<Node*>(std::as_const(*this).find(name));
}

const Node* Node::at(std::string_view dotted) const {
  const Node* node = this;
  while (node != nullptr && !dotted.empty()) {
    const std::size_t end = dotted.find('.');
    node = node->find(dotted.substr(0, end));
    dotted = end == std::string_view::npos ? std::string_view{} : dotted.substr(end + 1);
  }
  return node;
}

Node text_node(std::string text, Spot spot) {
  Node node;
  node.type = Node::Type::text;
  node.text = std::move(text);
  node.spot = std::move(spot);
  return node;
}

Node number_node(double number, Spot spot) {
  Node node;
  node.type = Node::Type::number;
  node.number = number;
  node.spot = std::move(spot);
  return node;
}

Node parse_toml(std::string_view text, std::string_view file_name) {
  const File file = std::make_shared<const std::string>(file_name);
  refuse_deep_keys(text, file);
  try {
    return convert(toml::parse(text, file_name), file);
  } catch (const toml::parse_error& error) {
    const toml::source_position at = error.source().begin;
    throw ScenarioError{{{{*file, at.line, at.column}, std::string{error.description()}}}, text};
  }
}

Document parse_document(std::string_view text, std::string_view file_name) {
  Node root = parse_toml(text, file_name);
  Document document;
  document.sections.spot = root.spot;
  for (Node& child : root.children) {
    const bool rows = child.is(Node::Type::array) &&
                      std::all_of(child.children.begin(), child.children.end(),
                                  [](const Node& row) { return row.is(Node::Type::table); });
    if (!rows) {
      document.sections.children.push_back(std::move(child));
      continue;
    }
    for (Node& row : child.children) {
      row.key = child.key;
      row.key_spot = row.spot;
      document.rows.push_back(std::move(row));
    }
  }
  std::stable_sort(document.rows.begin(), document.rows.end(), [](const Node& a, const Node& b) {
    return std::tie(a.spot.line, a.spot.column) < std::tie(b.spot.line, b.spot.column);
  });
  return document;
}

}  // namespace souk
