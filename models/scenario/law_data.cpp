#include "models/scenario/law_data.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "models/scenario/words.hpp"

namespace souk {
namespace {

std::vector<double> equal_shares(std::size_t count) {
  std::vector<double> shares;
  for (std::size_t i = 1; i <= count; ++i)
    shares.push_back(static_cast<double>(i) / static_cast<double>(count));
  return shares;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t\r\"");
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(" \t\r\"") - start + 1);
}

/// The fields of a line; an empty one stays.
std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  for (;;) {
    const std::size_t end = line.find(',');
    fields.push_back(trimmed(line.substr(0, end)));
    if (end == std::string_view::npos) return fields;
    line.remove_prefix(end + 1);
  }
}

/// Lines with the blank ones, so that their numbers hold.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

/// The column's place in the header, or its size if it is not there.
std::size_t column_index(const std::vector<std::string_view>& header, const Node& column) {
  if (column.is(Node::Type::integer))
    return column.integer >= 1
               ? std::min(header.size(), static_cast<std::size_t>(column.integer - 1))
               : header.size();
  return static_cast<std::size_t>(std::find(header.begin(), header.end(), column.text) -
                                  header.begin());
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

Law read_empirical(const Section& section, const Key& key, std::string_view name, const Node& file,
                   const Node& column) {
  Law law{.kind = LawKind::empirical, .values = {}, .cumulative = {}};
  const Law unread{.kind = LawKind::empirical, .values = {1}, .cumulative = {1}};
  const auto text = read_input(section, file);
  if (!text) return unread;
  const auto lines = lines_of(*text);
  const auto header = lines.empty() ? std::vector<std::string_view>{} : fields_of(lines[0]);
  const std::size_t index = column_index(header, column);
  if (index == header.size()) {
    section.fault(column.spot.place(),
                  fmt::format("{}: unknown column {}{}", name, found_text(column),
                              known_words(column.text, header)));
    return unread;
  }
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (trimmed(lines[i]).empty()) continue;
    const auto fields = fields_of(lines[i]);
    const auto number = index < fields.size() ? read_number(fields[index]) : std::nullopt;
    if (!number || !within(*number, key.bounds)) {
      section.draft().faults.push_back(
          {{file.text, static_cast<std::uint32_t>(i + 1), 1},
           fmt::format("{}: found \"{}\"; allowed is a number {}", name,
                       index < fields.size() ? fields[index] : "", bounds_text(key.bounds))});
      return unread;
    }
    law.values.push_back(*number);
  }
  if (law.values.empty()) {
    section.fault(file.spot.place(), fmt::format("{}: {} has no rows", name, quoted(file.text)));
    return unread;
  }
  std::sort(law.values.begin(), law.values.end());
  law.cumulative = equal_shares(law.values.size());
  return law;
}

}  // namespace souk
