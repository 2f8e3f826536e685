#include <cmath>
#include <functional>

#include "models/traces/cell.hpp"
#include "models/traces/trace.hpp"
#include "models/traces/trace_draft.hpp"

namespace souk {
namespace {

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string{text};
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

std::string number_cell(double number) {
  return std::isnan(number) ? std::string{} : shortest(number);
}

std::string name_cell(const std::vector<std::string>& names, std::int32_t index) {
  return index < 0 ? std::string{} : csv_cell(names[static_cast<std::size_t>(index)]);
}

struct Column {
  std::string_view name;
  std::function<std::string(const TraceJob&)> cell;
};

std::vector<Column> optional_columns(const Trace& trace) {
  const auto word = [&trace](std::int32_t TraceJob::*index) {
    return [&trace, index](const TraceJob& job) { return name_cell(trace.words, job.*index); };
  };
  const auto time = [](Seconds TraceJob::*member) {
    return [member](const TraceJob& job) { return number_cell((job.*member).value); };
  };
  const auto credits = [](double TraceJob::*member) {
    return [member](const TraceJob& job) { return number_cell(job.*member); };
  };
  return {
      {"id", [&trace](const TraceJob& job) { return name_cell(trace.ids, job.id); }},
      {"user",
       [&trace](const TraceJob& job) {
         const std::string& name = trace.users[job.user];
         return name == TraceDraft::nobody ? std::string{} : csv_cell(name);
       }},
      {"group", [&trace](const TraceJob& job) { return name_cell(trace.groups, job.group); }},
      {"estimate_s", time(&TraceJob::estimate)},
      {"start_s", time(&TraceJob::start)},
      {"state",
       [&trace](const TraceJob& job) {
         if (job.state < 0) return std::string{job.censored ? "censored" : ""};
         return name_cell(trace.states, job.state);
       }},
      {"value_credit", credits(&TraceJob::value)},
      {"budget_credit", credits(&TraceJob::budget)},
      {"deadline_s", time(&TraceJob::deadline)},
      {"patience_s", time(&TraceJob::patience)},
      {"device", word(&TraceJob::device)},
      {"dataset", word(&TraceJob::dataset)},
      {"model", word(&TraceJob::model)},
  };
}

}  // namespace

std::string write_native(const Trace& trace) {
  std::vector<Column> columns = optional_columns(trace);
  std::erase_if(columns, [&trace](const Column& column) {
    for (const TraceJob& job : trace.jobs)
      if (!column.cell(job).empty()) return false;
    return true;
  });
  std::string out = "submit_s,duration_s,gpus";
  for (const Column& column : columns) out += "," + std::string{column.name};
  out += "\n";
  for (const TraceJob& job : trace.jobs) {
    out += shortest(job.submit.value) + "," + shortest(job.duration.value) + "," +
           std::to_string(job.gpus);
    for (const Column& column : columns) out += "," + column.cell(job);
    out += "\n";
  }
  return out;
}

}  // namespace souk
