#pragma once

// Rows of separated text: RFC 4180 (quotes, doubled quotes, line breaks inside quotes, CRLF), or
// plain separation without quotes, as sacct -P prints it.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace souk {

enum class CsvFault : std::uint8_t {
  none,
  stray_quote,  ///< a quote inside an unquoted cell, or text after a closing quote
  open_quote,   ///< a quoted cell that the file does not close
};

struct CsvRow {
  std::uint64_t line = 0;               ///< 1-based line on which the row starts
  std::vector<std::string_view> cells;  ///< valid until the next call of CsvReader::next
  CsvFault fault = CsvFault::none;
  bool ended = true;  ///< false: the last row of the file, without a line break
};

/// Reads one row after the other. Lines that hold blanks alone are skipped; cells are not trimmed.
class CsvReader {
 public:
  enum class Quotes : std::uint8_t { rfc4180, none };

  /// `text` outlives the reader and its rows.
  CsvReader(std::string_view text, char separator, Quotes quotes)
      : text_{text}, separator_{separator}, quotes_{quotes} {}

  /// The next row, or false at the end of the text. A row with a fault holds the cells before it;
  /// reading goes on with the line after it. O(length of the row); cells are views into the text
  /// wherever they hold no doubled quote.
  bool next(CsvRow& row);

 private:
  void split_plain(std::string_view line, CsvRow& row) const;
  void read_quoted(CsvRow& row);
  bool read_quoted_cell(CsvRow& row);
  std::string_view unescaped(std::string_view cell);

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 0;
  char separator_;
  Quotes quotes_;
  std::deque<std::string> unescaped_;  // cells of the current row that needed a copy
};

/// The next line of `text` from `at`, without its line break (LF or CRLF); moves `at` past the
/// break. `ended`: the line had a break. Requires at < text.size().
std::string_view take_line(std::string_view text, std::size_t& at, bool& ended);

/// Without blanks (space, tab) at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace souk
