#include "models/scenario/sweep_rows.hpp"

#include <algorithm>
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

/// At `part` in [0, 1] of the way.
double between(double from, double to, double part, bool log) {
  if (part == 0) return from;
  if (part == 1) return to;
  if (!log) return from + (to - from) * part;
  return math::exp(math::log(from) + (math::log(to) - math::log(from)) * part);
}

/// To 12 significant digits: 10 between 1 and 100, not 9.999999999999998.
double rounded(double number) {
  const std::string text = fmt::format("{:.12g}", number);
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

Node range_value(const SweepRange& range, double number) {
  if (!range.unit.empty())
    return text_node(fmt::format("{} {}", number_text(number), range.unit), range.spot);
  Node node = number_node(number, range.spot);
  if (range.whole) {
    node.type = Node::Type::integer;
    node.number = std::nearbyint(number);
    node.integer = static_cast<std::int64_t>(node.number);
  }
  return node;
}

void add(SweepRow& row, const Node& value) {
  row.values.push_back({row.key, value, row.key_spot});
  row.printed.push_back(printed(value));
  const Key* key = key_of_path(row.key);
  if (key == nullptr || row.numbers.size() + 1 != row.values.size()) return;
  if (const auto read = measured(value, *key)) {
    row.numbers.push_back(read->value);
    row.measure = read->measure;
  }
}

/// What is the same at every point, so that sweeping it would change nothing.
bool is_of_the_study(std::string_view key) {
  return key.starts_with("study.") || key.starts_with("output.") ||
         key == "scenario.replications" || key == "scenario.name";
}

bool samples(StudyDesign design) {
  return design != StudyDesign::grid && design != StudyDesign::list;
}

class RowReader {
 public:
  RowReader(Draft& draft, const Node& table)
      : section_{draft, table, "sweep.*", "sweep: "},
        samples_{samples(draft.scenario.study.design)} {}

  SweepRow read() {
    section_.check_keys();
    row_.spot = section_.table().spot;
    row_.key = section_.text("key");
    row_.label = section_.given("label") != nullptr ? section_.text("label") : row_.key;
    row_.group = section_.given("group") != nullptr ? section_.text("group") : std::string{};
    if (row_.key.empty()) return row_;
    row_.key_spot = section_.given("key")->spot;
    key_ = key_of_path(row_.key);
    const Node* values = section_.given("values");
    if (samples_) forbid_grid();
    if (is_of_the_study(row_.key))
      section_.fault("key", fmt::format("key is {}, which is of the whole study and the same at "
                                        "every point",
                                        quoted(row_.key)));
    const bool range = section_.given("from") != nullptr || section_.given("to") != nullptr;
    if ((values != nullptr) == range)
      section_.fault("key", samples_ ? "a row of a design that samples takes either values, or "
                                       "from and to"
                                     : "a sweep takes either values, or from, to and points");
    else if (values != nullptr)
      read_values(*values);
    else if (key_ != nullptr)
      read_range();
    return row_;
  }

 private:
  /// A design that samples has the points of study.points, and moves every row on its own.
  void forbid_grid() const {
    for (const std::string_view key : {"points", "group"})
      if (section_.given(key) != nullptr)
        section_.fault(key, fmt::format("{} does not go with a study.design that samples; a row "
                                        "takes values, or from, to and scale",
                                        key));
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
    if (samples_) {
      row_.choices = values.children;
      return;
    }
    for (const Node& value : values.children) add(row_, value);
    if (row_.numbers.size() != row_.values.size()) row_.numbers.clear();
  }

  void read_range() {
    const Node* from = section_.given("from");
    const Node* to = section_.given("to");
    const std::size_t faults = section_.draft().faults.size();
    const auto points =
        samples_ ? std::size_t{2} : static_cast<std::size_t>(section_.integer("points"));
    const bool points_read = section_.draft().faults.size() == faults;
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
      if (points_read) section_.fault("points", "points is 1; a range takes at least 2");
      return;
    }
    const bool same_unit = first->unit == last->unit;
    row_.range = {.low = same_unit ? number_as_written(*from) : first->value,
                  .high = same_unit ? number_as_written(*to) : last->value,
                  .unit = std::string{same_unit ? first->unit : unit_name(first->measure)},
                  .log = log,
                  .whole = key_->type == KeyType::integer || key_->whole,
                  .spot = from->spot};
    if (!samples_) spread(points);
  }

  void spread(std::size_t points) {
    const SweepRange& range = *row_.range;
    for (std::size_t i = 0; i < points; ++i) {
      const double part = static_cast<double>(i) / static_cast<double>(points - 1);
      const double number = between(range.low, range.high, part, range.log);
      add(row_, range_value(range, part == 0 || part == 1 ? number : rounded(number)));
    }
  }

  Section section_;
  bool samples_;
  const Key* key_ = nullptr;
  SweepRow row_;
};

/// Rows of one group, or all of a list, are equally long.
void check_lengths(Draft& draft, const std::vector<SweepRow>& rows) {
  const bool list = draft.scenario.study.design == StudyDesign::list;
  std::map<std::string, std::size_t> lengths;
  for (const SweepRow& row : rows) {
    if (row.group.empty() && !list) continue;
    if (row.values.empty()) continue;  // a fault of its own
    if (list && !row.group.empty())
      draft.faults.push_back(
          {row.spot.place(), "sweep: group does not go with a list: all rows advance together"});
    const std::string group = list ? std::string{} : row.group;
    const auto [first, is_new] = lengths.emplace(group, row.values.size());
    if (is_new || first->second == row.values.size()) continue;
    draft.faults.push_back(
        {row.spot.place(),
         fmt::format("sweep: {} has rows of {} and {} values; they advance together",
                     list ? "the list" : "group " + quoted(group), first->second,
                     row.values.size())});
  }
}

/// Whether `later` sets all that `earlier` sets.
bool overrides(const SweepRow& later, const SweepRow& earlier) {
  return std::ranges::equal(
      split_words(later.key, '.'), split_words(earlier.key, '.'),
      [](std::string_view word, std::string_view set) { return word == set || word == "*"; });
}

/// A row that a later one overrides would be without effect. One of all rows before one of a
/// single row sets the others.
void check_keys(Draft& draft, const std::vector<SweepRow>& rows) {
  for (auto row = rows.begin(); row != rows.end(); ++row) {
    const auto other = std::find_if(rows.begin(), row, [&](const SweepRow& before) {
      return !row->key.empty() && overrides(*row, before);
    });
    if (other == row) continue;
    draft.faults.push_back(
        {row->key_spot.place(),
         fmt::format("sweep: key {} is swept twice; {} of line {} sets it too", quoted(row->key),
                     quoted(other->key), other->key_spot.line)});
  }
}

}  // namespace

void sample(SweepRow& row, const std::vector<double>& places) {
  if (!row.choices.empty()) {
    const auto count = static_cast<double>(row.choices.size());
    for (const double place : places)
      add(row, row.choices[static_cast<std::size_t>(place * count)]);
    if (row.numbers.size() != row.values.size()) row.numbers.clear();
    return;
  }
  const SweepRange& range = *row.range;
  const double step = !range.whole || !range.unit.empty() ? 0
                      : range.low <= range.high           ? 0.5
                                                          : -0.5;
  for (const double place : places) {
    const double number = rounded(between(range.low - step, range.high + step, place, range.log));
    const auto [least, most] = std::minmax(range.low, range.high);
    add(row,
        range_value(range, step == 0 ? number : std::clamp(std::nearbyint(number), least, most)));
  }
}

std::vector<SweepRow> read_sweep_rows(Draft& draft, const Document& document) {
  std::vector<SweepRow> rows;
  for (const Node& table : document.rows) {
    if (table.key != "sweep") continue;
    SweepRow row = RowReader{draft, table}.read();
    if (const Node* key = table.find("key"); key != nullptr && !row.key.empty()) {
      // Whether the path meets a key and a row.
      Document trial = document;
      apply(draft, trial,
            row.values.empty() ? Setting{row.key, *key, key->spot} : row.values.front());
    }
    rows.push_back(std::move(row));
  }
  check_lengths(draft, rows);
  check_keys(draft, rows);
  return rows;
}

}  // namespace souk
