#pragma once

// Attempts of Slurm jobs, and the jobs they make.
//
// With -D, sacct prints a row for each time a job was queued: a requeued job has several under one
// id. They become ONE job, submitted when the first attempt was: the attempt that stands for it is
// the last one that completed, else the last one that ran. Its start and duration are taken, so
// that start + duration is when the work was done; what earlier attempts ran is lost work, which a
// replay has to lose by its own failures. Slurm also uses ids again after a reset: rows of another
// user, or after a completed attempt, are a new job.
//
// Reports of overlapping periods, one after the other in a file, hold a record of the accounting
// twice, perhaps once while its job ran and once when it had ended. Rows of one id and user with
// the same submission and, where both know it, the same start are one record, which counts once.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/traces/sacct_fields.hpp"
#include "models/traces/trace_draft.hpp"

namespace souk {

struct SacctAttempt {
  std::uint64_t line = 0;
  std::string_view id, user, account, device;  ///< views into the text
  std::int64_t submit = 0;                     ///< wall time
  std::optional<std::int64_t> start, end;      ///< wall times
  SlurmState state = SlurmState::pending;
  int gpus = 1;
  double limit = 0;  ///< seconds; NaN: none known
};

/// What the merging of attempts has to tell, for the assumptions.
struct SacctTally {
  std::uint64_t requeued_jobs = 0, earlier_attempts = 0, reused_ids = 0, stopped = 0;
  std::uint64_t repeated_rows = 0;  ///< of a record that another row has
  double lost_gpu_hours = 0;        ///< of attempts that do not stand for their job
};

/// Whether the attempt ran and its run time is known. A job cancelled while it waited has no start,
/// or one equal to its end.
bool has_run(const SacctAttempt& attempt);

/// Puts the jobs into the draft, in the order of the lines that stand for them, and leaves out all
/// other rows, each with its reason. Submission times stay wall times. O(n log n).
SacctTally take_attempts(std::vector<SacctAttempt> attempts, TraceDraft& draft);

}  // namespace souk
