#pragma once

// One cell of a trace: numbers, counts, wall times, and what to say when it holds something else.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace souk {

/// A row that is not a job, and why. Thrown by the cell readers, caught once per row: it refuses
/// the row.
struct BadRow {
  std::string reason;
};

/// The longest recorded time, and the latest submission (DESIGN.md section 5: horizon <= 1e9 s).
inline constexpr double longest_time_s = 1e9;
inline constexpr double most_gpus = 1e6;

/// A number in [low, high]; blanks around it are allowed. Throws BadRow that names the column
/// otherwise: empty, not a number, NaN, infinite, out of range.
double read_number(std::string_view cell, std::string_view column, double low, double high);

/// A whole number in [low, high]; "4.0" is one.
std::int64_t read_count(std::string_view cell, std::string_view column, double low, double high);

/// As read_number; NaN for a blank cell.
double read_optional(std::string_view cell, std::string_view column, double low, double high);

/// "YYYY-MM-DD HH:MM:SS" (`between` is the character before the hour) as seconds since 1970-01-01
/// 00:00:00 of the same clock: no zone is known and none is applied. none: it is not such a date.
std::optional<std::int64_t> parse_wall_time(std::string_view text, char between);

/// parse_wall_time, or BadRow that names the column.
std::int64_t read_wall_time(std::string_view cell, std::string_view column, char between);

/// "YYYY-MM-DD HH:MM:SS".
std::string wall_time_text(std::int64_t seconds_since_1970);

/// A piece of foreign text for a message: in double quotes, at most 40 characters, control
/// characters and bytes above 0x7e as \xHH.
std::string quoted_cell(std::string_view text);

/// The known word nearest to `word` by edit distance, if it is near enough to be meant (at most a
/// third of its length, at least 2); empty otherwise. The first of equals.
std::string_view nearest_word(std::string_view word, std::span<const std::string_view> known);

/// The shortest decimal text that reads back as exactly this number.
std::string shortest(double number);

}  // namespace souk
