#include "models/scenario/law_data.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "models/scenario/words.hpp"
#include "models/traces/cell.hpp"
#include "models/traces/csv.hpp"
#include "models/traces/trace_text.hpp"

namespace souk {
namespace {

std::vector<double> equal_shares(std::size_t count) {
  std::vector<double> shares;
  for (std::size_t i = 1; i <= count; ++i)
    shares.push_back(static_cast<double>(i) / static_cast<double>(count));
  return shares;
}

/// The column's place in the header, or its size if it is not there.
std::size_t column_index(const std::vector<std::string_view>& header, const Node& column) {
  if (column.is(Node::Type::integer))
    return column.integer >= 1
               ? std::min(header.size(), static_cast<std::size_t>(column.integer - 1))
               : header.size();
  const auto found = std::ranges::find_if(
      header, [&](std::string_view cell) { return trimmed(cell) == column.text; });
  return static_cast<std::size_t>(found - header.begin());
}

/// Throws at the line and column of the cell. One with doubled quotes is a copy and has its row's
/// line alone.
[[noreturn]] void fail_cell(const TraceText& table, const CsvRow& row, std::string_view cell,
                            const std::string& message) {
  const std::less<> before;
  const char* const end = table.text.data() + table.text.size();
  if (before(cell.data(), table.text.data()) || before(end, cell.data()))
    fail_trace(table, row.line, 0, message);
  const std::string_view above{table.text.data(), cell.data()};
  const std::string_view left = above.substr(above.rfind('\n') + 1);  // npos + 1 is 0
  const auto characters = std::ranges::count_if(
      left, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
  fail_trace(table, static_cast<std::uint64_t>(std::ranges::count(above, '\n')) + 1,
             static_cast<std::uint64_t>(characters) + 1, message);
}

void check_quotes(const TraceText& table, const CsvRow& row) {
  if (row.fault != CsvFault::none)
    fail_trace(table, row.line, 0, "a quote in the wrong place, or never closed");
}

/// A column of numbers: where it stands among how many, and the law's key that takes them.
struct Column {
  std::size_t index, count;
  std::string_view key;
  Bounds bounds;
};

/// The numbers of the rows that the reader has left.
std::vector<double> read_column(const TraceText& table, CsvReader& reader, const Column& column) {
  std::vector<double> numbers;
  for (CsvRow row; reader.next(row);) {
    check_quotes(table, row);
    if (row.cells.size() != column.count)
      fail_trace(table, row.line, 0,
                 fmt::format("{} cells; the header has {}", row.cells.size(), column.count));
    const std::string_view cell = row.cells[column.index], word = trimmed(cell);
    const auto number = read_number(word);
    if (!number || !within(*number, column.bounds))
      fail_cell(table, row, word.empty() ? cell : word,
                fmt::format("{}: found {}; allowed is a number {}", column.key, quoted_cell(word),
                            bounds_text(column.bounds)));
    numbers.push_back(*number);
  }
  return numbers;
}

}  // namespace

std::vector<double> read_weights(const Section& section, std::string_view name, const Node& table,
                                 std::size_t count) {
  const Node* weights = table.find("weights");
  const bool array = weights != nullptr && weights->is(Node::Type::array);
  if (!array || weights->children.size() != count) {
    section.fault(
        (weights == nullptr ? table : *weights).spot.place(),
        fmt::format("{}: weights is an array of {} numbers > 0, one for each value", name, count));
    return equal_shares(count);
  }
  double total = 0;
  for (const Node& weight : weights->children) {
    const bool number = weight.is(Node::Type::number) || weight.is(Node::Type::integer);
    if (!number || !within(weight.number, {.above = 0, .at_most = 1e300})) {
      section.fault(weight.spot.place(), fmt::format("{}: weight is {}; allowed is a number > 0",
                                                     name, found_text(weight)));
      return equal_shares(count);
    }
    total += weight.number / static_cast<double>(count);
  }
  std::vector<double> cumulative;
  double sum = 0;
  for (const Node& weight : weights->children)
    cumulative.push_back((sum += weight.number / static_cast<double>(count)) / total);
  cumulative.back() = 1;
  return cumulative;
}

std::optional<std::string> read_input(const Section& section, const Node& file) {
  Draft& draft = section.draft();
  draft.scenario.input_paths.push_back(file.text);
  if (!draft.options->read_inputs) return std::nullopt;
  auto text = draft.options->read_file ? draft.options->read_file(file.text) : std::nullopt;
  if (!text) section.fault(file.spot.place(), fmt::format("cannot read {}", quoted(file.text)));
  return text;
}

void note_faults(Draft& draft, const ScenarioError& error, const std::string& shown,
                 std::string_view text) {
  draft.faults.insert(draft.faults.end(), error.faults().begin(), error.faults().end());
  draft.sources.emplace(shown, text);
}

Law read_empirical(const Section& section, const Key& key, std::string_view name, const Node& file,
                   const Node& column) {
  const Law unread{.kind = LawKind::empirical, .values = {1}, .cumulative = {1}};
  const auto text = read_input(section, file);
  if (!text) return unread;
  const std::string shown = shown_path(section.draft(), file.text);
  Law law{.kind = LawKind::empirical, .values = {}, .cumulative = {}};
  try {
    const TraceText table{checked_text({*text, shown}), shown};
    CsvReader reader{table.text, ',', CsvReader::Quotes::rfc4180};
    CsvRow header;
    reader.next(header);
    check_quotes(table, header);
    const std::size_t count = header.cells.size(), index = column_index(header.cells, column);
    if (index == count) {
      section.fault(column.spot.place(),
                    fmt::format("{}: unknown column {}{}", name, found_text(column),
                                known_words(column.text, header.cells)));
      return unread;
    }
    law.values = read_column(table, reader, {index, count, name, key.bounds});
  } catch (const ScenarioError& error) {
    note_faults(section.draft(), error, shown, *text);
    return unread;
  }
  if (law.values.empty()) {
    section.fault(file.spot.place(), fmt::format("{}: {} has no rows", name, quoted(file.text)));
    return unread;
  }
  std::ranges::sort(law.values);
  law.cumulative = equal_shares(law.values.size());
  return law;
}

}  // namespace souk
