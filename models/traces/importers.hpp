#pragma once

// The importers, one per format. `source.text` is checked_text of the file; each throws
// ScenarioError.

#include <string_view>

#include "models/traces/trace.hpp"
#include "models/traces/trace_text.hpp"

namespace souk {

Trace read_native(const TraceText& source, std::string_view salt);
Trace read_philly(const TraceText& source, std::string_view salt);
Trace read_swf(const TraceText& source, std::string_view salt);
Trace read_sacct(const TraceText& source, std::string_view salt);

/// Names of the formats' columns, from which "auto" tells them.
std::span<const std::string_view> native_columns();
std::span<const std::string_view> philly_columns();
std::span<const std::string_view> sacct_columns();

}  // namespace souk
