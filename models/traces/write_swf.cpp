#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "models/traces/trace.hpp"
#include "models/traces/trace_draft.hpp"

namespace souk {
namespace {

// The number a name stands for, if it is written as the format writes it.
std::optional<std::int64_t> swf_number(const std::string& name) {
  if (name.empty() || name.size() > 10 || (name.size() > 1 && name[0] == '0')) return {};
  if (name.find_first_not_of("0123456789") != std::string::npos) return {};
  const std::int64_t number = std::stoll(name);
  if (number > 2147483647) return {};
  return number;
}

/// What stands for each name: its own number if all are numbers, else 1, 2, ... in their order; -1
/// for nobody.
std::vector<std::int64_t> swf_numbers(const std::vector<std::string>& names) {
  const bool own = std::ranges::all_of(names, [](const std::string& name) {
    return name == TraceDraft::nobody || swf_number(name);
  });
  std::vector<std::int64_t> numbers;
  std::int64_t next = 1;
  for (const std::string& name : names) {
    if (name == TraceDraft::nobody)
      numbers.push_back(-1);
    else
      numbers.push_back(own ? *swf_number(name) : next++);
  }
  return numbers;
}

void write_names(std::string& out, std::string_view kind, const std::vector<std::string>& names,
                 const std::vector<std::int64_t>& numbers) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (numbers[i] == -1 || names[i] == std::to_string(numbers[i])) continue;
    std::string name = names[i];
    std::ranges::replace_if(
        name, [](char c) { return c == '\n' || c == '\r'; }, ' ');
    out += fmt::format("; Note: {} {} is {}\n", kind, numbers[i], name);
  }
}

// SWF holds whole seconds.
std::int64_t whole(Seconds time) {
  return static_cast<std::int64_t>(std::nearbyint(time.value));
}
std::int64_t whole_or_unknown(Seconds time) {
  return std::isnan(time.value) ? -1 : whole(time);
}

bool is_whole(const TraceJob& job) {
  const auto whole_time = [](Seconds time) {
    return std::isnan(time.value) || time.value == std::nearbyint(time.value);
  };
  return whole_time(job.submit) && whole_time(job.duration) && whole_time(job.start) &&
         whole_time(job.estimate);
}

std::string header(const Trace& trace) {
  const auto rounded =
      std::ranges::count_if(trace.jobs, [](const TraceJob& job) { return !is_whole(job); });
  std::string out = "; Version: 2.2\n";
  out += fmt::format("; Conversion: souk, from a trace of format {}\n", trace.format);
  out += fmt::format("; MaxJobs: {0}\n; MaxRecords: {0}\n", trace.jobs.size());
  if (trace.epoch) out += fmt::format("; UnixStartTime: {}\n", *trace.epoch);
  out += "; Note: processors (field 5) are GPUs\n";
  if (rounded > 0)
    out += fmt::format("; Note: times of {} jobs were rounded to whole seconds\n", rounded);
  return out;
}

}  // namespace

std::string write_swf(const Trace& trace) {
  const std::vector<std::int64_t> users = swf_numbers(trace.users),
                                  groups = swf_numbers(trace.groups);
  std::string out = header(trace);
  write_names(out, "user", trace.users, users);
  write_names(out, "group", trace.groups, groups);
  out += ";\n";
  std::size_t number = 0;
  for (const TraceJob& job : trace.jobs) {
    const std::int64_t submit = whole(job.submit), start = whole_or_unknown(job.start);
    // A job stopped at its limit failed; what became of the others the trace does not say.
    out += fmt::format("{} {} {} {} {} -1 -1 -1 {} -1 {} {} {} -1 -1 -1 -1 -1\n", ++number, submit,
                       start < 0 ? -1 : start - submit, whole(job.duration), job.gpus,
                       whole_or_unknown(job.estimate), job.censored ? 0 : -1, users[job.user],
                       job.group < 0 ? -1 : groups[static_cast<std::size_t>(job.group)]);
  }
  return out;
}

}  // namespace souk
