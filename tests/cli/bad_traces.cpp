#include <sstream>

#include "tests/cli/mutants.hpp"
#include "tests/cli/scenes.hpp"

namespace souk {
namespace {

/// How a format is written, and rows that it does not take.
struct Format {
  std::string name, text;
  char separator;
  bool has_header;                   ///< a line that names the columns
  std::vector<std::size_t> numbers;  ///< columns without which a row is no job
  std::size_t duration;              ///< the column that makes it negative, with this value
  std::string negative;
};

const std::vector<Format>& formats() {
  static const std::vector<Format> all{
      {"native", native_trace, ',', true, {0, 1, 2}, 1, "-100"},
      {"philly", philly_trace, ',', true, {0, 1, 2}, 1, "-100"},
      {"swf", swf_trace, ' ', false, {1, 3}, 3, "-100"},
      {"sacct", sacct_trace, '|', true, {5, 8}, 8, "2020-01-01T00:00:00"}};
  return all;
}

std::vector<std::string> split_at(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in{text};
  for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
  return parts;
}

std::string join(const std::vector<std::string>& parts, char separator) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : std::string{separator}) + part;
  return text;
}

/// The text with every row changed: half of the rows may be refused, not all.
template <class Change>
std::string changed_rows(const Format& format, Change change) {
  std::string text;
  bool first = true;
  for (const std::string& line : split_at(format.text, '\n')) {
    std::vector<std::string> cells = split_at(line, format.separator);
    if (!first) change(cells);
    first = false;
    text += join(cells, format.separator) + "\n";
  }
  return text;
}

void add_bad_cells(const Format& format, std::vector<Mutant>& all) {
  for (const std::size_t column : format.numbers)
    for (const std::string value : {"nan", "x", "1e300", ""}) {
      if (value.empty() && format.separator == ' ') continue;  // a blank more is no cell less
      all.push_back({"column " + std::to_string(column) + " = " + value,
                     changed_rows(format, [&](auto& cells) { cells[column] = value; })});
    }
  all.push_back({"a negative duration", changed_rows(format, [&](auto& cells) {
                   cells[format.duration] = format.negative;
                 })});
  all.push_back({"a column more", changed_rows(format, [](auto& cells) { cells.push_back("1"); })});
  all.push_back({"a column less", changed_rows(format, [](auto& cells) { cells.pop_back(); })});
}

/// Without a column that is needed: its name and its cells.
void add_missing_columns(const Format& format, std::vector<Mutant>& all) {
  for (const std::size_t column : format.numbers) {
    std::string text;
    for (const std::string& line : split_at(format.text, '\n')) {
      std::vector<std::string> cells = split_at(line, format.separator);
      cells.erase(cells.begin() + static_cast<std::ptrdiff_t>(column));
      text += join(cells, format.separator) + "\n";
    }
    all.push_back({"without column " + std::to_string(column), text});
  }
}

}  // namespace

std::vector<Mutant> bad_traces(const std::string& name) {
  const Format* format = nullptr;
  for (const Format& each : formats())
    if (each.name == name) format = &each;
  std::vector<Mutant> all;
  const std::string& text = format->text;
  add_bad_cells(*format, all);
  if (format->has_header) add_missing_columns(*format, all);
  all.push_back({"empty", ""});
  all.push_back({"a header alone", text.substr(0, text.find('\n') + 1)});
  all.push_back({"a line of words", "this is no trace\n"});
  all.push_back({"a zero byte", text.substr(0, 40) + std::string(1, '\0') + text.substr(40)});
  all.push_back({"garbage after the rows", text + garbage(3, 500)});
  all.push_back({"garbage", garbage(5, 3000)});
  all.push_back({"a line of 1 MB", std::string(1 << 20, '7') + "\n"});
  // Cut inside the last row, whose last cell or cells are then not whole.
  const std::size_t last = text.rfind('\n', text.size() - 2) + 1;
  all.push_back({"cut in the last row", text.substr(0, last + (text.size() - last) / 2)});
  return all;
}

}  // namespace souk
