#include "analysis/report/numbers.hpp"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>

#include "models/readable.hpp"

namespace souk::report {
namespace {

using Unit = std::pair<double, const char*>;
constexpr std::array<Unit, 6> time_units{
    {{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}, {1e-3, "ms"}, {1e-6, "µs"}}};
constexpr std::array<Unit, 6> prefixes{
    {{1e15, "P"}, {1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}, {1, ""}}};

std::string prefixed(double number, const char* unit) {
  if (std::isnan(number)) return "–";
  if (std::isinf(number)) return "unlimited";
  for (const auto& [size, prefix] : prefixes)
    if (std::fabs(number) >= size)
      return fmt::format("{} {}{}", number_text(number / size), prefix, unit);
  return fmt::format("{} {}", number_text(number), unit);
}

}  // namespace

std::string number_text(double number) {
  if (std::isnan(number)) return "–";
  if (std::isinf(number)) return number > 0 ? "∞" : "−∞";
  return readable(number);
}

std::string duration_text(double seconds) {
  if (!std::isfinite(seconds) || seconds == 0) return seconds == 0 ? "0 s" : number_text(seconds);
  for (const auto& [size, unit] : time_units)
    if (std::fabs(seconds) >= size) return fmt::format("{} {}", number_text(seconds / size), unit);
  return fmt::format("{:.3g} s", seconds);
}

std::string interval_text(double low, double high, const std::string& unit) {
  return std::isnan(low) ? "–"
                         : fmt::format("{} to {}", value_text(low, unit), value_text(high, unit));
}

std::string bytes_text(double bytes) {
  return prefixed(bytes, "B");
}

std::string rate_text(double bytes_per_s) {
  return prefixed(8 * bytes_per_s, "bit/s");
}

std::string value_text(double value, const std::string& unit) {
  if (unit == "s") return duration_text(value);
  if (unit == "byte") return bytes_text(value);
  return number_text(value);
}

double rounded(double number, int digits) {
  if (!std::isfinite(number) || number == 0) return number;
  return std::strtod(fmt::format("{:.{}g}", number, digits).c_str(), nullptr);
}

TimeScale::TimeScale(double span_s, std::optional<std::int64_t> epoch)
    : epoch_{epoch}, span_s_{span_s} {
  for (const auto& [size, unit] : time_units)
    if (span_s >= 3 * size) {
      unit_s_ = size;
      unit_ = unit;
      return;
    }
}

double TimeScale::at(double seconds) const {
  if (epoch_) return std::round(1000 * (static_cast<double>(*epoch_) + seconds));
  return rounded(seconds / unit_s_, 7);
}

std::string TimeScale::text(double seconds) const {
  if (!epoch_) return fmt::format("{} {}", number_text(seconds / unit_s_), unit_);
  if (!std::isfinite(seconds)) return number_text(seconds);
  const std::chrono::sys_seconds when{
      std::chrono::seconds{*epoch_ + static_cast<std::int64_t>(std::floor(seconds))}};
  const auto day = std::chrono::floor<std::chrono::days>(when);
  const std::chrono::year_month_day date{day};
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(when - day).count();
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     minutes / 60, minutes % 60);
}

std::string TimeScale::axis_format() const {
  return span_s_ > 7 * 86400 ? "%d %b" : "%d %b %H:%M";
}

std::string TimeScale::title() const {
  return epoch_ ? "simulated date (UTC)" : fmt::format("simulated time ({})", unit_);
}

}  // namespace souk::report
