#pragma once

// Numbers as the page prints them, and as its charts take them.

#include <cstdint>
#include <optional>
#include <string>

namespace souk::report {

/// Four significant digits, thousands apart: "0.8123", "12.34", "101,444"; "–" for NaN.
std::string number_text(double number);
/// A time span in the largest unit that leaves a number >= 1: "3.5 min", "2.25 h"; "–" for NaN.
std::string duration_text(double seconds);
/// A value of a metric with the unit of the result file: seconds as a time span, bytes as GB.
std::string value_text(double value, const std::string& unit);
/// "2.5 min to 3 min"; "–" without an interval.
std::string interval_text(double low, double high, const std::string& unit);
/// "2.4 GB"; decimal prefixes.
std::string bytes_text(double bytes);
/// "3.1 Gbit/s".
std::string rate_text(double bytes_per_s);
/// Rounded to `digits` significant digits, so that a page says no more than it shows; NaN and
/// infinite numbers stay as they are.
double rounded(double number, int digits = 5);

/// The simulated time of a run on an axis: dates (UTC) where the scenario has an epoch, else the
/// unit that fits the span.
class TimeScale {
 public:
  TimeScale(double span_s, std::optional<std::int64_t> epoch);
  /// Number on the axis: milliseconds since 1970 for dates.
  [[nodiscard]] double at(double seconds) const;
  /// "2026-09-07 14:30" or "12.5 d".
  [[nodiscard]] std::string text(double seconds) const;
  [[nodiscard]] bool dates() const { return epoch_.has_value(); }
  [[nodiscard]] std::string title() const;
  /// Of d3, for dates: days, with hours where the run is of a few.
  [[nodiscard]] std::string axis_format() const;

 private:
  std::optional<std::int64_t> epoch_;
  double span_s_, unit_s_ = 1;
  std::string unit_ = "s";
};

}  // namespace souk::report
