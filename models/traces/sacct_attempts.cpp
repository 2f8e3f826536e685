#include "models/traces/sacct_attempts.hpp"

#include <algorithm>
#include <span>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "models/traces/cell.hpp"

namespace souk {
namespace {

std::string why_not_run(const SacctAttempt& attempt) {
  if (attempt.state == SlurmState::cancelled && (!attempt.start || attempt.end))
    return "cancelled before it started";
  if (attempt.start)
    return fmt::format("still {}: its run time is not known", slurm_state_name(attempt.state));
  if (attempt.state == SlurmState::pending) return "still PENDING: it has not started";
  return fmt::format("it never started (state {})", slurm_state_name(attempt.state));
}

const SacctAttempt* standing_attempt(std::span<const SacctAttempt> attempts) {
  const SacctAttempt* last_run = nullptr;
  const SacctAttempt* last_completed = nullptr;
  for (const SacctAttempt& attempt : attempts) {
    if (!has_run(attempt)) continue;
    last_run = &attempt;
    if (attempt.state == SlurmState::completed) last_completed = &attempt;
  }
  return last_completed != nullptr ? last_completed : last_run;
}

double run_seconds(const SacctAttempt& attempt) {
  return static_cast<double>(*attempt.end - *attempt.start);
}

TraceJob job_of(const SacctAttempt& attempt, std::int64_t submit, TraceDraft& draft) {
  TraceJob job;
  job.submit = Seconds{static_cast<double>(submit)};
  job.start = Seconds{static_cast<double>(*attempt.start)};
  job.duration = Seconds{run_seconds(attempt)};
  job.gpus = attempt.gpus;
  job.estimate = Seconds{attempt.limit};
  job.user = draft.user(attempt.user);
  job.group = draft.group(attempt.account);
  job.device = draft.word(attempt.device);
  job.censored = stopped_early(attempt.state);
  return job;
}

/// Whether two rows are of one record: Slurm's accounting has one for each id and submission, whose
/// start and end fill in as time goes on.
bool is_same_record(const SacctAttempt& a, const SacctAttempt& b) {
  return !a.id.empty() && a.id == b.id && a.user == b.user && a.submit == b.submit &&
         (!a.start || !b.start || a.start == b.start);
}

/// One row of each record: the first that knows its end, else the last. Requires rows of one record
/// side by side.
std::vector<SacctAttempt> without_repeats(const std::vector<SacctAttempt>& attempts,
                                          TraceDraft& draft, SacctTally& tally) {
  std::vector<SacctAttempt> kept;
  for (SacctAttempt attempt : attempts) {
    if (kept.empty() || !is_same_record(kept.back(), attempt)) {
      kept.push_back(attempt);
      continue;
    }
    if (!kept.back().end) std::swap(kept.back(), attempt);
    draft.leave_out(attempt.line, fmt::format("line {} has the same record of job {}",
                                              kept.back().line, quoted_cell(attempt.id)));
    ++tally.repeated_rows;
  }
  return kept;
}

using LinedJob = std::pair<std::uint64_t, TraceJob>;

// The attempts of one job, in order of submission.
void take_job(std::span<const SacctAttempt> attempts, TraceDraft& draft, SacctTally& tally,
              std::vector<LinedJob>& jobs) {
  const SacctAttempt* standing = standing_attempt(attempts);
  for (const SacctAttempt& attempt : attempts) {
    if (&attempt == standing) continue;
    if (standing == nullptr) {
      draft.leave_out(attempt.line, why_not_run(attempt));
      continue;
    }
    draft.leave_out(
        attempt.line,
        fmt::format("another attempt ({}) of job {}; line {} stands for it",
                    slurm_state_name(attempt.state), quoted_cell(attempt.id), standing->line));
    ++tally.earlier_attempts;
    if (has_run(attempt)) tally.lost_gpu_hours += run_seconds(attempt) * attempt.gpus / 3600;
  }
  if (standing == nullptr) return;
  tally.requeued_jobs += attempts.size() > 1 ? 1 : 0;
  jobs.emplace_back(standing->line, job_of(*standing, attempts.front().submit, draft));
  tally.stopped += jobs.back().second.censored ? 1 : 0;
}

}  // namespace

bool has_run(const SacctAttempt& attempt) {
  if (!attempt.start || !attempt.end) return false;
  return attempt.state != SlurmState::cancelled || *attempt.end > *attempt.start;
}

SacctTally take_attempts(std::vector<SacctAttempt> attempts, TraceDraft& draft) {
  SacctTally tally;
  std::ranges::sort(attempts, {}, [](const SacctAttempt& attempt) {
    return std::tuple{attempt.id, attempt.submit, attempt.start, attempt.user, attempt.line};
  });
  attempts = without_repeats(attempts, draft, tally);
  std::vector<LinedJob> jobs;
  for (auto first = attempts.begin(); first != attempts.end();) {
    auto next = first + 1;
    for (; next != attempts.end() && next->id == first->id && !first->id.empty(); ++next) {
      if (next->user != first->user || (next - 1)->state == SlurmState::completed) {
        ++tally.reused_ids;
        break;
      }
    }
    take_job({first, next}, draft, tally, jobs);
    first = next;
  }
  // Equal submission times keep the order of the file.
  std::ranges::sort(jobs, {}, &LinedJob::first);
  for (const auto& [line, job] : jobs) draft.take(job);
  return tally;
}

}  // namespace souk
