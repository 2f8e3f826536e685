#pragma once

// What every trace text must be, whatever its format: UTF-8 text without control characters.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/traces/csv.hpp"

namespace souk {

/// A trace's text and the name it goes by in messages.
struct TraceText {
  std::string_view text, file;
};

/// Throws the ScenarioError of one fault at file:line:column.
[[noreturn]] void fail_trace(const TraceText& source, std::uint64_t line, std::uint64_t column,
                             std::string message);

/// The text without a byte order mark. Throws ScenarioError, with the line, for an empty text, a
/// compressed one (gzip, zip, xz, zstd, bzip2 by their first bytes), UTF-16, control characters and
/// bytes that are not UTF-8.
std::string_view checked_text(const TraceText& source);

/// Where the header row names each of the `known` columns; -1 for a column that it does not name.
///
/// Throws ScenarioError for a column named twice, for one of `required` that is missing and, unless
/// `others_allowed`, for an unknown name, each with the nearest known name. Blanks around names are
/// dropped.
std::vector<int> locate_columns(const TraceText& source, const CsvRow& header,
                                std::span<const std::string_view> known,
                                std::span<const std::string_view> required, bool others_allowed);

}  // namespace souk
