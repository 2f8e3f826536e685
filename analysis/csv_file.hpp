#pragma once

// CSV rows into a file under construction.

#include <string>
#include <string_view>

#include "analysis/part_file.hpp"

namespace souk {

/// Adds a cell to a row: RFC 4180, quotes where needed; a comma goes before all but the first.
void append_csv_cell(std::string& row, bool first, std::string_view text);

/// RFC 4180: comma, LF, quotes around a cell that needs them.
class CsvFile {
 public:
  /// Throws CannotWrite (create).
  explicit CsvFile(std::string path) : file_{std::move(path)} {}

  void cell(std::string_view text);
  /// Ends the row. Throws CannotWrite (write) when the disk is full.
  void end_row();
  /// Everything on disk. Throws CannotWrite (write).
  void close();
  /// Gives it its name; after close().
  void publish() { file_.publish(); }

 private:
  void write_out();

  PartFile file_;
  std::string row_;
  bool first_cell_ = true;
};

}  // namespace souk
