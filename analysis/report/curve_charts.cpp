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

/// Metrics that are drawn beside that of the study, where they differ between points; the others
/// are in the table of all.
constexpr std::array<std::string_view, 20> drawn{"compute_efficiency",
                                                 "data_efficiency",
                                                 "model_efficiency",
                                                 "mean_wait_s",
                                                 "p_wait",
                                                 "p95_wait_s",
                                                 "mean_jct_s",
                                                 "utilisation",
                                                 "jobs_finished",
                                                 "p_refused",
                                                 "welfare_credit",
                                                 "consumer_surplus_credit",
                                                 "producer_surplus_credit",
                                                 "mean_price_credit_per_gpu_h",
                                                 "revenue_credit",
                                                 "fee_credit",
                                                 "jain_index",
                                                 "rho_mean",
                                                 "rho_max",
                                                 "sharing_incentive"};

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

/// Whether equal ratios, not equal steps, lie between its values, as scale = "log" makes them.
bool is_logarithmic(const CurveAxis& axis) {
  const std::vector<double>& x = axis.numbers;
  if (x.size() < 3 || !(x.front() > 0)) return false;
  const double ratio = x[1] / x[0];
  for (std::size_t i = 1; i < x.size(); ++i)
    if (!(std::fabs(x[i] / x[i - 1] / ratio - 1) < 0.02)) return false;
  return std::fabs(ratio - 1) > 0.1;
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

/// What the layers of a curve's chart share.
struct Encoding {
  std::string title;  ///< of what is measured, with its unit
  json x, colour, shape, hints;
  bool several = false;    ///< lines
  bool is_line = false;    ///< along numbers, not words
  bool has_bands = false;  ///< some point has an interval
};

json x_of(const CurveAxis& axis) {
  json x{{"field", "x"}, {"title", axis_title(axis)}};
  if (axis.numbers.empty()) {
    x["type"] = "ordinal";
    x["sort"] = axis.values;
    x["axis"] = {{"labelAngle", 0}};
    return x;
  }
  x["type"] = "quantitative";
  x["scale"] = {
      {"type", is_logarithmic(axis) ? "log" : "linear"}, {"nice", false}, {"padding", 12}};
  if (!is_logarithmic(axis)) x["scale"]["zero"] = false;
  x["axis"] = {{"values", numbers_of(axis)},
               {"labelOverlap", true},
               {"labelExpr", labels_at(numbers_of(axis), axis.values)}};
  return x;
}

json rows_of(const Curve& curve, const std::vector<Point>& points, const CurveAxis& axis,
             const Unit& unit) {
  json rows = json::array();
  const auto scaled = [&](double value) {
    return std::isnan(value) ? json(nullptr) : json(rounded(value / unit.size));
  };
  for (std::size_t p = 0; p < points.size(); ++p) {
    const json x = axis.numbers.empty() ? json(axis.values[points[p].x])
                                        : json(rounded(axis.numbers[points[p].x]));
    rows.push_back({x, axis.values[points[p].x], points[p].label, scaled(curve.mean[p]),
                    scaled(curve.low[p]), scaled(curve.high[p]), curve.n[p],
                    value_text(curve.mean[p], curve.unit),
                    interval_text(curve.low[p], curve.high[p], curve.unit)});
  }
  return rows;
}

Encoding encoding_of(const Curve& curve, const std::vector<Point>& points, const CurveAxis& axis,
                     const Unit& unit, const std::string& level) {
  json names = json::array();
  for (const Point& point : points)
    if (std::find(names.begin(), names.end(), point.label) == names.end())
      names.push_back(point.label);
  Encoding all;
  all.title = unit.title.empty() ? readable(curve.metric)
                                 : fmt::format("{} ({})", readable(curve.metric), unit.title);
  all.x = x_of(axis);
  all.several = names.size() > 1;
  all.is_line = !axis.numbers.empty();
  all.has_bands = std::any_of(curve.low.begin(), curve.low.end(),
                              [](double low) { return std::isfinite(low); });
  all.colour = category("who", "");
  all.colour["scale"] = {{"domain", names}, {"range", series_colours(names.size())}};
  if (all.several)
    all.colour["legend"] = {
        {"orient", "top"}, {"columns", 2}, {"title", nullptr}, {"symbolOpacity", 1}};
  else
    all.colour["legend"] = nullptr;
  all.shape = category("who", "");
  all.shape["legend"] = all.colour["legend"];
  all.shape["scale"] = {{"domain", names}};
  all.hints = {hint("at", axis_title(axis), ""), hint("mean_text", "mean", ""),
               hint("band", level + " interval", ""), hint("n", "replications", ",d")};
  if (all.several) all.hints.insert(all.hints.begin(), hint("who", "", ""));
  return all;
}

json line_layer(const Encoding& all) {
  json line{{"mark", {{"type", "line"}, {"strokeWidth", 2}}},
            {"encoding", {{"y", quantity("mean", all.title)}, {"color", all.colour}}}};
  if (!all.several) return line;
  line["params"] = {{{"name", "who_is_shown"},
                     {"select", {{"type", "point"}, {"fields", {"who"}}}},
                     {"bind", "legend"}}};
  line["encoding"]["opacity"] = {{"condition", {{"param", "who_is_shown"}, {"value", 1}}},
                                 {"value", 0.12}};
  return line;
}

json layers_of(const Encoding& all) {
  const json band{
      {"y", quantity("low", all.title)}, {"y2", {{"field", "high"}}}, {"color", all.colour}};
  json layers = json::array();
  if (all.is_line && all.has_bands)
    layers.push_back(
        {{"mark", {{"type", "area"}, {"opacity", 0.18}, {"aria", false}}}, {"encoding", band}});
  if (all.is_line) layers.push_back(line_layer(all));
  if (all.has_bands)
    layers.push_back(
        {{"mark", {{"type", "rule"}, {"strokeWidth", 1.5}, {"aria", false}}}, {"encoding", band}});
  layers.push_back({{"mark", {{"type", "point"}, {"filled", true}, {"size", 60}, {"opacity", 1}}},
                    {"encoding",
                     {{"y", quantity("mean", all.title)},
                      {"color", all.colour},
                      {"shape", all.shape},
                      {"tooltip", all.hints}}}});
  return layers;
}

json curve_spec(const Curve& curve, const std::vector<Point>& points, std::size_t x_axis,
                const std::string& level) {
  const CurveAxis& axis = curve.axes[x_axis];
  const Unit unit = unit_of(curve.unit, largest_of(curve));
  const Encoding all = encoding_of(curve, points, axis, unit, level);
  json spec = chart_of(250);
  spec["data"] = table_data({"x", "at", "who", "mean", "low", "high", "n", "mean_text", "band"},
                            rows_of(curve, points, axis, unit));
  spec["encoding"] = {{"x", all.x}};
  spec["layer"] = layers_of(all);
  return spec;
}

}  // namespace

std::size_t x_axis_of(const std::vector<CurveAxis>& axes) {
  std::size_t best = 0;
  const auto rank = [&](std::size_t a) {
    return std::pair{!axes[a].numbers.empty() && axes[a].values.size() > 1, axes[a].values.size()};
  };
  for (std::size_t a = 1; a < axes.size(); ++a)
    if (rank(a) > rank(best)) best = a;
  return best;
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

std::vector<Chart> curve_charts(const std::vector<Curve>& curves, std::string_view metric,
                                const std::string& level) {
  std::vector<Chart> charts;
  const auto add = [&](std::string_view name) {
    for (const Curve& curve : curves)
      if (curve.metric == name && !curve.axes.empty() && varies(curve))
        charts.push_back(curve_chart(curve, level));
  };
  add(metric);
  for (const std::string_view name : drawn)
    if (name != metric) add(name);
  return charts;
}

}  // namespace souk::report
