#include <array>
#include <charconv>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "models/traces/cell.hpp"
#include "models/traces/importers.hpp"
#include "models/traces/trace_draft.hpp"

// The Standard Workload Format 2.2. Source: Feitelson et al.,
// https://www.cs.huji.ac.il/labs/parallel/workload/swf.html; Chapin et al., "Benchmarks and
// standards for the evaluation of parallel job schedulers", JSSPP 1999.

namespace souk {
namespace {

constexpr std::size_t field_count = 18;
using Fields = std::array<std::string_view, field_count>;

// Positions of the fields that are used, from 0 (the format counts from 1).
enum Field : std::size_t {
  submit = 1,
  wait = 2,
  run = 3,
  allocated = 4,
  requested = 7,
  requested_time = 8,
  status = 10,
  user = 11,
  group = 12
};
enum Status : std::int64_t {
  failed = 0,
  completed = 1,
  to_continue = 2,
  last_completed = 3,
  last_failed = 4,
  cancelled = 5
};

std::size_t split_fields(std::string_view line, Fields& fields) {
  std::size_t count = 0, at = 0;
  for (;;) {
    at = line.find_first_not_of(" \t", at);
    if (at == std::string_view::npos) return count;
    const std::size_t stop = std::min(line.find_first_of(" \t", at), line.size());
    if (count < field_count) fields[count] = line.substr(at, stop - at);
    ++count;
    at = stop;
  }
}

// -1 is the format's "unknown".
std::optional<double> known_time(const Fields& fields, Field field, std::string_view name) {
  const double time = read_number(fields[field], name, -1, longest_time_s);
  if (time == -1) return {};
  if (time < 0)
    throw BadRow{fmt::format("{} is {}; -1 or a time >= 0 is needed", name, shortest(time))};
  return time;
}

int read_processors(const Fields& fields) {
  auto processors = read_count(fields[allocated], "field 5 (allocated processors)", -1, most_gpus);
  if (processors < 1)
    processors = read_count(fields[requested], "field 8 (requested processors)", -1, most_gpus);
  if (processors < 1)
    throw BadRow{"no processors: neither allocated (field 5) nor requested (field 8)"};
  return static_cast<int>(processors);
}

/// Reads one line's fields; the caller names user and group.
TraceJob read_job(const Fields& fields) {
  TraceJob job;
  job.submit = Seconds{read_number(fields[submit], "field 2 (submit time)", 0, longest_time_s)};
  const auto waited = known_time(fields, wait, "field 3 (wait time)");
  if (waited) job.start = job.submit + Seconds{*waited};
  const auto ran = known_time(fields, run, "field 4 (run time)");
  if (!ran) throw BadRow{"the run time (field 4) is unknown"};
  job.duration = Seconds{*ran};
  job.gpus = read_processors(fields);
  if (const auto asked = known_time(fields, requested_time, "field 9 (requested time)"))
    job.estimate = Seconds{*asked};
  const auto end = read_count(fields[status], "field 11 (status)", -1, cancelled);
  job.censored = (end == failed || end == cancelled) && job.duration >= job.estimate;
  return job;
}

bool is_partial(const Fields& fields) {
  const auto end = read_count(fields[status], "field 11 (status)", -1, cancelled);
  return end == to_continue || end == last_completed || end == last_failed;
}

bool never_started(const Fields& fields) {
  return read_count(fields[status], "field 11 (status)", -1, cancelled) == cancelled &&
         !known_time(fields, run, "field 4 (run time)");
}

// Names are the format's own numbers; empty for unknown.
std::string number_name(const Fields& fields, Field field, std::string_view name) {
  const auto number = read_count(fields[field], name, -1, 2147483647);
  return number == -1 ? std::string{} : std::to_string(number);
}

class SwfReader {
 public:
  explicit SwfReader(const TraceText& source) : source_{source}, draft_{"swf", source} {
    std::size_t at = 0;
    while (at < source.text.size()) {
      bool ended = false;
      const std::string_view line = trimmed(take_line(source.text, at, ended));
      ++line_;
      if (line.empty()) continue;
      if (line.starts_with(';'))
        take_header(trimmed(line.substr(1)));
      else
        take_line_of_fields(line, ended);
    }
  }

  Trace finish(std::string_view salt) {
    draft_.assume("Processors are taken as GPUs.");
    if (unknown_waits_ > 0)
      draft_.assume(fmt::format("{} jobs have no wait time: their observed start is unknown.",
                                unknown_waits_));
    draft_.assume(
        "Memory, CPU time, executable, queue, partition and dependences (fields 6, 7, 10, 14 to "
        "18) are not used.");
    return draft_.finish(salt);
  }

 private:
  void take_header(std::string_view header) {
    const std::size_t colon = header.find(':');
    if (colon == std::string_view::npos) return;
    const std::string_view name = header.substr(0, colon),
                           value = trimmed(header.substr(colon + 1));
    if (name == "UnixStartTime") {
      std::int64_t epoch = 0;
      const auto [end, fault] = std::from_chars(value.data(), value.data() + value.size(), epoch);
      constexpr std::int64_t last = 253402300799;  // 9999-12-31 23:59:59
      if (fault != std::errc{} || end != value.data() + value.size() || epoch < -1 || epoch > last)
        fail_trace(
            source_, line_, 0,
            fmt::format("UnixStartTime is {}; seconds since 1970 are needed", quoted_cell(value)));
      if (epoch > 0) draft_.set_epoch(epoch);  // 0 and -1 stand for unknown
    } else if (name == "TimeZoneString") {
      draft_.assume(
          fmt::format("Dates and hours are UTC; the log's zone is {}.", quoted_cell(value)));
    } else if (name == "MaxProcs" || name == "MaxNodes") {
      draft_.assume(fmt::format("The log's machine has {} {}.", quoted_cell(value),
                                name == "MaxProcs" ? "processors" : "nodes"));
    }
  }

  void take_line_of_fields(std::string_view line, bool ended) {
    Fields fields;
    const std::size_t count = split_fields(line, fields);
    if (!ended && count < field_count)
      fail_trace(source_, line_, 0,
                 fmt::format("the last row is cut off: {} of {} fields", count, field_count));
    try {
      if (count != field_count)
        throw BadRow{fmt::format("{} fields; SWF has {}", count, field_count)};
      if (is_partial(fields)) {
        draft_.leave_out(
            line_, "a partial execution (status 2, 3 or 4); the whole job has a line of its own");
        return;
      }
      if (never_started(fields)) {
        draft_.leave_out(line_, "cancelled before it started");
        return;
      }
      TraceJob job = read_job(fields);
      const std::string user_name = number_name(fields, user, "field 12 (user)");
      job.group = draft_.group(number_name(fields, group, "field 13 (group)"));
      job.user = draft_.user(user_name);
      if (!(job.start >= job.submit)) ++unknown_waits_;
      draft_.take(job);
    } catch (BadRow& bad) {
      draft_.refuse(line_, std::move(bad.reason));
    }
  }

  TraceText source_;
  TraceDraft draft_;
  std::uint64_t line_ = 0, unknown_waits_ = 0;
};

}  // namespace

Trace read_swf(const TraceText& source, std::string_view salt) {
  return SwfReader{source}.finish(salt);
}

}  // namespace souk
