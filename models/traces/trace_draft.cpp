#include "models/traces/trace_draft.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "models/scenario/error.hpp"
#include "models/traces/cell.hpp"
#include "models/traces/siphash.hpp"

namespace souk {
namespace {

// `letter`-xxxxxxxx for each name but that of nobody. All sixteen digits where eight would make two
// names one.
void hash_names(std::vector<std::string>& names, char letter, std::string_view salt) {
  const std::uint64_t low = siphash(0, 0, salt), high = siphash(1, 0, salt);
  for (const int shift : {32, 0}) {
    std::vector<std::string> hashed;
    for (const std::string& name : names) {
      const std::uint64_t hash = siphash(low, high, name) >> shift;
      hashed.push_back(name == TraceDraft::nobody
                           ? name
                           : fmt::format("{}-{:0{}x}", letter, hash, shift == 0 ? 16 : 8));
    }
    if (shift != 0 && std::set(hashed.begin(), hashed.end()).size() < names.size()) continue;
    names = std::move(hashed);
    return;
  }
}

// Renumbers names by first use: `renumber` is called with each job's index in turn.
class FirstUse {
 public:
  explicit FirstUse(const std::vector<std::string>& old_names)
      : old_names_{old_names}, fresh_(old_names.size(), -1) {}

  std::int32_t operator()(std::int32_t old) {
    if (old < 0) return old;
    std::int32_t& number = fresh_[static_cast<std::size_t>(old)];
    if (number < 0) {
      number = static_cast<std::int32_t>(names.size());
      names.push_back(old_names_[static_cast<std::size_t>(old)]);
    }
    return number;
  }

  std::vector<std::string> names;

 private:
  const std::vector<std::string>& old_names_;
  std::vector<std::int32_t> fresh_;
};

}  // namespace

std::int32_t NameTable::number(std::string_view name) {
  if (const auto found = numbers_.find(name); found != numbers_.end()) return found->second;
  const auto fresh = static_cast<std::int32_t>(names_.size());
  names_.emplace_back(name);
  numbers_.emplace(names_.back(), fresh);
  return fresh;
}

TraceDraft::TraceDraft(std::string_view format, const TraceText& source) : source_{source} {
  trace_.format = format;
  trace_.file = source.file.substr(source.file.find_last_of('/') + 1);
}

std::uint32_t TraceDraft::user(std::string_view name) {
  return static_cast<std::uint32_t>(users.number(name.empty() ? nobody : name));
}
std::int32_t TraceDraft::group(std::string_view name) {
  return name.empty() ? -1 : groups.number(name);
}
std::int32_t TraceDraft::word(std::string_view name) {
  return name.empty() ? -1 : words.number(name);
}

std::int32_t TraceDraft::id(std::string_view name) {
  return name.empty() ? -1 : ids.number(name);
}
std::int32_t TraceDraft::state(std::string_view name) {
  return name.empty() ? -1 : states.number(name);
}

void TraceDraft::refuse(std::uint64_t line, std::string reason) {
  ++malformed_;
  trace_.refused.push_back({line, std::move(reason)});
}

void TraceDraft::leave_out(std::uint64_t line, std::string reason) {
  trace_.refused.push_back({line, std::move(reason)});
}

void TraceDraft::count_from_first_submission() {
  if (trace_.jobs.empty()) return;
  const auto [earliest, latest] = std::ranges::minmax_element(trace_.jobs, {}, &TraceJob::submit);
  const Seconds first = earliest->submit, last = latest->submit;
  if ((last - first).value > longest_time_s)
    fail_trace(source_, 1, 0,
               fmt::format("submissions from {} to {}: more than 1e9 s (31 years) lie between them",
                           wall_time_text(static_cast<std::int64_t>(first.value)),
                           wall_time_text(static_cast<std::int64_t>(last.value))));
  for (TraceJob& job : trace_.jobs) {
    job.submit = job.submit - first;
    job.start = job.start - first;  // NaN stays NaN
  }
  trace_.epoch = static_cast<std::int64_t>(first.value);
}

void TraceDraft::read_rows(CsvReader& reader, std::size_t columns,
                           const std::function<void(const CsvRow&)>& take_row) {
  for (CsvRow row; reader.next(row);) {
    if (row.fault == CsvFault::open_quote)
      fail_trace(source_, row.line, 0, "a quote is opened in this row and never closed");
    if (row.fault == CsvFault::stray_quote) {
      refuse(row.line, "a quote in the wrong place");
      continue;
    }
    if (!row.ended && row.cells.size() < columns)
      fail_trace(
          source_, row.line, 0,
          fmt::format("the last row is cut off: {} of {} columns", row.cells.size(), columns));
    if (row.cells.size() != columns) {
      refuse(row.line, fmt::format("{} columns; the header has {}", row.cells.size(), columns));
      continue;
    }
    try {
      take_row(row);
    } catch (BadRow& bad) {
      refuse(row.line, std::move(bad.reason));
    }
  }
}

void TraceDraft::check_rows() const {
  if (trace_.rows == 0) fail_trace(source_, 1, 0, "no rows: the file holds a header alone");
  const std::vector<RefusedRow>& refused = trace_.refused;
  if (malformed_ * 2 <= trace_.rows && !trace_.jobs.empty()) return;
  std::vector<Fault> faults;
  const auto add = [&](std::uint64_t line, std::string message) {
    faults.push_back(
        {{std::string{source_.file}, static_cast<std::uint32_t>(line), 0}, std::move(message)});
  };
  add(refused.front().line,
      malformed_ * 2 > trace_.rows
          ? fmt::format("this is no {} trace: {} of {} rows are refused, at most half may be",
                        trace_.format, malformed_, trace_.rows)
          : fmt::format("no jobs: none of the {} rows is a job to replay", trace_.rows));
  for (std::size_t i = 0; i < std::min<std::size_t>(10, refused.size()); ++i)
    add(refused[i].line, refused[i].reason);
  throw ScenarioError{std::move(faults)};
}

void TraceDraft::order_jobs() {
  trace_.was_sorted = std::ranges::is_sorted(trace_.jobs, {}, &TraceJob::submit);
  if (trace_.was_sorted) return;
  std::ranges::stable_sort(trace_.jobs, {}, &TraceJob::submit);
  assume(
      "The rows are not in order of submission: they were sorted, equal times keep their row "
      "order.");
}

// A trace written and read again then has the same numbers, whatever order its rows had first.
void TraceDraft::number_names_in_job_order() {
  FirstUse user_use{users.names()}, group_use{groups.names()}, word_use{words.names()},
      id_use{ids.names()}, state_use{states.names()};
  for (TraceJob& job : trace_.jobs) {
    job.user = static_cast<std::uint32_t>(user_use(static_cast<std::int32_t>(job.user)));
    job.group = group_use(job.group);
    job.device = word_use(job.device);
    job.dataset = word_use(job.dataset);
    job.model = word_use(job.model);
    job.id = id_use(job.id);
    job.state = state_use(job.state);
  }
  trace_.users = std::move(user_use.names);
  trace_.groups = std::move(group_use.names);
  trace_.words = std::move(word_use.names);
  trace_.ids = std::move(id_use.names);
  trace_.states = std::move(state_use.names);
}

Trace TraceDraft::finish(std::string_view salt) {
  std::ranges::stable_sort(trace_.refused, {}, &RefusedRow::line);
  trace_.rows = trace_.jobs.size() + trace_.refused.size();
  check_rows();
  order_jobs();
  number_names_in_job_order();
  if (!salt.empty()) {
    hash_names(trace_.users, 'u', salt);
    hash_names(trace_.groups, 'a', salt);
    assume("User and account names are hashed with a salt.");
  }
  return std::move(trace_);
}

}  // namespace souk
