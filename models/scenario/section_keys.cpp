#include <algorithm>

#include <fmt/format.h>

#include "models/scenario/section.hpp"
#include "models/scenario/words.hpp"

namespace souk {
namespace {

std::string kind_of(const Key& key) {
  std::string kind = fmt::format("a {}", measure_name(key.measure));
  if (key.measure == Measure::pure && key.type == KeyType::integer) kind = "a whole number";
  if (key.measure == Measure::pure && key.whole) kind = "a whole number";
  if (key.measure == Measure::pure && key.type == KeyType::number) kind = "a number";
  if (key.measure == Measure::money) kind = "an amount such as \"10 credit\"";
  if (const std::string bounds = bounds_text(key.bounds); !bounds.empty()) {
    const bool interval = bounds.front() == '[' || bounds.front() == '(';
    kind += fmt::format(" {}{}", interval ? "in " : "", bounds);
  }
  if (key.measure != Measure::pure && key.measure != Measure::money)
    kind += fmt::format(" {} (units {})", unit_name(key.measure), unit_words(key.measure));
  if (key.other != Measure::pure) kind += fmt::format(" or a {}", measure_name(key.other));
  if (key.type == KeyType::share_or_time) kind = "a share in [0, 1) or " + kind;
  if (key.type == KeyType::share_or_time && !key.words.empty())
    kind += fmt::format(", or {}", quoted(key.words));
  if (key.type == KeyType::law) kind += ", or a law of it";
  if (key.infinite) kind += ", or \"inf\"";
  return kind;
}

}  // namespace

std::string describe(const Key& key) {
  switch (key.type) {
    case KeyType::name:
      return "a name of a-z, 0-9 and -, beginning with a letter";
    case KeyType::text:
      return "a text";
    case KeyType::word:
      return fmt::format("one of {}", join_words(split_words(key.words)));
    case KeyType::flag:
      return "true or false";
    case KeyType::rule:
      return fmt::format("a table: {{ name = a {}, its parameters }}", key.words);
    case KeyType::rule_name:
      return fmt::format("the name of a {} rule", key.words);
    case KeyType::date:
      return "a date or date-time such as 2026-04-01T00:00:00";
    case KeyType::names:
      if (!key.words.empty())
        return fmt::format("an array among {}", join_words(split_words(key.words)));
      return "an array of names";
    case KeyType::times:
      return "an array of times, ascending";
    case KeyType::numbers:
      return "an array of numbers >= 0";
    case KeyType::throughput:
      return "a table: kind of job = number > 0";
    case KeyType::owners:
      return "a table: group of the trace = provider";
    case KeyType::jobs:
      return "an array of tables, one for each job";
    case KeyType::tables:
      return "an array of tables";
    case KeyType::good:
      return "a name, or { law = \"discrete\", values = names, weights = numbers }";
    case KeyType::value:
      return "a value";
    case KeyType::integer:
    case KeyType::number:
    case KeyType::quantity:
    case KeyType::share_or_time:
    case KeyType::law:
      return kind_of(key);
  }
  return {};
}

std::string found_text(const Node& node) {
  constexpr std::size_t most = 60;
  std::string text = write_value(node);
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
    --end;  // whole characters
  return text.substr(0, end) + "...";
}

void Section::check_later(const Key& row, const Node& node) const {
  const Node* value = &node;
  if (const Node* name = node.find("name"); name != nullptr && node.children.size() == 1)
    value = name;
  if (value->is(Node::Type::text) && value->text == row.fallback && !row.fallback.empty()) return;
  const std::string shown{row.path.substr(prefix_.size() + 1)};
  const std::string rest = row.fallback.empty()
                               ? std::string{}
                               : fmt::format("; allowed is its default {}", row.fallback);
  fault(node.spot.line > 0 && node.key_spot.line > 0 ? node.key_spot.place() : node.spot.place(),
        fmt::format("{} is not available yet{}", shown, rest));
}

void Section::check_table(const Node& from, const std::string& path,
                          bool rule_parameters_beside) const {
  for (const Node& child : from.children) {
    const std::string below = path + "." + child.key;
    const std::string shown = below.substr(prefix_.size() + 1);
    if (const Key* row = find_key(below)) {
      if (row->later) check_later(*row, child);
    } else if (is_reserved(below)) {
      fault(child.key_spot.place(), fmt::format("{} is not available yet", shown));
    } else if (is_key_group(below)) {
      if (child.is(Node::Type::table))
        check_table(child, below, false);
      else
        fault(child.spot.place(), fmt::format("{} is {}; it is a table with the keys {}", shown,
                                              found_text(child), join_words(words_below(below))));
    } else if (!rule_parameters_beside) {
      fault(child.key_spot.place(),
            fmt::format("unknown key {}{}", quoted(shown),
                        shown == "base" ? base_hint : known_words(child.key, words_below(path))));
    }
  }
}

void Section::check_keys(bool rule_parameters_beside) const {
  check_table(*table_, prefix_, rule_parameters_beside);
}

}  // namespace souk
