#pragma once

// Runs in forked children: the parent has read and built. A run that needs SimGrid has a process of
// its own, since SimGrid keeps its clock for the life of a process; others may share one, one after
// the other. Either way one abort costs one run.

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

/// How run_forked shares out its runs.
struct Crew {
  unsigned workers = 1;   ///< children at once, >= 1
  std::size_t share = 1;  ///< most runs that one child does, in order, >= 1
};

/// Calls work(i) for each i < count in a child, and done(i, result) in the parent as each ends (any
/// order). A child takes at most crew.share runs in succession, fewer towards the end, so that all
/// workers end together; where it dies, the run it was at has failed and another child does the
/// rest. No thread may exist in the parent. prepare(i) is called in the parent just before a child
/// whose first run is i is forked. Standard streams are flushed before each fork; a child dies with
/// its parent. Throws std::system_error when no process or pipe can be had, and what `done` and
/// `prepare` throw; children still running are then ended and waited for.
void run_forked(std::size_t count, Crew crew, const std::function<RunSummary(std::size_t)>& work,
                const std::function<void(std::size_t, ChildResult)>& done,
                const std::function<void(std::size_t)>& prepare = {});

/// One run in a child of its own. Throws InternalError with the child's error if it gave no
/// summary.
RunSummary run_in_child(const std::function<RunSummary()>& work);

}  // namespace souk
