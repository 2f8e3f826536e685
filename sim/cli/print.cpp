#include "sim/cli/print.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "models/readable.hpp"

namespace souk::cli {
namespace {

/// Code points of a UTF-8 text: its width on screen.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

}  // namespace

std::string duration_text(double seconds) {
  if (std::isnan(seconds)) return "-";
  if (std::isinf(seconds)) return "inf";
  if (seconds == 0) return "0 s";
  static constexpr std::pair<double, const char*> units[] = {
      {86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}, {1e-3, "ms"}, {1e-6, "us"}};
  const double size = std::fabs(seconds);
  for (const auto& [unit, name] : units)
    if (size >= unit) return fmt::format("{} {}", number_text(seconds / unit), name);
  return fmt::format("{:.3g} s", seconds);
}

std::string count_text(double number) {
  return std::isnan(number) ? "-" : grouped(fmt::format("{:.0f}", number));
}

std::string counted_text(double number, const std::string& thing) {
  const std::string count = count_text(number);
  return count + " " + thing + (count == "1" ? "" : "s");
}

std::string number_text(double number) {
  if (std::isnan(number)) return "-";
  return readable(number);
}

std::string percent_text(double share) {
  if (std::isnan(share)) return "-";
  const bool is_none = std::abs(share) < 0.0005;  // never "-0.0 %"
  return fmt::format("{:.1f} %", is_none ? 0.0 : 100 * share);
}

std::string table_text(const std::vector<std::vector<std::string>>& rows, int indent) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i == widths.size()) widths.push_back(0);
      widths[i] = std::max(widths[i], width_of(row[i]));
    }
  std::string text;
  for (const auto& row : rows) {
    std::string line(static_cast<std::size_t>(indent), ' ');
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string pad(widths[i] - width_of(row[i]), ' ');
      line += (i == 0 ? row[i] + pad : "  " + pad + row[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

}  // namespace souk::cli
