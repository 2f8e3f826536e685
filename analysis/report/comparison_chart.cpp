// How each point of a study differs from its baseline, with intervals.

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "analysis/report/charts.hpp"
#include "analysis/report/metric_words.hpp"
#include "analysis/report/vega_lite.hpp"

namespace souk::report {
namespace {

constexpr std::size_t most_rows = 40;

std::string point_label(const Curve& curve, std::size_t point) {
  std::string label;
  for (const std::string& value : curve.values_at(point))
    label += (label.empty() ? "" : ", ") + value;
  for (const CurveAxis& swept : curve.coordinates) label += ", " + swept.values[point];
  return label;
}

std::string points_title(const Curve& curve) {
  std::string title;
  for (const auto* axes : {&curve.axes, &curve.coordinates})
    for (const CurveAxis& axis : *axes) title += (title.empty() ? "" : ", ") + axis_title(axis);
  return title;
}

/// /comparison, column by column.
struct Differences {
  std::string metric, unit;
  std::size_t baseline = 0;  ///< point
  Column mean, low, high, n, bootstrap_low, bootstrap_high, variance_reduction, resolved;
};

Differences read_differences(const ResultReader& sweep) {
  const std::string group = "/comparison";
  Differences found{sweep.attribute(group, "metric"),
                    sweep.attribute(group + "/mean", "units"),
                    static_cast<std::size_t>(std::stoul(sweep.attribute(group, "baseline_point"))),
                    {},
                    {},
                    {},
                    {},
                    {},
                    {},
                    {},
                    {}};
  for (const auto& [name, column] : {std::pair{"mean", &found.mean},
                                     {"low", &found.low},
                                     {"high", &found.high},
                                     {"n", &found.n},
                                     {"bootstrap_low", &found.bootstrap_low},
                                     {"bootstrap_high", &found.bootstrap_high},
                                     {"variance_reduction", &found.variance_reduction},
                                     {"resolved", &found.resolved}})
    *column = sweep.numbers(group + "/" + name);
  return found;
}

/// Nothing is claimed where an interval has 0 in it.
std::string verdict(const Differences& found, std::size_t point) {
  if (point == found.baseline) return "baseline";
  if (found.resolved[point] == 0) return "no difference shown";
  return found.mean[point] > 0 ? "higher" : "lower";
}

/// The points beside the baseline; beyond most_rows those that differ most.
std::vector<std::size_t> shown_points(const Differences& found) {
  std::vector<std::size_t> shown(found.mean.size());
  std::iota(shown.begin(), shown.end(), 0);
  std::erase_if(shown,
                [&](std::size_t p) { return p == found.baseline || std::isnan(found.mean[p]); });
  if (shown.size() <= most_rows) return shown;
  std::stable_sort(shown.begin(), shown.end(), [&](std::size_t a, std::size_t b) {
    return std::fabs(found.mean[a]) > std::fabs(found.mean[b]);
  });
  shown.resize(most_rows);
  std::sort(shown.begin(), shown.end());
  return shown;
}

std::string differences_text(const Differences& found, const Curve& points) {
  std::size_t higher = 0, lower = 0, unclear = 0;
  for (std::size_t p = 0; p < found.mean.size(); ++p) {
    const std::string word = verdict(found, p);
    higher += word == "higher" ? 1 : 0;
    lower += word == "lower" ? 1 : 0;
    unclear += word == "no difference shown" ? 1 : 0;
  }
  return fmt::format(
      "{} less that of the baseline ({} = {}): higher at {}, lower at {} of {} points; no "
      "difference shown at {}.",
      readable(found.metric), points_title(points), point_label(points, found.baseline), higher,
      lower, higher + lower + unclear, unclear);
}

double largest_of(const Differences& found) {
  double largest = 0;
  for (const Column* column : {&found.low, &found.high, &found.mean})
    for (const double value : *column)
      if (std::isfinite(value)) largest = std::max(largest, std::fabs(value));
  return largest;
}

json differences_data(const Differences& found, const Curve& points, double unit) {
  const auto scaled = [&](double value) {
    return std::isfinite(value) ? json(rounded(value / unit)) : json(nullptr);
  };
  json rows = json::array();
  for (const std::size_t p : shown_points(found))
    rows.push_back({point_label(points, p), scaled(found.mean[p]), scaled(found.low[p]),
                    scaled(found.high[p]), scaled(found.bootstrap_low[p]),
                    scaled(found.bootstrap_high[p]), verdict(found, p),
                    value_text(found.mean[p], found.unit),
                    interval_text(found.low[p], found.high[p], found.unit),
                    interval_text(found.bootstrap_low[p], found.bootstrap_high[p], found.unit)});
  return table_data({"at", "mean", "low", "high", "bootstrap_low", "bootstrap_high", "verdict",
                     "mean_text", "student", "bootstrap"},
                    rows);
}

/// Colour or shape by verdict.
json by_verdict(const json& range) {
  return {{"field", "verdict"},
          {"type", "nominal"},
          {"legend", {{"orient", "top"}, {"title", nullptr}, {"symbolOpacity", 1}}},
          {"scale", {{"domain", {"higher", "lower", "no difference shown"}}, {"range", range}}}};
}

json differences_spec(const Differences& found, const Curve& points, const std::string& level) {
  const Unit unit = unit_of(found.unit, largest_of(found));
  const std::string title = fmt::format("{}: difference to the baseline{}", readable(found.metric),
                                        unit.title.empty() ? "" : fmt::format(" ({})", unit.title));
  const auto along = [&](const std::string& field) {
    json x = quantity(field, title);
    x["axis"] = {{"grid", true}, {"tickCount", 8}};
    return x;
  };
  json names = json::array();
  for (const std::size_t p : shown_points(found)) names.push_back(point_label(points, p));
  json spec = chart_of(static_cast<int>(34 + 28 * names.size()));
  spec["data"] = differences_data(found, points, unit.size);
  spec["encoding"] = {
      {"y", rows_of("at", points_title(points), names)},
      {"color", by_verdict({"var(--c2)", "var(--c1)", "var(--muted)"})},
      {"tooltip",
       {hint("at", points_title(points), ""), hint("mean_text", "difference", ""),
        hint("student", level + " interval (Student)", ""),
        hint("bootstrap", level + " interval (bootstrap)", ""), hint("verdict", "verdict", "")}}};
  spec["layer"] = {
      zero_rule(),
      layer_of({{"type", "bar"}, {"height", {{"band", 0.4}}}, {"opacity", 0.25}, {"aria", false}},
               {{"x", along("bootstrap_low")}, {"x2", {{"field", "bootstrap_high"}}}}),
      layer_of({{"type", "rule"}, {"strokeWidth", 2}, {"aria", false}},
               {{"x", along("low")}, {"x2", {{"field", "high"}}}}),
      layer_of({{"type", "point"}, {"filled", true}, {"size", 80}, {"opacity", 1}},
               {{"x", along("mean")},
                {"shape", by_verdict({"triangle-right", "triangle-left", "circle"})}})};
  return spec;
}

Table differences_table(const Differences& found, const Curve& points, const std::string& level) {
  Table table{"Differences to the baseline at each point",
              {points_title(points), "difference", level + " interval (Student)",
               level + " interval (bootstrap)", "pairs", "variance cut by", "verdict"},
              {"", "mean over replications", "of the mean", "of the same mean",
               "replications in which both are defined",
               "variance of unpaired differences over that of paired ones",
               "a difference is shown where both intervals leave out 0"},
              {}};
  for (std::size_t p = 0; p < found.mean.size(); ++p)
    table.rows.push_back(
        {words(point_label(points, p)),
         number(found.mean[p], value_text(found.mean[p], found.unit)),
         words(interval_text(found.low[p], found.high[p], found.unit)),
         words(interval_text(found.bootstrap_low[p], found.bootstrap_high[p], found.unit)),
         number(found.n[p], number_text(found.n[p])),
         number(found.variance_reduction[p], number_text(found.variance_reduction[p])),
         words(verdict(found, p))});
  return table;
}

}  // namespace

std::vector<Chart> comparison_chart(const ResultReader& sweep, const Curve& points,
                                    const std::string& level) {
  if (!sweep.has("/comparison")) return {};
  const Differences found = read_differences(sweep);
  const std::size_t shown = shown_points(found).size();
  if (shown == 0) return {};
  Chart chart;
  chart.title = readable(found.metric) + ": paired differences to the baseline";
  chart.text = differences_text(found, points);
  chart.note = fmt::format(
      "Lines are Student's {0} intervals, pale bars those of a bootstrap; a difference is shown "
      "where both leave out 0.{1}",
      level,
      shown + 1 < found.mean.size() ? fmt::format(" Drawn: the {} points that differ most.", shown)
                                    : "");
  chart.spec = differences_spec(found, points, level);
  chart.table = differences_table(found, points, level);
  return {chart};
}

}  // namespace souk::report
