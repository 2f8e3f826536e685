#include "analysis/report/vega_lite.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace souk::report {
namespace {

json value_or_gap(double value) {
  return std::isfinite(value) ? json(rounded(value)) : json(nullptr);
}

/// A field's name as Vega-Lite reads it: dots and brackets are no paths.
std::string escaped_field(const std::string& name) {
  std::string out;
  for (const char c : name) {
    if (c == '.' || c == '[' || c == ']' || c == '\\' || c == '\'' || c == '"') out += '\\';
    out += c;
  }
  return out;
}

json lines_data(const Lines& lines, const TimeScale& time) {
  const auto column = [](const Column& values) {
    json out = json::array();
    for (const double value : values) out.push_back(value_or_gap(value));
    return out;
  };
  json data{{"names", lines.names}, {"x", json::array()}, {"v", json::array()}};
  for (const double x : lines.x) data["x"].push_back(time.at(x));
  for (const Column& values : lines.values) data["v"].push_back(column(values));
  for (const Column& values : lines.low) data["low"].push_back(column(values));
  for (const Column& values : lines.high) data["high"].push_back(column(values));
  return {{"lines", data}};
}

}  // namespace

json quantity(const std::string& field, const std::string& title) {
  return {{"field", field}, {"type", "quantitative"}, {"title", title}};
}

json category(const std::string& field, const std::string& title) {
  return {{"field", field}, {"type", "nominal"}, {"title", title}, {"sort", nullptr}};
}

json hint(const std::string& field, const std::string& title, const std::string& format) {
  json out{
      {"field", field}, {"title", title}, {"type", format.empty() ? "nominal" : "quantitative"}};
  if (!format.empty()) out["format"] = format;
  return out;
}

json chart_of(int height) {
  return {{"width", "container"},
          {"height", height},
          {"autosize", {{"type", "fit-x"}, {"contains", "padding"}}}};
}

json table_data(std::vector<std::string> columns, json rows) {
  return {{"table", {{"columns", std::move(columns)}, {"rows", std::move(rows)}}}};
}

std::string labels_at(const json& numbers, const json& labels) {
  return fmt::format("{}[indexof({}, datum.value)]", labels.dump(), numbers.dump());
}

json series_colours(std::size_t count) {
  json range = json::array();
  for (std::size_t i = 0; i < std::max<std::size_t>(count, 1); ++i)
    range.push_back(fmt::format("var(--c{})", i % most_series + 1));
  return range;
}

json reading_rule(const std::vector<std::string>& names, const json& x, const json& x_hint) {
  json hints = json::array({x_hint});
  for (const std::string& name : names)
    hints.push_back({{"field", escaped_field(name)},
                     {"title", name},
                     {"type", "quantitative"},
                     {"format", ".4~g"}});
  return {
      {"transform", {{{"pivot", "who"}, {"value", "v"}, {"groupby", {"x"}}}}},
      {"mark", {{"type", "rule"}, {"aria", false}, {"color", "var(--muted)"}}},
      {"params",
       {{{"name", "reading"},
         {"select",
          {{"type", "point"},
           {"fields", {"x"}},
           {"nearest", true},
           {"on", "pointerover"},
           {"clear", "pointerout"}}}}}},
      {"encoding",
       {{"x", x},
        {"opacity",
         {{"condition", {{"param", "reading"}, {"empty", false}, {"value", 0.8}}}, {"value", 0}}},
        {"tooltip", hints}}}};
}

json lines_over_time(const Lines& lines, const TimeScale& time, int height) {
  json x{{"field", "x"},
         {"title", time.title()},
         {"type", "quantitative"},
         {"scale", {{"nice", false}}}};
  json x_hint = hint("x", time.title());
  if (time.dates()) {
    x["type"] = "temporal";
    x["scale"] = {{"type", "utc"}};
    x["axis"] = {{"format", time.axis_format()}, {"labelOverlap", true}};
    x_hint = {{"field", "x"},
              {"title", "date (UTC)"},
              {"type", "temporal"},
              {"format", "%a %d %b %Y, %H:%M"}};
  }
  const bool one = lines.names.size() == 1;
  json colour = category("who", "");
  colour["scale"] = {{"domain", lines.names}, {"range", series_colours(lines.names.size())}};
  if (one) {
    colour["legend"] = nullptr;
  } else {
    colour["legend"] = {
        {"orient", "top"}, {"columns", 8}, {"symbolType", "stroke"}, {"title", nullptr}};
  }
  const json y = quantity("v", lines.unit);
  json spec = chart_of(height);
  spec["data"] = lines_data(lines, time);
  spec["encoding"] = {{"x", x}};
  json& layers = spec["layer"] = json::array();
  if (!lines.low.empty())
    layers.push_back(
        {{"mark", {{"type", "area"}, {"opacity", 0.18}, {"aria", false}}},
         {"encoding",
          {{"y", quantity("low", lines.unit)}, {"y2", {{"field", "high"}}}, {"color", colour}}}});
  json line{{"mark", {{"type", "line"}, {"strokeWidth", 1.6}, {"interpolate", "linear"}}},
            {"encoding", {{"y", y}, {"color", colour}}}};
  if (!one) {
    line["params"] = {{{"name", "who_is_shown"},
                       {"select", {{"type", "point"}, {"fields", {"who"}}}},
                       {"bind", "legend"}}};
    line["encoding"]["opacity"] = {{"condition", {{"param", "who_is_shown"}, {"value", 1}}},
                                   {"value", 0.12}};
  }
  layers.push_back(line);
  layers.push_back(reading_rule(lines.names, x, x_hint));
  return spec;
}

json rows_of(const std::string& field, const std::string& title, const json& names) {
  json y = category(field, title);
  y["sort"] = names;
  y["axis"] = {{"labelColor", "var(--ink)"}, {"labelFontSize", 12}};
  return y;
}

json layer_of(const json& mark, const json& encoding) {
  return {{"mark", mark}, {"encoding", encoding}};
}

json zero_rule() {
  return {{"data", table_data({"zero"}, json::array({json::array({0})}))},
          {"mark", {{"type", "rule"}, {"aria", false}, {"color", "var(--ink)"}}},
          {"encoding",
           {{"x", {{"field", "zero"}, {"type", "quantitative"}}},
            {"y", nullptr},
            {"color", nullptr},
            {"tooltip", nullptr}}}};
}

}  // namespace souk::report
