#pragma once

// Pieces of Vega-Lite that several charts share. Colours are the variables of page.css, so that one
// drawing serves light, dark and print.

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "analysis/report/numbers.hpp"
#include "analysis/report/run_data.hpp"

namespace souk::report {

using nlohmann::json;

/// {"field", "type", "title"}.
json quantity(const std::string& field, const std::string& title);
json category(const std::string& field, const std::string& title);
/// A line of a tooltip; `format` of d3, "" for words.
json hint(const std::string& field, const std::string& title, const std::string& format = ".4~g");

/// A chart as wide as the page, of this height in pixels.
json chart_of(int height);
/// Rows as arrays under these columns; page.js makes objects of them.
json table_data(std::vector<std::string> columns, json rows);

/// An expression that labels the ticks of an axis at these numbers with these words.
std::string labels_at(const json& numbers, const json& labels);

/// An axis of rows, from the top in the order of `names`; for y.
json rows_of(const std::string& field, const std::string& title, const json& names);
/// {"mark", "encoding"}.
json layer_of(const json& mark, const json& encoding);
/// A line at x = 0 across the chart, free of what its layers share but x.
json zero_rule();

/// The series colours in order, as many as asked for, from --c1 on; at most 8 differ.
json series_colours(std::size_t count);
constexpr std::size_t most_series = 8;

/// Lines over time, all of equal length: {x, who, v} in long form.
struct Lines {
  std::string unit;  ///< title of the y axis
  Column x;          ///< seconds
  std::vector<std::string> names;
  std::vector<Column> values;     ///< by name; NaN leaves a gap
  std::vector<Column> low, high;  ///< a band of each; empty: none
};
/// Lines, their bands and a rule under the pointer that reads all of them. A click on the legend
/// leaves one line.
json lines_over_time(const Lines& lines, const TimeScale& time, int height);
/// Layer of a rule that follows the pointer along x, with the values of all lines in its tooltip.
json reading_rule(const std::vector<std::string>& names, const json& x, const json& x_hint);

}  // namespace souk::report
