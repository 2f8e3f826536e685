#include "models/traces/cell.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include <fmt/format.h>

#include "models/traces/csv.hpp"

namespace souk {
namespace {

std::optional<double> parse_number(std::string_view text) {
  double number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc{} || end != text.data() + text.size() || !std::isfinite(number)) return {};
  return number;
}

[[noreturn]] void refuse_cell(std::string_view cell, std::string_view column, std::string_view kind,
                              double low, double high) {
  const std::string found = cell.empty() ? "empty" : quoted_cell(cell);
  throw BadRow{fmt::format("{} is {}; {} from {} to {} is needed", column, found, kind,
                           shortest(low), shortest(high))};
}

// A field of fixed width, digits alone; -1 otherwise.
int digits(std::string_view text, std::size_t from, std::size_t count) {
  int number = 0;
  for (const char c : text.substr(from, count)) {
    if (c < '0' || c > '9') return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

// Levenshtein's, one row at a time.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
    }
  }
  return row.back();
}

}  // namespace

double read_number(std::string_view cell, std::string_view column, double low, double high) {
  cell = trimmed(cell);
  const std::optional<double> number = parse_number(cell);
  if (!number || *number < low || *number > high) refuse_cell(cell, column, "a number", low, high);
  return *number;
}

std::int64_t read_count(std::string_view cell, std::string_view column, double low, double high) {
  cell = trimmed(cell);
  const std::optional<double> number = parse_number(cell);
  if (!number || *number < low || *number > high || *number != std::floor(*number))
    refuse_cell(cell, column, "a whole number", low, high);
  return static_cast<std::int64_t>(*number);
}

double read_optional(std::string_view cell, std::string_view column, double low, double high) {
  if (trimmed(cell).empty()) return std::numeric_limits<double>::quiet_NaN();
  return read_number(cell, column, low, high);
}

std::optional<std::int64_t> parse_wall_time(std::string_view text, char between) {
  if (text.size() != 19 || text[4] != '-' || text[7] != '-' || text[10] != between ||
      text[13] != ':' || text[16] != ':')
    return {};
  const int year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  const int hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
  if (std::min({year, month, day, hour, minute, second}) < 0) return {};
  // A leap second is written 60; it is the first second of the next minute here.
  if (hour > 23 || minute > 59 || second > 60) return {};
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return {};
  const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
  return days * 86400 + hour * 3600 + minute * 60 + second;
}

std::int64_t read_wall_time(std::string_view cell, std::string_view column, char between) {
  cell = trimmed(cell);
  if (const auto time = parse_wall_time(cell, between)) return *time;
  throw BadRow{fmt::format("{} is {}; a date YYYY-MM-DD{}HH:MM:SS is needed", column,
                           cell.empty() ? "empty" : quoted_cell(cell), between)};
}

std::string wall_time_text(std::int64_t seconds_since_1970) {
  const std::chrono::sys_seconds time{std::chrono::seconds{seconds_since_1970}};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string quoted_cell(std::string_view text) {
  constexpr std::size_t most = 40;
  std::string out = "\"";
  for (const char c : text.substr(0, most)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte > 0x7e)
      out += fmt::format("\\x{:02x}", byte);
    else
      out += c;
  }
  return out + (text.size() > most ? "...\"" : "\"");
}

std::string_view nearest_word(std::string_view word, std::span<const std::string_view> known) {
  if (word.size() > 64) return {};  // no word of ours; keeps the search cheap on garbage
  std::string_view nearest;
  std::size_t least = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string_view candidate : known) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance >= least) continue;
    least = distance;
    nearest = candidate;
  }
  return nearest;
}

std::string shortest(double number) {
  char buffer[32];
  const auto [end, fault] = std::to_chars(buffer, buffer + sizeof buffer, number);
  return {buffer, end};
}

}  // namespace souk
