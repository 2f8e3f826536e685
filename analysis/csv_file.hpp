#pragma once

// A CSV file under construction: NAME.part until all that belong together are whole.

#include <cstdio>
#include <string>
#include <string_view>

namespace souk {

/// RFC 4180: comma, LF, quotes around a cell that needs them.
class CsvFile {
 public:
  /// Throws CannotWrite (create).
  explicit CsvFile(std::string path);
  /// Removes the ".part" unless it was published.
  ~CsvFile();
  CsvFile(CsvFile&& other) noexcept;
  CsvFile& operator=(CsvFile&&) = delete;

  void cell(std::string_view text);
  /// Ends the row. Throws CannotWrite (write) when the disk is full.
  void end_row();
  /// Everything on disk. Throws CannotWrite (write).
  void close();
  /// Gives it its name; after close().
  void publish();

 private:
  void write_out();

  std::string path_, row_;
  std::FILE* file_ = nullptr;
  bool first_cell_ = true, published_ = false;
};

}  // namespace souk
