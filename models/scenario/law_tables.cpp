#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "models/math/elementary.hpp"
#include "models/scenario/law_data.hpp"
#include "models/scenario/section.hpp"
#include "models/scenario/words.hpp"

namespace souk {
namespace {

struct Parameter {
  std::string_view name;
  bool pure = false;  ///< else in the unit of the key
  Bounds bounds{};    ///< of a pure one; others have the key's
  bool positive = true;
};

struct LawRow {
  std::string_view name;
  LawKind kind;
  std::array<Parameter, 3> parameters;  ///< into a, b, c
  std::size_t count;
};

constexpr Bounds positive{.above = 0, .at_most = 1e6};

const std::array<LawRow, 8>& law_rows() {
  static constexpr std::array<LawRow, 8> rows{{
      {"constant", LawKind::constant, {{{.name = "value", .positive = false}}}, 1},
      {"uniform",
       LawKind::uniform,
       {{{.name = "low", .positive = false}, {.name = "high", .positive = false}}},
       2},
      {"exponential", LawKind::exponential, {{{.name = "mean"}}}, 1},
      {"erlang",
       LawKind::erlang,
       {{{.name = "stages", .pure = true, .bounds = {.at_least = 1, .at_most = 1e4}},
         {.name = "mean"}}},
       2},
      {"hyperexponential",
       LawKind::hyperexponential,
       {{{.name = "mean"},
         {.name = "cv2", .pure = true, .bounds = {.at_least = 1, .at_most = 1e6}}}},
       2},
      {"lognormal",
       LawKind::lognormal,
       {{{.name = "median"},
         {.name = "sigma", .pure = true, .bounds = {.at_least = 0, .at_most = 100}}}},
       2},
      {"bounded_pareto",
       LawKind::bounded_pareto,
       {{{.name = "low"}, {.name = "high"}, {.name = "alpha", .pure = true, .bounds = positive}}},
       3},
      {"weibull",
       LawKind::weibull,
       {{{.name = "shape", .pure = true, .bounds = positive}, {.name = "scale"}}},
       2},
  }};
  return rows;
}

/// The lognormal by its mean and squared coefficient of variation: a = mean, b = cv2 until
/// converted.
constexpr LawRow lognormal_by_mean{
    "lognormal",
    LawKind::lognormal,
    {{{.name = "mean"}, {.name = "cv2", .pure = true, .bounds = {.at_least = 0, .at_most = 1e6}}}},
    2};

/// Reads one law table. Parameters of the key's unit must all be of one measure.
class LawTable {
 public:
  LawTable(const Section& section, const Key& key, std::string_view name, const Node& table)
      : section_{section}, key_{key}, name_{name}, table_{table} {}

  LawRead read() {
    const Node* law = table_.find("law");
    if (law == nullptr || !law->is(Node::Type::text)) {
      fault(law == nullptr ? table_ : *law, "a law is a table { law = NAME, its parameters }");
      return {};
    }
    LawRead out;
    if (law->text == "discrete")
      out.law = discrete();
    else if (law->text == "empirical")
      out.law = empirical();
    else if (const LawRow* row = find_row(law->text))
      out.law = by_parameters(*row);
    else
      fault(*law, fmt::format("unknown law {}{}", quoted(law->text),
                              known_words(law->text, law_names())));
    out.measure = measure_.value_or(key_.measure);
    return out;
  }

 private:
  const LawRow* find_row(std::string_view law) const {
    if (law == "lognormal" && table_.find("median") == nullptr && table_.find("mean") != nullptr)
      return &lognormal_by_mean;
    for (const LawRow& row : law_rows())
      if (row.name == law) return &row;
    return nullptr;
  }

  static std::vector<std::string_view> law_names() {
    std::vector<std::string_view> names;
    for (const LawRow& row : law_rows()) names.push_back(row.name);
    names.insert(names.end(), {"discrete", "empirical"});
    return names;
  }

  void fault(const Node& at, const std::string& message) const {
    section_.fault(at.spot.place(), fmt::format("{}: {}", name_, message));
  }

  void check_names(std::vector<std::string_view> known) const {
    known.insert(known.begin(), "law");
    for (const Node& child : table_.children)
      if (std::find(known.begin(), known.end(), child.key) == known.end())
        section_.fault(child.key_spot.place(),
                       fmt::format("{}: unknown parameter {}{}", name_, quoted(child.key),
                                   known_words(child.key, known)));
  }

  /// A number in the key's unit, within the key's bounds.
  std::optional<double> in_unit(const Node& node, std::string_view parameter, bool above_zero) {
    double value = node.number;
    if (key_.measure != Measure::pure) {
      std::vector<Measure> measures{key_.measure};
      if (key_.other != Measure::pure) measures.push_back(key_.other);
      const QuantityRead read = read_quantity(node.is(Node::Type::text) ? node.text : "", measures);
      if (!read.fault.empty()) {
        fault(node, fmt::format("{} is {}; {}", parameter, found_text(node), read.fault));
        return std::nullopt;
      }
      if (measure_.value_or(read.measure) != read.measure) {
        fault(node, fmt::format("{} is {}; the units of a law's values must agree", parameter,
                                found_text(node)));
        return std::nullopt;
      }
      measure_ = read.measure;
      value = read.value;
    } else if (!node.is(Node::Type::number) && !node.is(Node::Type::integer)) {
      fault(node, fmt::format("{} is {}; allowed is a number", parameter, found_text(node)));
      return std::nullopt;
    }
    return checked(node, parameter, value, key_.bounds, above_zero);
  }

  std::optional<double> checked(const Node& node, std::string_view parameter, double value,
                                Bounds bounds, bool above_zero) const {
    if (above_zero) bounds.above = std::max(bounds.above, 0.0);
    if (bounds.above == 0 && bounds.at_least <= 0) bounds.at_least = Bounds{}.at_least;
    if (within(value, bounds)) return value;
    const std::string_view unit = key_.measure == Measure::pure ? "" : unit_name(key_.measure);
    fault(node, fmt::format("{} is {}; allowed is a number {} {}", parameter, found_text(node),
                            bounds_text(bounds), unit));
    return std::nullopt;
  }

  std::optional<double> parameter(const Parameter& parameter) {
    const Node* node = table_.find(parameter.name);
    if (node == nullptr) {
      fault(table_, fmt::format("{} is missing", parameter.name));
      return std::nullopt;
    }
    if (!parameter.pure) return in_unit(*node, parameter.name, parameter.positive);
    const bool stages = parameter.name == "stages";
    if (!node->is(Node::Type::integer) && (stages || !node->is(Node::Type::number))) {
      fault(*node, fmt::format("{} is {}; allowed is a {}number", parameter.name, found_text(*node),
                               stages ? "whole " : ""));
      return std::nullopt;
    }
    if (within(node->number, parameter.bounds)) return node->number;
    fault(*node, fmt::format("{} is {}; allowed is a number {}", parameter.name, found_text(*node),
                             bounds_text(parameter.bounds)));
    return std::nullopt;
  }

  Law by_parameters(const LawRow& row) {
    std::vector<std::string_view> known;
    std::array<double, 3> values{};
    bool good = true;
    for (std::size_t i = 0; i < row.count; ++i) {
      known.push_back(row.parameters[i].name);
      const auto value = parameter(row.parameters[i]);
      good = good && value;
      values[i] = value.value_or(1);
    }
    if (row.name == "lognormal") known = {"median", "sigma", "mean", "cv2"};
    check_names(known);
    if (!good) return {};
    Law law{.kind = row.kind,
            .a = values[0],
            .b = values[1],
            .c = values[2],
            .values = {},
            .cumulative = {}};
    return &row == &lognormal_by_mean ? from_mean(law) : ordered(law);
  }

  /// sigma^2 = ln(1 + cv2), median = mean / sqrt(1 + cv2): the moments of the lognormal, inverted.
  Law from_mean(Law law) const {
    for (const std::string_view other : {"median", "sigma"})
      if (const Node* node = table_.find(other))
        fault(*node,
              fmt::format("{} stands beside mean and cv2; a lognormal takes one pair", other));
    const double cv2 = law.b;
    law.a /= std::sqrt(1 + cv2);
    law.b = std::sqrt(math::log(1 + cv2));
    return law;
  }

  Law ordered(Law law) const {
    const bool pareto = law.kind == LawKind::bounded_pareto;
    if ((law.kind == LawKind::uniform && law.a > law.b) || (pareto && law.a >= law.b))
      fault(*table_.find("high"),
            fmt::format("high is {}; allowed is more than low", found_text(*table_.find("high"))));
    if (law.kind == LawKind::lognormal)
      for (const std::string_view other : {"mean", "cv2"})
        if (const Node* node = table_.find(other))
          fault(*node, fmt::format("{} stands beside median and sigma; a lognormal takes one pair",
                                   other));
    if (law.kind == LawKind::uniform && law.a == law.b)
      return Law{.a = law.a, .values = {}, .cumulative = {}};
    return law;
  }

  Law discrete() {
    check_names({"values", "weights"});
    Law law;
    law.kind = LawKind::discrete;
    const Node* values = table_.find("values");
    if (values == nullptr || !values->is(Node::Type::array) || values->children.empty()) {
      fault(values == nullptr ? table_ : *values, "values is an array of at least one value");
      return {};
    }
    for (const Node& node : values->children)
      law.values.push_back(in_unit(node, "value", false).value_or(1));
    for (std::size_t i = 0; key_.whole && i < law.values.size(); ++i)
      if (law.values[i] != std::floor(law.values[i]))
        fault(values->children[i], fmt::format("value is {}; allowed are whole numbers",
                                               found_text(values->children[i])));
    law.cumulative = read_weights(section_, name_, table_, law.values.size());
    return law;
  }

  Law empirical() {
    check_names({"file", "column"});
    const Node* file = table_.find("file");
    const Node* column = table_.find("column");
    if (file == nullptr || !file->is(Node::Type::text) || column == nullptr ||
        !(column->is(Node::Type::text) || column->is(Node::Type::integer))) {
      fault(table_, "an empirical law takes file, and column: a name or a number from 1");
      return {};
    }
    return read_empirical(section_, key_, name_, *file, *column);
  }

  const Section& section_;
  const Key& key_;
  std::string_view name_;
  const Node& table_;
  std::optional<Measure> measure_;
};

}  // namespace

LawRead read_law_table(const Section& section, const Key& key, std::string_view name,
                       const Node& table) {
  return LawTable{section, key, name, table}.read();
}

}  // namespace souk
