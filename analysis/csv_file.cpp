#include "analysis/csv_file.hpp"

#include <utility>

namespace souk {

void append_csv_cell(std::string& row, bool first, std::string_view text) {
  if (!first) row += ',';
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    row += text;
    return;
  }
  row += '"';
  for (const char c : text) row.append(c == '"' ? 2 : 1, c);
  row += '"';
}

void CsvFile::cell(std::string_view text) {
  append_csv_cell(row_, std::exchange(first_cell_, false), text);
}

void CsvFile::end_row() {
  row_ += '\n';
  first_cell_ = true;
  if (row_.size() >= 65536) write_out();
}

void CsvFile::write_out() {
  file_.write(row_);
  row_.clear();
}

void CsvFile::close() {
  write_out();
  file_.close();
}

}  // namespace souk
