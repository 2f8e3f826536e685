#include "models/traces/trace_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/scenario/error.hpp"
#include "models/traces/cell.hpp"

namespace souk {
namespace {

using namespace std::string_view_literals;

// Bytes of the UTF-8 character that starts the text (RFC 3629: no overlong form, no surrogate); 0:
// it is none.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned>(static_cast<unsigned char>(text[i])) : 0U;
  };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xc0U) == 0x80U; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead < 0xc2) return 0;
  if (lead < 0xe0) return follows(1) ? 2 : 0;
  if (lead < 0xf0) {
    if ((lead == 0xe0 && byte(1) < 0xa0) || (lead == 0xed && byte(1) > 0x9f)) return 0;
    return follows(1) && follows(2) ? 3 : 0;
  }
  if (lead > 0xf4) return 0;
  if ((lead == 0xf0 && byte(1) < 0x90) || (lead == 0xf4 && byte(1) > 0x8f)) return 0;
  return follows(1) && follows(2) && follows(3) ? 4 : 0;
}

void refuse_packed(const TraceText& source) {
  constexpr std::array kinds{
      std::pair{"\x1f\x8b"sv, "compressed (gzip)"},
      std::pair{"PK\x03\x04"sv, "compressed (zip)"},
      std::pair{"\xfd"
                "7zXZ"sv,
                "compressed (xz)"},
      std::pair{"\x28\xb5\x2f\xfd"sv, "compressed (zstd)"},
      std::pair{"BZh"sv, "compressed (bzip2)"},
      std::pair{"\xff\xfe"sv, "UTF-16"},
      std::pair{"\xfe\xff"sv, "UTF-16"},
  };
  for (const auto& [first_bytes, kind] : kinds)
    if (source.text.starts_with(first_bytes))
      fail_trace(source, 1, 1, fmt::format("the file is {}; plain UTF-8 text is needed", kind));
}

[[noreturn]] void fail_byte(const TraceText& source, std::size_t at) {
  const std::string_view before = source.text.substr(0, at);
  const auto line = static_cast<std::uint64_t>(std::ranges::count(before, '\n')) + 1;
  const std::size_t start = before.rfind('\n') + 1;  // npos + 1 is 0
  fail_trace(source, line, at - start + 1,
             fmt::format("byte 0x{:02x} is not text; plain UTF-8 text is needed",
                         static_cast<unsigned char>(source.text[at])));
}

bool shows_well(std::string_view line) {
  return line.size() <= 160 && std::ranges::none_of(line, [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e;
         });
}

std::string_view line_of(std::string_view text, std::uint64_t line) {
  std::size_t at = 0;
  bool ended = false;
  std::string_view found;
  for (std::uint64_t i = 0; i < line && at < text.size(); ++i) found = take_line(text, at, ended);
  return found;
}

std::string suggestion(std::string_view word, std::span<const std::string_view> known) {
  const std::string_view nearest = nearest_word(word, known);
  return nearest.empty() ? std::string{} : fmt::format("; did you mean \"{}\"?", nearest);
}

std::uint64_t column_of(const CsvRow& header, std::size_t position) {
  return static_cast<std::uint64_t>(header.cells[position].data() - header.cells[0].data()) + 1;
}

}  // namespace

void fail_trace(const TraceText& source, std::uint64_t line, std::uint64_t column,
                std::string message) {
  // A long or binary line under the message would hide it.
  const bool shown = line > 0 && shows_well(line_of(source.text, line));
  throw ScenarioError{{Fault{.place = {.file = std::string{source.file},
                                       .line = static_cast<std::uint32_t>(line),
                                       .column = static_cast<std::uint32_t>(column)},
                             .message = std::move(message)}},
                      shown ? source.text : std::string_view{}};
}

std::string_view checked_text(const TraceText& source) {
  refuse_packed(source);
  const std::size_t mark = source.text.starts_with("\xef\xbb\xbf") ? 3 : 0;
  for (std::size_t at = mark; at < source.text.size();) {
    const auto byte = static_cast<unsigned char>(source.text[at]);
    const bool plain = byte >= 0x20 ? byte < 0x7f : byte == '\n' || byte == '\r' || byte == '\t';
    if (plain) {
      ++at;
      continue;
    }
    const std::size_t length = byte < 0x80 ? 0 : character_length(source.text.substr(at));
    if (length == 0) fail_byte(source, at);
    at += length;
  }
  const std::string_view text = source.text.substr(mark);
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    fail_trace(source, 1, 1, "the file is empty; rows are needed");
  return text;
}

std::vector<int> locate_columns(const TraceText& source, const CsvRow& header,
                                std::span<const std::string_view> known,
                                std::span<const std::string_view> required, bool others_allowed) {
  std::vector<int> positions(known.size(), -1);
  std::vector<std::string_view> others;
  if (header.fault != CsvFault::none)
    fail_trace(source, header.line, 1, "the header row has a quote in the wrong place");
  for (std::size_t i = 0; i < header.cells.size(); ++i) {
    const std::string_view name = trimmed(header.cells[i]);
    const auto found = std::ranges::find(known, name);
    if (found == known.end()) {
      others.push_back(name);
      if (others_allowed) continue;
      fail_trace(source, header.line, column_of(header, i),
                 fmt::format("unknown column {}{}; known: {}", quoted_cell(name),
                             suggestion(name, known), fmt::join(known, ", ")));
    }
    int& position = positions[static_cast<std::size_t>(found - known.begin())];
    if (position >= 0)
      fail_trace(source, header.line, column_of(header, i),
                 fmt::format("column \"{}\" is named twice", name));
    position = static_cast<int>(i);
  }
  for (const std::string_view name : required) {
    if (positions[static_cast<std::size_t>(std::ranges::find(known, name) - known.begin())] >= 0)
      continue;
    const std::string_view near = nearest_word(name, others);
    fail_trace(source, header.line, 1,
               fmt::format("no column \"{}\"{}", name,
                           near.empty() ? "" : fmt::format("; {} is near it", quoted_cell(near))));
  }
  return positions;
}

}  // namespace souk
