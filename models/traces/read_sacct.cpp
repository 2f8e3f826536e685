#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "models/traces/cell.hpp"
#include "models/traces/importers.hpp"
#include "models/traces/sacct_attempts.hpp"
#include "models/traces/trace_draft.hpp"

namespace souk {
namespace {

enum Column : std::size_t {
  submit,
  start,
  end,
  state,
  job_id_raw,
  job_id,
  user,
  account,
  time_limit,
  requested,
  allocated,
  eligible,
  partition,
  qos,
  node_count,
  column_count
};
constexpr std::array<std::string_view, column_count> names{
    "Submit",       "Start",   "End",       "State",    "JobIDRaw",  "JobID", "User",  "Account",
    "TimelimitRaw", "ReqTRES", "AllocTRES", "Eligible", "Partition", "QOS",   "NNodes"};
constexpr std::size_t required_count = 4;

class SacctReader {
 public:
  explicit SacctReader(const TraceText& source) : draft_{"sacct", source} {
    // -P quotes nothing; a bar inside a cell cannot be told from a separator.
    CsvReader reader{source.text, '|', CsvReader::Quotes::none};
    CsvRow row;
    reader.next(row);
    at_ = locate_columns(source, row, names, std::span{names}.first(required_count), true);
    if (at_[requested] < 0 && at_[allocated] < 0)
      fail_trace(source, row.line, 1,
                 "no column \"ReqTRES\" or \"AllocTRES\": the GPUs are not told");
    list_other_columns(row);
    draft_.read_rows(reader, row.cells.size(), [this](const CsvRow& next) { take(next); });
  }

  Trace finish(std::string_view salt) {
    const SacctTally tally = take_attempts(std::move(attempts_), draft_);
    draft_.count_from_first_submission();
    draft_.assume(
        "Wall times are local and have no zone: they are taken as written, without daylight "
        "saving.");
    draft_.assume("Time 0 is the first submission of a job that is taken.");
    say(tally.requeued_jobs > 0,
        "{} jobs were requeued: each is one job from its first submission, with the run of its "
        "last completed attempt, or else of its last run; {} other attempts ran {:.1f} GPU-hours, "
        "which are left out.",
        tally.requeued_jobs, tally.earlier_attempts, tally.lost_gpu_hours);
    say(tally.repeated_rows > 0,
        "{} rows hold a record that another row has (same id, user, submission and start), as "
        "reports of overlapping periods do: each record counts once.",
        tally.repeated_rows);
    say(tally.reused_ids > 0,
        "{} job ids were used again, after a completed attempt or by another user: a new job each.",
        tally.reused_ids);
    say(tally.stopped > 0,
        "{} jobs were stopped early (time limit, deadline, lost node, preemption): their true "
        "duration is longer.",
        tally.stopped);
    say(late_ > 0,
        "{} rows were held or waited for another job after submission: the submission counts.",
        late_);
    say(several_types_ > 0,
        "{} rows have GPUs of several types: the most frequent is taken for all.", several_types_);
    say(no_gpu_ > 0, "{} rows ask for no GPU and are left out.", no_gpu_);
    return draft_.finish(salt);
  }

 private:
  std::string_view cell(const CsvRow& row, Column column) const {
    return at_[column] < 0 ? std::string_view{}
                           : trimmed(row.cells[static_cast<std::size_t>(at_[column])]);
  }

  template <class... Values>
  void say(bool true_here, std::string_view sentence, const Values&... values) {
    if (true_here) draft_.assume(fmt::vformat(sentence, fmt::make_format_args(values...)));
  }

  void list_other_columns(const CsvRow& header) {
    std::string others;
    for (const std::string_view cell : header.cells) {
      const std::string_view name = trimmed(cell);
      if (name.empty() || std::ranges::find(names, name) != names.end()) continue;
      const std::string_view near = nearest_word(name, names);
      others += fmt::format("{}{}{}", others.empty() ? "" : ", ", quoted_cell(name),
                            near.empty() ? "" : fmt::format(" (did you mean {}?)", near));
    }
    if (!others.empty()) draft_.assume(fmt::format("Columns not used: {}.", others));
  }

  TresGpus gpus_of(const CsvRow& row) {
    TresGpus gpus = read_tres_gpus(cell(row, allocated));
    const TresGpus asked = read_tres_gpus(cell(row, requested));
    if (gpus.count == 0) return asked;
    if (gpus.device.empty()) gpus.device = asked.device;
    return gpus;
  }

  void take(const CsvRow& row) {
    if (cell(row, submit) == names[submit] && cell(row, state) == names[state]) {
      draft_.leave_out(row.line, "the header again");
      return;
    }
    SacctAttempt attempt;
    attempt.line = row.line;
    attempt.id = cell(row, job_id_raw).empty() ? cell(row, job_id) : cell(row, job_id_raw);
    if (attempt.id.find('.') != std::string_view::npos) {
      draft_.leave_out(row.line, "a step of a job (sacct -X prints none)");
      return;
    }
    const TresGpus gpus = gpus_of(row);
    attempt.state = read_slurm_state(cell(row, state));
    attempt.submit = read_wall_time(cell(row, submit), names[submit], 'T');
    attempt.start = read_slurm_time(cell(row, start), names[start]);
    attempt.end = read_slurm_time(cell(row, end), names[end]);
    attempt.limit = read_time_limit(cell(row, time_limit));
    check_order(attempt);
    if (gpus.count == 0) {
      ++no_gpu_;
      draft_.leave_out(row.line, "no GPU asked");
      return;
    }
    attempt.gpus = static_cast<int>(gpus.count);
    attempt.device = gpus.device;
    attempt.user = cell(row, user);
    attempt.account = cell(row, account);
    several_types_ += gpus.several_types ? 1 : 0;
    const auto ready = read_slurm_time(cell(row, eligible), names[eligible]);
    late_ += ready && *ready > attempt.submit ? 1 : 0;
    attempts_.push_back(attempt);
  }

  static void check_order(const SacctAttempt& attempt) {
    if (attempt.start && *attempt.start < attempt.submit) throw BadRow{"Start is before Submit"};
    if (attempt.start && attempt.end && *attempt.end < *attempt.start)
      throw BadRow{"End is before Start"};
    if (attempt.start && attempt.end &&
        static_cast<double>(*attempt.end - *attempt.start) > longest_time_s)
      throw BadRow{"it ran for more than 1e9 s"};
  }

  TraceDraft draft_;
  std::vector<int> at_;
  std::vector<SacctAttempt> attempts_;
  std::uint64_t late_ = 0, several_types_ = 0, no_gpu_ = 0;
};

}  // namespace

std::span<const std::string_view> sacct_columns() {
  return names;
}

Trace read_sacct(const TraceText& source, std::string_view salt) {
  return SacctReader{source}.finish(salt);
}

}  // namespace souk
