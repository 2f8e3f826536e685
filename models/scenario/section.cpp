#include "models/scenario/section.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "models/check.hpp"
#include "models/scenario/words.hpp"

namespace souk {
namespace {

bool is_infinite(const Node& node) {
  return (node.is(Node::Type::text) && node.text == "inf") ||
         (node.is(Node::Type::number) && std::isinf(node.number) && node.number > 0);
}

/// A default of the table of keys as the node a file would give.
Node default_node(const Key& key) {
  Node node = text_node(std::string{key.fallback}, {});
  const bool pure = key.measure == Measure::pure && key.type != KeyType::text;
  if (key.type == KeyType::flag) {
    node.type = Node::Type::boolean;
    node.flag = key.fallback == "true";
  } else if (const auto number = read_number(key.fallback);
             number && (pure || key.type == KeyType::share_or_time)) {
    node = number_node(*number, {});
    node.integer = static_cast<std::int64_t>(*number);
    if (key.type == KeyType::integer || key.whole) node.type = Node::Type::integer;
  }
  return node;
}

}  // namespace

std::string shown_path(const Draft& draft, std::string_view path) {
  const auto& shown = draft.options->shown_path;
  return shown ? shown(path) : std::string{path};
}

Section::Section(Draft& draft, const Node& table, std::string prefix, std::string title)
    : draft_{&draft}, table_{&table}, prefix_{std::move(prefix)}, title_{std::move(title)} {}

const Key& Section::key(std::string_view name) const {
  const Key* found = find_key(fmt::format("{}.{}", prefix_, name));
  SOUK_CHECK(found != nullptr, "the reader asked for a key that the table of keys lacks");
  return *found;
}

Place Section::place(std::string_view name) const {
  const Node* node = given(name);
  return (node != nullptr ? *node : *table_).spot.place();
}

void Section::fault(std::string_view name, const std::string& message) const {
  fault(place(name), message);
}

void Section::fault(const Place& place, const std::string& message) const {
  draft_->faults.push_back({place, title_ + message});
}

void Section::missing(std::string_view name, std::string_view why) const {
  const std::string shown =
      title_.empty() ? fmt::format("{}.{}", prefix_, name) : std::string{name};
  Place at = table_->spot.place();
  if (at.file.empty()) at.file = draft_->file;  // the whole section is missing
  fault(at, fmt::format("{} is missing{}; it takes {}", shown, why, describe(key(name))));
}

void Section::wrong(const Key& key, std::string_view name, const Node& found) const {
  fault(found.spot.place(),
        fmt::format("{} is {}; allowed is {}", name, found_text(found), describe(key)));
}

std::optional<Node> Section::value(std::string_view name) const {
  if (const Node* node = given(name)) return *node;
  const Key& row = key(name);
  if (row.fallback == "-") missing(name);
  if (row.fallback == "-" || row.fallback.empty()) return std::nullopt;
  return default_node(row);
}

std::string Section::text(std::string_view name) const {
  const auto node = value(name);
  if (!node) return {};
  const Key& row = key(name);
  const bool good = node->is(Node::Type::text) &&
                    (row.type == KeyType::name ? is_name(node->text) : !node->text.empty());
  if (!good) wrong(row, name, *node);
  return good ? node->text : std::string{};
}

std::size_t Section::word(std::string_view name) const {
  const auto node = value(name);
  if (!node) return 0;
  const Key& row = key(name);
  const auto words = split_words(row.words);
  if (!node->is(Node::Type::text)) {
    wrong(row, name, *node);
    return 0;
  }
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i] == node->text) return i;
  fault(name,
        fmt::format("unknown {} {}{}", name, quoted(node->text), known_words(node->text, words)));
  return 0;
}

bool Section::flag(std::string_view name) const {
  const auto node = value(name);
  if (node && !node->is(Node::Type::boolean)) wrong(key(name), name, *node);
  return node && node->flag;
}

std::uint64_t Section::integer(std::string_view name) const {
  const auto node = value(name);
  if (!node) return 1;
  const Key& row = key(name);
  if (row.infinite && is_infinite(*node)) return unlimited;
  const bool good =
      node->is(Node::Type::integer) && node->integer >= 0 && within(node->number, row.bounds);
  if (!good) wrong(row, name, *node);
  return good ? static_cast<std::uint64_t>(node->integer) : 1;
}

QuantityRead Section::scalar(const Key& row, std::string_view name, const Node& node) const {
  const auto measures = measures_of(row);
  const QuantityRead harmless{.value = 1, .measure = row.measure, .unit = {}, .fault = {}};
  if (row.infinite && is_infinite(node))
    return {.value = infinity, .measure = row.measure, .unit = {}, .fault = {}};
  QuantityRead read{.value = node.number, .measure = Measure::pure, .unit = {}, .fault = {}};
  const bool is_number = node.is(Node::Type::number) || node.is(Node::Type::integer);
  const bool share = row.type == KeyType::share_or_time && is_number;
  if (!measures.empty() && node.is(Node::Type::text)) {
    read = read_quantity(node.text, measures);
    if (!read.fault.empty()) {
      if (row.words.empty())
        fault(node.spot.place(), fmt::format("{} is {}; {}", name, found_text(node), read.fault));
      else
        wrong(row, name, node);
      return harmless;
    }
  } else if (!is_number || !(measures.empty() || share) ||
             (row.whole && !node.is(Node::Type::integer))) {
    wrong(row, name, node);
    return harmless;
  }
  const bool good = share ? read.value >= 0 && read.value < 1 : within(read.value, row.bounds);
  if (good) return read;
  wrong(row, name, node);
  return harmless;
}

QuantityRead Section::quantity(std::string_view name) const {
  const auto node = value(name);
  return node ? scalar(key(name), name, *node) : QuantityRead{};
}

double Section::number(std::string_view name) const {
  return quantity(name).value;
}

std::optional<double> Section::optional(std::string_view name) const {
  const Node* node = given(name);
  if (node == nullptr) return std::nullopt;
  return scalar(key(name), name, *node).value;
}

LawRead Section::law(std::string_view name) const {
  const auto node = value(name);
  if (!node) return {};
  if (node->is(Node::Type::table)) return read_law_table(*this, key(name), name, *node);
  const QuantityRead read = scalar(key(name), name, *node);
  return {Law{.a = read.value, .values = {}, .cumulative = {}}, read.measure};
}

std::vector<const Node*> Section::names(std::string_view name) const {
  std::vector<const Node*> out;
  const Node* node = given(name);
  const Key& row = key(name);
  if (node == nullptr) {
    if (row.fallback == "-") missing(name);
    return out;
  }
  if (!node->is(Node::Type::array)) wrong(row, name, *node);
  for (const Node& item : node->children)
    if (!node->is(Node::Type::array) || item.is(Node::Type::text)) {
      if (node->is(Node::Type::array)) out.push_back(&item);
    } else {
      wrong(row, name, item);
    }
  return out;
}

std::vector<double> Section::numbers(std::string_view name) const {
  std::vector<double> out;
  const Node* node = given(name);
  const Key& row = key(name);
  if (node == nullptr) {
    if (row.fallback == "-") missing(name);
    return out;
  }
  if (!node->is(Node::Type::array)) {
    wrong(row, name, *node);
    return out;
  }
  for (const Node& item : node->children) out.push_back(scalar(row, name, item).value);
  return out;
}

}  // namespace souk
