#pragma once

// A trace of jobs, as every importer gives it and every replay takes it.

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/units.hpp"

namespace souk {

/// One recorded job. NaN or -1 where the trace does not say.
struct TraceJob {
  static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  Seconds submit;             ///< after the trace's own time 0
  Seconds duration;           ///< run time as recorded, >= 0
  int gpus = 1;               ///< >= 1
  std::uint32_t user = 0;     ///< index into Trace::users
  std::int32_t group = -1;    ///< index into Trace::groups
  Seconds estimate{unknown};  ///< what was asked for (SWF requested time, Slurm time limit)
  Seconds start{unknown};     ///< observed start, after time 0
  double value = unknown;     ///< credits, of the whole job
  double budget = unknown;    ///< credits
  Seconds deadline{unknown};  ///< after submit
  Seconds patience{unknown};  ///< after submit
  std::int32_t device = -1, dataset = -1, model = -1;  ///< indices into Trace::words
  std::int32_t id = -1, state = -1;                    ///< indices into Trace::ids and ::states
  /// Stopped by a limit, a lost node or preemption: the true duration is longer.
  bool censored = false;
};

/// A row that was not taken, and why.
struct RefusedRow {
  std::uint64_t line = 0;  ///< 1-based, in the file
  std::string reason;
};

struct Trace {
  std::string format;              ///< native, philly, swf, sacct
  std::string file;                ///< base name
  std::string sha256;              ///< of the file, lower-case hexadecimal; set by the command line
  std::vector<TraceJob> jobs;      ///< in submit order; equal submit times keep the row order
  std::vector<std::string> users;  ///< at least one
  std::vector<std::string> groups;
  std::vector<std::string> words;   ///< device, dataset and model names
  std::vector<std::string> ids;     ///< of jobs, as a native trace writes them; else empty
  std::vector<std::string> states;  ///< how jobs ended, likewise
  std::vector<RefusedRow> refused;
  std::vector<std::string> assumptions;  ///< what was taken for granted, a sentence each
  std::vector<std::string> warnings;     ///< what is likely a mistake, a sentence each
  std::optional<std::int64_t> epoch;     ///< wall time of time 0
  std::uint64_t rows = 0;                ///< data rows read, refused ones included
  bool was_sorted = true;
};

/// Reads a trace of the given format ("auto" tells it from the first lines).
///
/// Throws ScenarioError (file and line) for a text that is not such a trace: unknown columns, no
/// rows, binary bytes, a truncated last row, more than half of the rows malformed, no job at all,
/// more than 1e9 s between the first wall time of a submission and the last. Where the first line
/// tells another format than the given one, the message says so. Never returns a partial trace:
/// every row is a job or in `refused`. Well-formed rows that are no job to replay (sacct: never
/// started, no GPU, another attempt of the same job, the same record or the header again; SWF:
/// partial executions, cancelled before the start) do not count towards the half. `salt` hashes
/// user and account names, empty: names as they are. O(n log n); the text may go afterwards.
Trace read_trace(std::string_view text, std::string_view file_name, std::string_view format,
                 std::string_view salt = {});

/// The formats that read_trace knows: name and a line on each.
struct TraceFormat {
  std::string_view name, summary;
};
std::vector<TraceFormat> trace_formats();

/// The jobs as native CSV (columns that say nothing are left out; numbers in their shortest exact
/// form; the epoch is not held), and as SWF 2.2 (18 fields, header; whole seconds; names that are
/// no numbers are numbered and told in the header). Read again, either gives the same jobs in all
/// that its format holds. SWF has no word for a job that was stopped before its limit: read again,
/// such a job is one that failed.
std::string write_native(const Trace& trace);
std::string write_swf(const Trace& trace);

/// The audit: rows, refused rows with line numbers, load against `capacity_gpus` (0: none given),
/// statistics (span, durations, sizes, GPU-hours, inter-arrival), assumptions. Plain text.
std::string audit_report(const Trace& trace, std::uint64_t capacity_gpus);

/// One line on the rows that were not taken, with the first of them; empty if all were.
std::string refused_note(const Trace& trace);

}  // namespace souk
