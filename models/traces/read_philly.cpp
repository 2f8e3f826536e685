#include <array>

#include <fmt/format.h>

#include "models/traces/cell.hpp"
#include "models/traces/importers.hpp"
#include "models/traces/trace_draft.hpp"

// The cleaned CSV of Microsoft's Philly trace (Jeon et al., "Analysis of large-scale multi-tenant
// GPU clusters for DNN training workloads", ATC 2019), as the simulators of Pollux and Gavel take
// it.

namespace souk {
namespace {

enum Column : std::size_t { timestamp, duration, num_gpus, gpu_time, cluster, column_count };
constexpr std::array<std::string_view, column_count> names{"timestamp", "duration", "num_gpus",
                                                           "gpu_time", "cluster"};
// Above: 128 GPUs for the longest time is well inside.
constexpr double most_gpu_seconds = longest_time_s * most_gpus;

TraceJob read_job(const std::array<std::string_view, column_count>& cells) {
  TraceJob job;
  job.submit =
      Seconds{static_cast<double>(read_wall_time(cells[timestamp], names[timestamp], ' '))};
  job.duration = Seconds{read_number(cells[duration], names[duration], 0, longest_time_s)};
  job.gpus = static_cast<int>(read_count(cells[num_gpus], names[num_gpus], 1, most_gpus));
  const double told = read_number(cells[gpu_time], names[gpu_time], 0, most_gpu_seconds);
  const double due = (job.duration * job.gpus).value;
  if (told != due)
    throw BadRow{
        fmt::format("gpu_time is {}; duration x num_gpus is {}", shortest(told), shortest(due))};
  if (trimmed(cells[cluster]).empty()) throw BadRow{"cluster is empty"};
  return job;
}

}  // namespace

std::span<const std::string_view> philly_columns() {
  return names;
}

Trace read_philly(const TraceText& source, std::string_view salt) {
  CsvReader reader{source.text, ',', CsvReader::Quotes::rfc4180};
  CsvRow header;
  reader.next(header);
  const std::vector<int> at = locate_columns(source, header, names, names, false);
  TraceDraft draft{"philly", source};
  draft.read_rows(reader, header.cells.size(), [&](const CsvRow& row) {
    std::array<std::string_view, column_count> cells;
    for (std::size_t i = 0; i < column_count; ++i)
      cells[i] = row.cells[static_cast<std::size_t>(at[i])];
    TraceJob job = read_job(cells);
    const std::string_view name = trimmed(cells[cluster]);
    job.user = draft.user(name);
    job.group = draft.group(name);
    draft.take(job);
  });
  draft.count_from_first_submission();
  draft.assume(
      "Wall times are local and have no zone: they are taken as written, without daylight saving.");
  draft.assume("Time 0 is the first submission.");
  draft.assume("The trace names no user: each virtual cluster is one user and one group.");
  draft.assume("The trace has no status, no wait and no host: every duration counts as complete.");
  return draft.finish(salt);
}

}  // namespace souk
