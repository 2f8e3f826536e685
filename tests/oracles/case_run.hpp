#pragma once

// One case: planned, run with enough jobs, judged.

#include <iosfwd>
#include <string>
#include <vector>

#include "tests/oracles/plan.hpp"
#include "tests/oracles/runner.hpp"

namespace souk::oracles {

enum class Fate : std::uint8_t { passed, failed, unsupported, slow };

struct CheckResult {
  std::string key;
  double got = 0, want = 0;
  std::string tolerance;
  bool holds = false;
  bool precise = true;
  double excess = 0;       ///< standard error over its bound
  bool undecided = false;  ///< too noisy for a quick run, left to the whole one
};

struct CaseResult {
  Fate fate = Fate::passed;
  std::string reason;  ///< unsupported, slow: why; failed before it ran: what is wrong
  std::vector<CheckResult> checks;
  std::vector<Skip> skips;
  std::uint64_t replications = 1, jobs = 0;
};

/// Never throws for what is wrong with a case: that is its result.
CaseResult run_case(const Case& oracle, const RunnerOptions& options);

}  // namespace souk::oracles
