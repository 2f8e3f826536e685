#include "models/traces/csv.hpp"

namespace souk {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string_view take_line(std::string_view text, std::size_t& at, bool& ended) {
  const std::size_t stop = text.find('\n', at);
  ended = stop != std::string_view::npos;
  std::string_view line = text.substr(at, ended ? stop - at : std::string_view::npos);
  at = ended ? stop + 1 : text.size();
  if (ended && line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool CsvReader::next(CsvRow& row) {
  row.cells.clear();
  row.fault = CsvFault::none;
  unescaped_.clear();
  while (at_ < text_.size()) {
    const std::size_t start = at_;
    const std::string_view line = take_line(text_, at_, row.ended);
    row.line = ++line_;
    if (trimmed(line).empty()) continue;
    if (quotes_ == Quotes::none || line.find('"') == std::string_view::npos) {
      split_plain(line, row);
    } else {
      at_ = start;
      --line_;
      read_quoted(row);
    }
    return true;
  }
  return false;
}

void CsvReader::split_plain(std::string_view line, CsvRow& row) const {
  std::size_t from = 0;
  for (;;) {
    const std::size_t stop = line.find(separator_, from);
    row.cells.push_back(line.substr(from, stop - from));
    if (stop == std::string_view::npos) return;
    from = stop + 1;
  }
}

// at_ stands on the first character of a row that holds a quote; line_ counts the lines before it.
void CsvReader::read_quoted(CsvRow& row) {
  for (;;) {
    if (at_ < text_.size() && text_[at_] == '"') {
      if (!read_quoted_cell(row)) break;
    } else {
      const std::size_t stop = text_.find_first_of(std::string{separator_} + "\n\"", at_);
      std::string_view cell = text_.substr(at_, stop - at_);
      at_ = stop == std::string_view::npos ? text_.size() : stop;
      if (at_ < text_.size() && text_[at_] == '"') {
        row.fault = CsvFault::stray_quote;
        break;
      }
      if (at_ < text_.size() && text_[at_] == '\n' && cell.ends_with('\r')) cell.remove_suffix(1);
      row.cells.push_back(cell);
    }
    if (at_ == text_.size() || text_[at_] != separator_) break;
    ++at_;
  }
  ++line_;
  row.ended = false;
  if (at_ < text_.size()) take_line(text_, at_, row.ended);  // the break, or what follows a fault
}

// at_ stands on the opening quote; afterwards on the separator, the line feed or the end.
bool CsvReader::read_quoted_cell(CsvRow& row) {
  const std::size_t from = ++at_;
  bool doubled = false;
  for (;; at_ += 2) {
    at_ = text_.find('"', at_);
    if (at_ == std::string_view::npos) {
      at_ = text_.size();
      row.fault = CsvFault::open_quote;
      return false;
    }
    if (at_ + 1 == text_.size() || text_[at_ + 1] != '"') break;
    doubled = true;
  }
  const std::string_view cell = text_.substr(from, at_ - from);
  for (const char c : cell) line_ += c == '\n' ? 1 : 0;
  row.cells.push_back(doubled ? unescaped(cell) : cell);
  ++at_;
  if (text_.substr(at_, 2) == "\r\n") ++at_;
  if (at_ == text_.size() || text_[at_] == separator_ || text_[at_] == '\n') return true;
  row.fault = CsvFault::stray_quote;
  return false;
}

std::string_view CsvReader::unescaped(std::string_view cell) {
  std::string& plain = unescaped_.emplace_back();
  for (std::size_t i = 0; i < cell.size(); ++i) {
    plain += cell[i];
    if (cell[i] == '"') ++i;  // the second of a doubled quote
  }
  return plain;
}

}  // namespace souk
