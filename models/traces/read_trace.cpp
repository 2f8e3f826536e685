#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/scenario/error.hpp"
#include "models/traces/cell.hpp"
#include "models/traces/importers.hpp"
#include "models/traces/trace_draft.hpp"

namespace souk {
namespace {

struct Importer {
  TraceFormat format;
  Trace (*read)(const TraceText& source, std::string_view salt);
};

constexpr Importer importers[] = {
    {{"native",
      "CSV: submit_s,duration_s,gpus and optional columns; times after time 0, in seconds"},
     read_native},
    {{"philly", "Microsoft Philly CSV: timestamp,duration,num_gpus,gpu_time,cluster"}, read_philly},
    {{"swf", "Standard Workload Format 2.2: 18 fields, ';' header; processors are taken as GPUs"},
     read_swf},
    {{"sacct",
      "Slurm: sacct -aDXP "
      "--format=JobIDRaw,User,Account,Partition,QOS,Submit,Eligible,Start,End,State,"
      "TimelimitRaw,ReqTRES,AllocTRES,NNodes"},
     read_sacct},
};

std::ptrdiff_t known_in(const CsvRow& header, std::span<const std::string_view> names) {
  return std::ranges::count_if(header.cells, [&](std::string_view cell) {
    return std::ranges::find(names, trimmed(cell)) != names.end();
  });
}

bool is_swf_line(std::string_view line) {
  line = trimmed(line);
  if (line.starts_with(';')) return true;
  const bool numbers = line.find_first_not_of("0123456789+-.eE \t") == std::string_view::npos;
  return numbers && line.find_first_of(" \t") != std::string_view::npos;
}

std::string_view first_line(const TraceText& source) {
  CsvReader reader{source.text, '\n', CsvReader::Quotes::none};
  CsvRow first;
  reader.next(first);
  return first.cells.front();
}

// The first line that is not blank tells the formats apart: each has a header of its own. Empty: it
// tells none.
std::string_view told_format(std::string_view line) {
  CsvRow first;
  if (is_swf_line(line)) return "swf";
  CsvReader bars{line, '|', CsvReader::Quotes::none};
  bars.next(first);
  if (first.cells.size() > 1 && known_in(first, sacct_columns()) > 1) return "sacct";
  CsvReader commas{line, ',', CsvReader::Quotes::rfc4180};
  commas.next(first);
  const std::ptrdiff_t native = known_in(first, native_columns());
  const std::ptrdiff_t philly = known_in(first, philly_columns());
  if (std::max(native, philly) == 0) return {};
  return native >= philly ? "native" : "philly";
}

std::string_view needed_format(const TraceText& source) {
  const std::string_view line = first_line(source), told = told_format(line);
  if (told.empty())
    fail_trace(
        source, 1, 1,
        fmt::format("no known trace format starts with {}; known: native, philly, swf, sacct",
                    quoted_cell(line)));
  return told;
}

// A text read as what it is not has faults that do not say so.
Trace read_as(const Importer& importer, const TraceText& source, std::string_view salt) {
  try {
    return importer.read(source, salt);
  } catch (const ScenarioError& error) {
    const std::string_view told = told_format(first_line(source));
    if (told.empty() || told == importer.format.name) throw;
    std::vector<Fault> faults = error.faults();
    auto& [place, message] = faults.front();
    message +=
        fmt::format("; the first line is that of a {0} trace: jobs.trace.format = \"{0}\"", told);
    if (faults.size() == 1) fail_trace(source, place.line, place.column, message);
    throw ScenarioError{std::move(faults)};
  }
}

}  // namespace

Trace read_trace(std::string_view text, std::string_view file_name, std::string_view format,
                 std::string_view salt) {
  const TraceText source{checked_text({text, file_name}), file_name};
  const std::string_view name = format == "auto" ? needed_format(source) : format;
  for (const Importer& importer : importers)
    if (importer.format.name == name) return read_as(importer, source, salt);
  std::vector<std::string_view> known{"auto"};
  for (const Importer& importer : importers) known.push_back(importer.format.name);
  const std::string_view nearest = nearest_word(name, known);
  fail_trace({{}, file_name}, 0, 0,
             fmt::format("unknown trace format {}{}; known: {}", quoted_cell(name),
                         nearest.empty() ? "" : fmt::format("; did you mean \"{}\"?", nearest),
                         fmt::join(known, ", ")));
}

std::vector<TraceFormat> trace_formats() {
  std::vector<TraceFormat> formats;
  for (const Importer& importer : importers) formats.push_back(importer.format);
  return formats;
}

}  // namespace souk
