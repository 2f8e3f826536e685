// How much of a study's variance each swept key accounts for, with intervals.

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "analysis/report/charts.hpp"
#include "analysis/report/metric_words.hpp"
#include "analysis/report/vega_lite.hpp"

namespace souk::report {
namespace {

/// An index of every parameter with its interval; NaN ends: the file has none.
struct Indices {
  std::string kind;
  Column value, low, high;
};

Indices read_indices(const ResultReader& sweep, const std::string& name, const std::string& kind) {
  const std::string path = "/sensitivity/" + name;
  Indices indices{kind, sweep.numbers(path), {}, {}};
  for (const auto& [end, column] : {std::pair{"_low", &indices.low}, {"_high", &indices.high}})
    *column = sweep.has(path + end)
                  ? sweep.numbers(path + end)
                  : Column(indices.value.size(), std::numeric_limits<double>::quiet_NaN());
  return indices;
}

/// The swept keys, those with the largest total index first; NaN last.
std::vector<std::size_t> by_total(const Indices& total) {
  std::vector<std::size_t> order(total.value.size());
  std::iota(order.begin(), order.end(), 0);
  const auto rank = [&](std::size_t i) {
    return std::isnan(total.value[i]) ? -infinity : total.value[i];
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return rank(a) > rank(b); });
  return order;
}

json indices_spec(const std::vector<std::string>& names, const std::vector<Indices>& kinds,
                  const std::vector<std::size_t>& order, const std::string& level) {
  json rows = json::array(), sorted = json::array(), kind_names = json::array();
  const auto drawn = [](double value) {
    return std::isfinite(value) ? json(rounded(value)) : json(nullptr);
  };
  for (const Indices& of : kinds) kind_names.push_back(of.kind);
  for (const std::size_t i : order) {
    sorted.push_back(names[i]);
    for (const Indices& of : kinds)
      rows.push_back({names[i], of.kind, drawn(of.value[i]), drawn(of.low[i]), drawn(of.high[i]),
                      interval_text(of.low[i], of.high[i], "1")});
  }
  json spec = chart_of(static_cast<int>(34 + 44 * names.size()));
  spec["data"] = table_data({"key", "kind", "value", "low", "high", "interval"}, rows);
  const auto along = [](const std::string& field) {
    json x = quantity(field, "part of the variance");
    x["axis"] = {{"grid", true}, {"tickCount", 8}};
    return x;
  };
  json colour = category("kind", "");
  colour["scale"] = {{"domain", kind_names}, {"range", series_colours(kinds.size())}};
  colour["legend"] = {{"orient", "top"}, {"title", nullptr}, {"symbolOpacity", 1}};
  json offset = category("kind", "");
  offset["sort"] = kind_names;
  spec["encoding"] = {
      {"y", rows_of("key", "", sorted)},
      {"yOffset", offset},
      {"tooltip",
       {hint("key", "key", ""), hint("kind", "index", ""), hint("value", "estimate"),
        hint("interval", level + " interval (bootstrap)", "")}}};
  json zero = zero_rule();
  zero["encoding"]["yOffset"] = nullptr;
  spec["layer"] = {
      layer_of({{"type", "bar"}, {"opacity", 0.75}}, {{"x", along("value")}, {"color", colour}}),
      layer_of({{"type", "rule"}, {"strokeWidth", 1.5}, {"aria", false}, {"color", "var(--ink)"}},
               {{"x", along("low")}, {"x2", {{"field", "high"}}}}),
      zero};
  return spec;
}

}  // namespace

std::vector<Chart> sensitivity_chart(const ResultReader& sweep, const std::string& level) {
  if (!sweep.has("/sensitivity")) return {};
  const std::string metric = readable(sweep.attribute("/sensitivity", "metric"));
  const std::vector<std::string> names = sweep.texts("/sensitivity/parameter");
  const std::vector<Indices> kinds{read_indices(sweep, "first_order", "first-order"),
                                   read_indices(sweep, "total", "total")};
  const std::vector<std::size_t> order = by_total(kinds[1]);
  if (names.empty() || std::isnan(kinds[1].value[order[0]])) return {};
  Chart chart;
  chart.title = metric + ": where its variance comes from";
  chart.text = fmt::format(
      "{} accounts for most of it: {:.3g} of the variance alone, {:.3g} with its interactions.",
      names[order[0]], kinds[0].value[order[0]], kinds[1].value[order[0]]);
  chart.note = fmt::format(
      "Lines are {} bootstrap intervals. An estimate may lie a little outside "
      "0 to 1; more points of the design narrow it.",
      level);
  chart.spec = indices_spec(names, kinds, order, level);
  chart.table = {chart.title, {"key"}, {}, {}};
  for (const Indices& of : kinds)
    chart.table.titles.insert(chart.table.titles.end(), {of.kind, level + " interval"});
  for (const std::size_t i : order) {
    chart.table.rows.push_back({words(names[i])});
    for (const Indices& of : kinds) {
      chart.table.rows.back().push_back(number(of.value[i], number_text(of.value[i])));
      chart.table.rows.back().push_back(words(interval_text(of.low[i], of.high[i], "1")));
    }
  }
  return {chart};
}

}  // namespace souk::report
