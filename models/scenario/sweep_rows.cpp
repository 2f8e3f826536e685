#include "models/scenario/sweep_rows.hpp"

#include <charconv>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "models/math/elementary.hpp"
#include "models/scenario/words.hpp"

namespace souk {
namespace {

/// As a legend shows it: a text bare, a table by its name.
std::string printed(const Node& value) {
  if (value.is(Node::Type::text)) return value.text;
  for (const std::string_view key : {"name", "law"})
    if (const Node* name = value.find(key); name != nullptr && name->is(Node::Type::text))
      return name->text;
  return write_value(value);
}

/// A scalar as a number in the unit of the key; none: a word.
std::optional<QuantityRead> measured(const Node& value, const Key& key) {
  if (value.is(Node::Type::number) || value.is(Node::Type::integer))
    return QuantityRead{.value = value.number, .measure = Measure::pure, .unit = {}, .fault = {}};
  if (!value.is(Node::Type::text) || key.measure == Measure::pure) return std::nullopt;
  QuantityRead read = read_quantity(value.text, measures_of(key));
  if (!read.fault.empty()) return std::nullopt;
  return read;
}

double number_as_written(const Node& value) {
  if (!value.is(Node::Type::text)) return value.number;
  double number = 0;
  std::from_chars(value.text.data(), value.text.data() + value.text.size(), number);
  return number;
}

double between(double from, double to, std::size_t i, std::size_t points, bool log) {
  if (i == 0) return from;
  if (i + 1 == points) return to;
  const double part = static_cast<double>(i) / static_cast<double>(points - 1);
  if (!log) return from + (to - from) * part;
  return math::exp(math::log(from) + (math::log(to) - math::log(from)) * part);
}

class RowReader {
 public:
  RowReader(Draft& draft, const Node& table) : section_{draft, table, "sweep.*", "sweep: "} {}

  SweepRow read() {
    section_.check_keys();
    row_.spot = section_.table().spot;
    row_.key = section_.text("key");
    row_.label = section_.given("label") != nullptr ? section_.text("label") : row_.key;
    row_.group = section_.given("group") != nullptr ? section_.text("group") : std::string{};
    if (row_.key.empty()) return row_;
    key_ = key_of_path(row_.key);
    const Node* values = section_.given("values");
    const bool range = section_.given("from") != nullptr || section_.given("to") != nullptr;
    if ((values != nullptr) == range)
      section_.fault("key", "a sweep takes either values, or from, to and points");
    else if (values != nullptr)
      read_values(*values);
    else if (key_ != nullptr)
      read_range();
    return row_;
  }

 private:
  void add(const Node& value) {
    row_.values.push_back({row_.key, value, section_.given("key")->spot});
    row_.printed.push_back(printed(value));
    if (key_ == nullptr || row_.numbers.size() + 1 != row_.values.size()) return;
    if (const auto read = measured(value, *key_)) {
      row_.numbers.push_back(read->value);
      row_.measure = read->measure;
    }
  }

  void read_values(const Node& values) {
    if (!values.is(Node::Type::array) || values.children.empty()) {
      section_.fault("values",
                     fmt::format("values is {}; allowed is an array of at least one value",
                                 found_text(values)));
      return;
    }
    for (const std::string_view key : {"points", "scale"})
      if (section_.given(key) != nullptr)
        section_.fault(key, fmt::format("{} is not used beside values", key));
    for (const Node& value : values.children) add(value);
    if (row_.numbers.size() != row_.values.size()) row_.numbers.clear();
  }

  void read_range() {
    const Node* from = section_.given("from");
    const Node* to = section_.given("to");
    const auto points = static_cast<std::size_t>(section_.integer("points"));
    const bool log = section_.word("scale") == 1;
    if (from == nullptr || to == nullptr) {
      section_.missing(from == nullptr ? "from" : "to");
      return;
    }
    const auto first = measured(*from, *key_), last = measured(*to, *key_);
    if (!first || !last || first->measure != last->measure) {
      section_.fault(
          first ? "to" : "from",
          fmt::format("from and to are {} and {}; allowed are numbers or quantities of the key, {}",
                      found_text(*from), found_text(*to), describe(*key_)));
      return;
    }
    if (log && !(first->value > 0 && last->value > 0)) {
      section_.fault("scale", "scale = \"log\" takes from and to above 0");
      return;
    }
    if (points < 2) {
      section_.fault("points", "points is 1; a range takes at least 2");
      return;
    }
    const bool same_unit = first->unit == last->unit;
    const std::string_view unit = same_unit ? first->unit : unit_name(first->measure);
    const double low = same_unit ? number_as_written(*from) : first->value;
    const double high = same_unit ? number_as_written(*to) : last->value;
    for (std::size_t i = 0; i < points; ++i)
      add(point(between(low, high, i, points, log), unit, from->spot));
  }

  Node point(double number, std::string_view unit, const Spot& spot) const {
    if (!unit.empty()) return text_node(fmt::format("{} {}", number_text(number), unit), spot);
    Node node = number_node(number, spot);
    if (key_->type == KeyType::integer || key_->whole) {
      node.type = Node::Type::integer;
      node.number = std::nearbyint(number);
      node.integer = static_cast<std::int64_t>(node.number);
    }
    return node;
  }

  Section section_;
  const Key* key_ = nullptr;
  SweepRow row_;
};

}  // namespace

std::vector<SweepRow> read_sweep_rows(Draft& draft, const Document& document) {
  std::vector<SweepRow> rows;
  std::map<std::string, std::size_t> lengths;
  for (const Node& table : document.rows) {
    if (table.key != "sweep") continue;
    SweepRow row = RowReader{draft, table}.read();
    if (const Node* key = table.find("key"); key != nullptr && !row.key.empty()) {
      // Whether the path meets a key and a row.
      Document trial = document;
      apply(draft, trial,
            row.values.empty() ? Setting{row.key, *key, key->spot} : row.values.front());
    }
    const auto [group, is_new] = lengths.emplace(row.group, row.values.size());
    if (!row.group.empty() && !is_new && group->second != row.values.size())
      draft.faults.push_back(
          {row.spot.place(),
           fmt::format("sweep: group {} has rows of {} and {} values; they advance together",
                       quoted(row.group), group->second, row.values.size())});
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace souk
