#include "models/devices/table.hpp"

#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace souk {

FigureTable::FigureTable(std::string_view text, const std::string& file_name)
    : whole_{text}, file_name_{file_name}, reader_{text, ',', CsvReader::Quotes::rfc4180} {
  if (!reader_.next(row_)) {
    fault("the table is empty; its first row names the columns");
    return;
  }
  for (std::size_t i = 0; i < row_.cells.size(); ++i) columns_.emplace(trimmed(row_.cells[i]), i);
}

bool FigureTable::next() {
  while (reader_.next(row_)) {
    if (row_.fault == CsvFault::none && row_.cells.size() == columns_.size()) return true;
    fault(row_.fault != CsvFault::none
              ? std::string{"a quote is left open, or stands inside a cell"}
              : fmt::format("{} cells; the header has {}", row_.cells.size(), columns_.size()));
  }
  return false;
}

std::string_view FigureTable::text(std::string_view column) {
  const auto found = columns_.find(column);
  if (found != columns_.end()) return trimmed(row_.cells[found->second]);
  fault(fmt::format("no column \"{}\"", column));
  return {};
}

Figure FigureTable::figure(std::string_view column) {
  const std::string_view cell = text(column);
  if (cell.empty()) return {};
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error == std::errc{} && end == cell.data() + cell.size() && std::isfinite(value) && value > 0)
    return value;
  fault(fmt::format("{}: \"{}\" is no positive number", column, cell));
  return {};
}

double FigureTable::number(std::string_view column) {
  const std::size_t before = faults_.size();
  const Figure value = figure(column);
  if (!value && faults_.size() == before) fault(fmt::format("{}: a number is missing", column));
  return value.value_or(1);
}

void FigureTable::fault(std::string message) {
  faults_.push_back({{file_name_, static_cast<std::uint32_t>(row_.line), 1}, std::move(message)});
}

void FigureTable::require_sound() const {
  if (!faults_.empty()) throw ScenarioError{faults_, whole_};
}

}  // namespace souk
