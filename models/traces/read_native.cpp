#include <array>

#include <fmt/format.h>

#include "models/traces/cell.hpp"
#include "models/traces/importers.hpp"
#include "models/traces/sacct_fields.hpp"
#include "models/traces/trace_draft.hpp"

namespace souk {
namespace {

enum Column : std::size_t {
  submit,
  duration,
  gpus,
  id,
  user,
  group,
  estimate,
  start,
  state,
  value,
  budget,
  deadline,
  patience,
  device,
  dataset,
  model,
  column_count
};
constexpr std::array<std::string_view, column_count> names{
    "submit_s",   "duration_s", "gpus",    "id",           "user",          "group",
    "estimate_s", "start_s",    "state",   "value_credit", "budget_credit", "deadline_s",
    "patience_s", "device",     "dataset", "model"};

// Money holds amounts below 9.2e12 credits.
constexpr double most_credits = 9e12;

/// Whether a state, of Slurm or of Souk's own, says that the true duration is longer than the
/// recorded one.
bool is_censored(std::string_view cell) {
  std::string word{trimmed(cell)};
  for (char& c : word) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  if (word.empty() || word == "FINISHED") return false;
  if (word == "CENSORED" || word == "RUNNING") return true;
  if (const auto state = find_slurm_state(word)) return stopped_early(*state);
  throw BadRow{fmt::format("state is {}; known: {}, FINISHED, CENSORED", quoted_cell(trimmed(cell)),
                           slurm_state_names())};
}

class NativeReader {
 public:
  NativeReader(const TraceText& source, CsvRow& row, CsvReader& reader) : draft_{"native", source} {
    reader.next(row);
    at_ = locate_columns(source, row, names, std::span{names}.first(3), false);
    draft_.read_rows(reader, row.cells.size(), [this](const CsvRow& next) { take(next); });
  }

  Trace finish(std::string_view salt) {
    if (at_[user] < 0) draft_.assume("No user column: all jobs belong to one user, \"unknown\".");
    if (repeated_ids_ > 0)
      draft_.assume(
          fmt::format("{} rows repeat an id; each row is a job of its own.", repeated_ids_));
    return draft_.finish(salt);
  }

 private:
  static std::string_view cell(const CsvRow& row, int position) {
    return position < 0 ? std::string_view{} : row.cells[static_cast<std::size_t>(position)];
  }
  std::string_view cell(const CsvRow& row, Column column) const { return cell(row, at_[column]); }
  Seconds optional_time(const CsvRow& row, Column column) const {
    return Seconds{read_optional(cell(row, column), names[column], 0, longest_time_s)};
  }
  double optional_credits(const CsvRow& row, Column column) const {
    return read_optional(cell(row, column), names[column], 0, most_credits);
  }

  void take(const CsvRow& row) {
    TraceJob job;
    job.submit = Seconds{read_number(cell(row, submit), names[submit], 0, longest_time_s)};
    job.duration = Seconds{read_number(cell(row, duration), names[duration], 0, longest_time_s)};
    job.gpus = static_cast<int>(read_count(cell(row, gpus), names[gpus], 1, most_gpus));
    job.estimate = optional_time(row, estimate);
    job.start = optional_time(row, start);
    job.value = optional_credits(row, value);
    job.budget = optional_credits(row, budget);
    job.deadline = optional_time(row, deadline);
    job.patience = optional_time(row, patience);
    if (job.start < job.submit)
      throw BadRow{fmt::format("start_s {} is before submit_s {}", shortest(job.start.value),
                               shortest(job.submit.value))};
    job.censored = is_censored(cell(row, state));
    job.state = draft_.state(trimmed(cell(row, state)));
    job.user = draft_.user(trimmed(cell(row, user)));
    job.group = draft_.group(trimmed(cell(row, group)));
    job.device = draft_.word(trimmed(cell(row, device)));
    job.dataset = draft_.word(trimmed(cell(row, dataset)));
    job.model = draft_.word(trimmed(cell(row, model)));
    const std::size_t known = draft_.ids.names().size();
    job.id = draft_.id(trimmed(cell(row, id)));
    if (job.id >= 0 && draft_.ids.names().size() == known) ++repeated_ids_;
    draft_.take(job);
  }

  TraceDraft draft_;
  std::vector<int> at_;
  std::uint64_t repeated_ids_ = 0;
};

}  // namespace

std::span<const std::string_view> native_columns() {
  return names;
}

Trace read_native(const TraceText& source, std::string_view salt) {
  CsvReader reader{source.text, ',', CsvReader::Quotes::rfc4180};
  CsvRow header;
  return NativeReader{source, header, reader}.finish(salt);
}

}  // namespace souk
