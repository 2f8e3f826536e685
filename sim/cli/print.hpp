#pragma once

// Numbers as people read them, and tables.

#include <string>
#include <vector>

namespace souk::cli {

/// Seconds in the largest unit that leaves a number >= 1: "0 s", "42.1 s", "3.5 min", "2.25 h",
/// "11.2 d"; "-" for NaN.
std::string duration_text(double seconds);
/// "82,247"; rounded to a whole number; "-" for NaN.
std::string count_text(double number);
/// "1 GPU", "82,247 GPUs".
std::string counted_text(double number, const std::string& thing);
/// Three to four significant digits, "-" for NaN: "0.8123", "12.3", "1,234".
std::string number_text(double number);
/// "63.2 %"; "-" for NaN.
std::string percent_text(double share);

/// Rows of equally many cells; the first column is words, the others are numbers set to the right.
/// Two spaces between columns, `indent` before each row.
std::string table_text(const std::vector<std::vector<std::string>>& rows, int indent = 2);

}  // namespace souk::cli
