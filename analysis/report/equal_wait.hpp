#pragma once

// What sharing is worth in GPUs: how many of its own a member would need to wait as little alone.

#include <optional>
#include <vector>

namespace souk::report {

/// A job of a member as it ran: its GPUs were taken for `held_s`, of which the first `staging_s`
/// count as waiting (inputs on their way).
struct OwnJob {
  double submit_s = 0, held_s = 0, staging_s = 0;
  int gpus = 1;
  bool counts = true;  ///< submitted after warm-up and completed: part of the quantile
};

/// The wait of each job that counts, in order of submission, if the member ran its jobs alone on
/// `gpus` GPUs in one pool, first come, first served, each as long as it ran: no node boundaries,
/// no owner's absence, no patience. Requires `jobs` in order of submission and no gang beyond
/// `gpus`. O(n log n).
std::vector<double> waits_alone(const std::vector<OwnJob>& jobs, int gpus);

/// The least number of GPUs, `own` or more, on which the 95th percentile of waits_alone is at most
/// `p95_s`; nothing if no job counts or no number does it (inputs alone take longer).
///
/// By bisection, which is exact: under first come, first served no job starts later with one GPU
/// more. (By induction over jobs: all before it started no later, so they end no later, and at the
/// time at which it started before, those still running are among those that then ran.)
/// O(n log n log(GPUs)).
std::optional<int> gpus_for_p95(const std::vector<OwnJob>& jobs, int own, double p95_s);

}  // namespace souk::report
