#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "analysis/report/charts.hpp"
#include "analysis/report/metric_words.hpp"
#include "analysis/report/vega_lite.hpp"

namespace souk::report {
namespace {

/// Metrics that are drawn, where they differ between points; the others are in the table of all.
constexpr std::array<std::string_view, 14> drawn{"mean_wait_s",
                                                 "p95_wait_s",
                                                 "mean_jct_s",
                                                 "utilisation",
                                                 "jobs_finished",
                                                 "welfare_credit",
                                                 "consumer_surplus_credit",
                                                 "producer_surplus_credit",
                                                 "mean_price_credit_per_gpu_h",
                                                 "revenue_credit",
                                                 "jain_index",
                                                 "rho_mean",
                                                 "rho_max",
                                                 "sharing_incentive"};

/// Which axis runs along x: the numeric one with most values, else the longest.
std::size_t x_axis_of(const std::vector<CurveAxis>& axes) {
  std::size_t best = 0;
  const auto rank = [&](std::size_t a) {
    return std::pair{!axes[a].numbers.empty() && axes[a].values.size() > 1, axes[a].values.size()};
  };
  for (std::size_t a = 1; a < axes.size(); ++a)
    if (rank(a) > rank(best)) best = a;
  return best;
}

/// Where its values lie along the axis.
json numbers_of(const CurveAxis& axis) {
  json numbers = json::array();
  for (const double value : axis.numbers) numbers.push_back(rounded(value));
  return numbers;
}

struct Point {
  std::size_t x;      ///< index along the axis
  std::string label;  ///< of the other axes, "posted_price, 64"; empty if there are none
};

std::vector<Point> points_of(const Curve& curve, std::size_t x_axis) {
  std::vector<Point> points(curve.mean.size());
  for (std::size_t p = 0; p < points.size(); ++p) {
    const auto place = curve.place_of(p);
    for (std::size_t a = 0; a < curve.axes.size(); ++a)
      if (a == x_axis)
        points[p].x = place[a];
      else
        points[p].label += (points[p].label.empty() ? "" : ", ") + curve.axes[a].values[place[a]];
  }
  return points;
}

bool varies(const Curve& curve) {
  double low = infinity, high = -infinity;
  for (const double mean : curve.mean) {
    if (std::isnan(mean)) continue;
    low = std::min(low, mean);
    high = std::max(high, mean);
  }
  return high - low > 1e-9 * std::max(std::fabs(high), std::fabs(low));
}

double largest_of(const Curve& curve) {
  double most = 0;
  for (const double mean : curve.mean) most = std::max(most, std::isnan(mean) ? 0 : mean);
  return most;
}

std::string point_name(const Curve& curve, const std::vector<Point>& points, std::size_t x_axis,
                       std::size_t p) {
  const std::string at = fmt::format("{} = {}", axis_title(curve.axes[x_axis]),
                                     curve.axes[x_axis].values[points[p].x]);
  return points[p].label.empty() ? at : points[p].label + ", " + at;
}

std::string range_text(const Curve& curve, const std::vector<Point>& points, std::size_t x_axis) {
  std::size_t low = points.size(), high = points.size();
  for (std::size_t p = 0; p < points.size(); ++p) {
    if (std::isnan(curve.mean[p])) continue;
    if (low == points.size() || curve.mean[p] < curve.mean[low]) low = p;
    if (high == points.size() || curve.mean[p] > curve.mean[high]) high = p;
  }
  return fmt::format("Lowest: {} ({}). Highest: {} ({}).", value_text(curve.mean[low], curve.unit),
                     point_name(curve, points, x_axis, low),
                     value_text(curve.mean[high], curve.unit),
                     point_name(curve, points, x_axis, high));
}

json curve_spec(const Curve& curve, const std::vector<Point>& points, std::size_t x_axis,
                const std::string& level) {
  const CurveAxis& axis = curve.axes[x_axis];
  const Unit unit = unit_of(curve.unit, largest_of(curve));
  json rows = json::array(), names = json::array();
  for (std::size_t p = 0; p < points.size(); ++p) {
    const json x = axis.numbers.empty() ? json(axis.values[points[p].x])
                                        : json(rounded(axis.numbers[points[p].x]));
    const auto scaled = [&](double value) {
      return std::isnan(value) ? json(nullptr) : json(rounded(value / unit.size));
    };
    if (std::find(names.begin(), names.end(), points[p].label) == names.end())
      names.push_back(points[p].label);
    rows.push_back({x, axis.values[points[p].x], points[p].label, scaled(curve.mean[p]),
                    scaled(curve.low[p]), scaled(curve.high[p]), curve.n[p],
                    value_text(curve.mean[p], curve.unit),
                    interval_text(curve.low[p], curve.high[p], curve.unit)});
  }
  json x{{"field", "x"}, {"title", axis_title(axis)}};
  x["type"] = axis.numbers.empty() ? "ordinal" : "quantitative";
  if (axis.numbers.empty())
    x["sort"] = axis.values, x["axis"] = {{"labelAngle", 0}};
  else
    x["scale"] = {{"nice", false}, {"zero", false}, {"padding", 12}},
    x["axis"] = {{"values", numbers_of(axis)},
                 {"labelOverlap", true},
                 {"labelExpr", labels_at(numbers_of(axis), axis.values)}};
  const std::string title = unit.title.empty()
                                ? readable(curve.metric)
                                : fmt::format("{} ({})", readable(curve.metric), unit.title);
  json colour = category("who", "");
  colour["scale"] = {{"domain", names}, {"range", series_colours(names.size())}};
  if (names.size() > 1)
    colour["legend"] = {
        {"orient", "top"}, {"columns", 2}, {"title", nullptr}, {"symbolOpacity", 1}};
  else
    colour["legend"] = nullptr;
  json shape = category("who", "");
  shape["legend"] = colour["legend"];
  shape["scale"] = {{"domain", names}};
  json hints{hint("at", axis_title(axis), ""), hint("mean_text", "mean", ""),
             hint("band", level + " interval", ""), hint("n", "replications", ",d")};
  if (names.size() > 1) hints.insert(hints.begin(), hint("who", "", ""));
  json spec = chart_of(250);
  spec["data"] =
      table_data({"x", "at", "who", "mean", "low", "high", "n", "mean_text", "band"}, rows);
  spec["encoding"] = {{"x", x}};
  const json y = quantity("mean", title);
  spec["layer"] = json::array();
  if (!axis.numbers.empty()) {
    spec["layer"].push_back(
        {{"mark", {{"type", "area"}, {"opacity", 0.18}, {"aria", false}}},
         {"encoding",
          {{"y", quantity("low", title)}, {"y2", {{"field", "high"}}}, {"color", colour}}}});
    json line{{"mark", {{"type", "line"}, {"strokeWidth", 2}}},
              {"encoding", {{"y", y}, {"color", colour}}}};
    if (names.size() > 1) {
      line["params"] = {{{"name", "who_is_shown"},
                         {"select", {{"type", "point"}, {"fields", {"who"}}}},
                         {"bind", "legend"}}};
      line["encoding"]["opacity"] = {{"condition", {{"param", "who_is_shown"}, {"value", 1}}},
                                     {"value", 0.12}};
    }
    spec["layer"].push_back(line);
  }
  spec["layer"].push_back(
      {{"mark", {{"type", "rule"}, {"strokeWidth", 1.5}, {"aria", false}}},
       {"encoding",
        {{"y", quantity("low", title)}, {"y2", {{"field", "high"}}}, {"color", colour}}}});
  spec["layer"].push_back(
      {{"mark", {{"type", "point"}, {"filled", true}, {"size", 60}, {"opacity", 1}}},
       {"encoding", {{"y", y}, {"color", colour}, {"shape", shape}, {"tooltip", hints}}}});
  return spec;
}

Chart curve_chart(const Curve& curve, const std::string& level) {
  const std::size_t x_axis = x_axis_of(curve.axes);
  const std::vector<Point> points = points_of(curve, x_axis);
  Chart chart;
  chart.title = readable(curve.metric);
  chart.wide = false;
  chart.text = fmt::format("{}. {}", curve.long_name, range_text(curve, points, x_axis));
  chart.text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(chart.text[0])));
  chart.table = {chart.title + " at each point", {}, {}, {}};
  for (const auto* axes : {&curve.axes, &curve.coordinates})
    for (const CurveAxis& axis : *axes) chart.table.titles.push_back(axis_title(axis));
  chart.table.titles.insert(chart.table.titles.end(),
                            {"mean", level + " interval", "replications"});
  for (std::size_t p = 0; p < points.size(); ++p) {
    std::vector<Cell> row;
    for (const std::string& value : curve.values_at(p)) row.push_back(words(value));
    for (const CurveAxis& swept : curve.coordinates) row.push_back(words(swept.values[p]));
    row.push_back(number(curve.mean[p], value_text(curve.mean[p], curve.unit)));
    row.push_back(words(interval_text(curve.low[p], curve.high[p], curve.unit)));
    row.push_back(number(curve.n[p], number_text(curve.n[p])));
    chart.table.rows.push_back(std::move(row));
  }
  chart.spec = curve_spec(curve, points, x_axis, level);
  return chart;
}

}  // namespace

std::vector<Chart> curve_charts(const std::vector<Curve>& curves, const std::string& level) {
  std::vector<Chart> charts;
  for (const std::string_view metric : drawn)
    for (const Curve& curve : curves)
      if (curve.metric == metric && !curve.axes.empty() && varies(curve))
        charts.push_back(curve_chart(curve, level));
  return charts;
}

}  // namespace souk::report
