#pragma once

// The table that is printed, row by row as the measurements end.

#include <optional>
#include <string>

namespace souk::bench {

/// One line. Columns without a meaning for it are empty.
struct Row {
  std::string what;
  std::string souk, bare;  ///< measured, with units
  std::string ratio;       ///< of the two, where the bar is about it
  std::string bar;         ///< what DESIGN asks
  std::optional<bool> holds;
};

void print_head();
void print_section(const std::string& title);
void print(const Row& row);

/// "1.23 M/s".
std::string per_second(double rate);
/// "1.23x".
std::string times(double ratio);
/// "4.5 %".
std::string percent(double share);

}  // namespace souk::bench
