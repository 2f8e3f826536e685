#pragma once

// Runs in forked children: the parent has read and built; each run has a process of its own, since
// SimGrid keeps its clock for the life of a process, and so that one abort costs one run.

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "models/metrics/run_summary.hpp"

namespace souk {

/// What came back from one child.
struct ChildResult {
  std::optional<RunSummary> summary;
  std::string error;  ///< why there is none: the exception's text, or "... ended by SIGKILL"
};

/// Calls work(i) for each i < count in a child of its own, at most `workers` >= 1 at once, in order
/// of i, and done(i, result) in the parent as each ends (any order). No thread may exist in the
/// parent. prepare(i) is called in the parent just before run i is forked. Standard streams are
/// flushed before each fork; a child dies with its parent. Throws std::system_error when no process
/// or pipe can be had, and what `done` and `prepare` throw; children still running are then ended
/// and waited for.
void run_forked(std::size_t count, unsigned workers,
                const std::function<RunSummary(std::size_t)>& work,
                const std::function<void(std::size_t, ChildResult)>& done,
                const std::function<void(std::size_t)>& prepare = {});

/// One run in a child of its own. Throws InternalError with the child's error if it gave no
/// summary.
RunSummary run_in_child(const std::function<RunSummary()>& work);

}  // namespace souk
