#pragma once

// Tables of figures as CSV, cells by the name of their column.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/devices/device_profile.hpp"
#include "models/scenario/error.hpp"
#include "models/traces/csv.hpp"

namespace souk {

/// Reads row after row; notes what is wrong, with its line.
class FigureTable {
 public:
  /// Takes the header. `text` and `file_name` outlive the table.
  FigureTable(std::string_view text, const std::string& file_name);

  [[nodiscard]] bool has(std::string_view column) const { return columns_.contains(column); }
  /// The next row with as many cells as the header; a row with another number is a fault.
  bool next();
  /// Empty where there is no such column, which is a fault.
  std::string_view text(std::string_view column);
  /// A positive number; none for an empty cell; a fault for anything else.
  Figure figure(std::string_view column);
  /// The same; an empty cell is a fault too, and gives 1.
  double number(std::string_view column);
  void fault(std::string message);
  /// Throws ScenarioError if anything was wrong.
  void require_sound() const;

 private:
  std::string_view whole_;
  const std::string& file_name_;
  CsvReader reader_;
  CsvRow row_;
  std::map<std::string, std::size_t, std::less<>> columns_;
  std::vector<Fault> faults_;
};

}  // namespace souk
