#include "models/scenario/error.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace souk {
namespace {

/// Control bytes become '?': a report is for a terminal, and what() ends at the first 0.
std::string printable(std::string text) {
  for (char& c : text)
    if (c != '\t' && (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)) c = '?';
  return text;
}

/// A message of bounded length, whatever word it quotes: its beginning and its end.
std::string shortened(const std::string& text) {
  constexpr std::size_t most = 1500, head = 300, tail = 900;
  if (text.size() <= most) return text;
  const auto inside = [&](std::size_t at) { return (text[at] & 0xC0) == 0x80; };  // a sequence
  std::size_t end = head, start = text.size() - tail;
  while (end > 0 && inside(end)) --end;
  while (start < text.size() && inside(start)) ++start;
  return text.substr(0, end) + " [...] " + text.substr(start);
}

/// Line number `line` (1-based) of a text, without its end, cut at 200 bytes.
std::string source_line(std::string_view text, std::uint32_t line) {
  for (; line > 1; --line) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  std::string out{text.substr(0, std::min<std::size_t>(text.find('\n'), 200))};
  if (!out.empty() && out.back() == '\r') out.pop_back();
  return printable(std::move(out));
}

/// Blanks up to a 1-based column, which counts characters, not bytes; tabs stay tabs.
std::string indent(std::string_view line, std::uint32_t column) {
  std::string out;
  std::uint32_t at = 1;
  for (const char c : line) {
    if ((static_cast<unsigned char>(c) & 0xC0U) == 0x80U) continue;  // inside a UTF-8 sequence
    if (at++ >= column) break;
    out += c == '\t' ? '\t' : ' ';
  }
  for (; at < column && at < 200; ++at) out += ' ';
  return out;
}

/// A place without a column is its whole line.
std::string report(const std::vector<Fault>& faults, const SourceTexts& sources) {
  std::string out;
  for (const auto& [place, message] : faults) {
    std::string where = place.file.empty() ? std::string{} : place.file + ":";
    if (place.line > 0) where += fmt::format("{}:", place.line);
    if (place.column > 0) where += fmt::format("{}:", place.column);
    out += printable(where + (where.empty() ? "" : " ") + shortened(message)) + "\n";
    const auto source = sources.find(place.file);
    if (place.line == 0 || source == sources.end()) continue;
    const std::string line = source_line(source->second, place.line);
    out += fmt::format("{:5} | {}\n", place.line, line);
    if (place.column > 0) out += fmt::format("      | {}^\n", indent(line, place.column));
  }
  return out +
         fmt::format("{} error{}; nothing was run", faults.size(), faults.size() == 1 ? "" : "s");
}

SourceTexts same_text_for_all(const std::vector<Fault>& faults, std::string_view text) {
  SourceTexts sources;
  if (text.empty()) return sources;
  for (const Fault& fault : faults) sources.emplace(fault.place.file, std::string{text});
  return sources;
}

std::vector<Fault> in_order(std::vector<Fault> faults) {
  const auto key = [](const Fault& fault) {
    return std::tie(fault.place.file, fault.place.line, fault.place.column);
  };
  std::stable_sort(faults.begin(), faults.end(),
                   [&](const Fault& a, const Fault& b) { return key(a) < key(b); });
  const auto same = [](const Fault& a, const Fault& b) {
    return a.place == b.place && a.message == b.message;
  };
  faults.erase(std::unique(faults.begin(), faults.end(), same), faults.end());
  return faults;
}

}  // namespace

ScenarioError::ScenarioError(std::vector<Fault> faults, std::string_view source_text)
    : ScenarioError{in_order(std::move(faults)), SourceTexts{}, source_text} {}

ScenarioError::ScenarioError(std::vector<Fault> faults, const SourceTexts& sources)
    : ScenarioError{in_order(std::move(faults)), sources, {}} {}

ScenarioError::ScenarioError(std::vector<Fault>&& sorted, const SourceTexts& sources,
                             std::string_view source_text)
    : std::runtime_error{report(
          sorted, sources.empty() ? same_text_for_all(sorted, source_text) : sources)},
      faults_{std::move(sorted)} {}

}  // namespace souk
