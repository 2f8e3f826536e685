#include "tests/oracles/case_run.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "tests/oracles/adapters.hpp"
#include "tests/oracles/trial.hpp"

namespace souk::oracles {
namespace {

constexpr std::uint64_t fewest_replications = 6;
constexpr double quick_jobs = 4e5;  // of a case, over its arms and replications
constexpr double most_growth = 64;  // of jobs per replication, in a whole run
constexpr double most_quick_jobs = 1e6;

struct Size {
  std::uint64_t replications = 1, jobs = 0;
};

Size first_size(const Plan& plan, const Tolerance& tolerance, bool whole) {
  const bool statistical = std::ranges::any_of(plan.checks, &Check::statistical);
  if (!statistical) return {};
  if (tolerance.jobs == 0) throw OracleFault{"tolerance.jobs_per_replication is missing"};
  if (whole) return {tolerance.replications, tolerance.jobs};
  const double each = static_cast<double>(tolerance.jobs * plan.arms.size());
  const auto affordable = static_cast<std::uint64_t>(quick_jobs / each);
  return {std::min(tolerance.replications, std::max(affordable, fewest_replications)),
          tolerance.jobs};
}

double jobs_in_all(const Plan& plan, const Size& size) {
  return static_cast<double>(size.jobs * size.replications * plan.arms.size());
}

CheckResult judge_check(const Check& check, const Tolerance& tolerance,
                        const std::vector<Sample>& samples) {
  std::vector<double> got;
  for (const Sample& sample : samples) got.push_back(check.got(sample));
  const Verdict verdict = check.statistical ? judge(tolerance, got, check.want)
                                            : judge(tolerance, check.side, got.front(), check.want);
  return {check.label,   verdict.got,     check.want,    verdict.tolerance,
          verdict.holds, verdict.precise, verdict.excess};
}

/// Jobs per replication with which the noisiest check would be precise enough, if its standard
/// error falls as one over the root of the jobs: a quarter more than that.
std::uint64_t raised(std::uint64_t jobs, const std::vector<CheckResult>& checks) {
  double most = 1;
  for (const CheckResult& check : checks) most = std::max(most, check.excess);
  return static_cast<std::uint64_t>(static_cast<double>(jobs) *
                                    std::clamp(1.25 * most * most, 1.5, 16.0));
}

bool is_affordable(std::uint64_t jobs, const Plan& plan, const Size& size,
                   const Tolerance& tolerance, bool whole) {
  const auto n = static_cast<double>(jobs);
  if (whole) return n <= most_growth * static_cast<double>(tolerance.jobs);
  return n * static_cast<double>(size.replications * plan.arms.size()) <= most_quick_jobs;
}

/// Runs until every check is precise enough, or more jobs cannot be had.
void run_and_judge(const Case& oracle, const Plan& plan, const Tolerance& tolerance, Size size,
                   const RunnerOptions& options, CaseResult& out) {
  while (true) {
    const std::vector<Sample> samples =
        run_trial(plan, oracle.name, size.replications, size.jobs, options.workers);
    out.checks.clear();
    for (const Check& check : plan.checks)
      out.checks.push_back(judge_check(check, tolerance, samples));
    out.replications = size.replications;
    out.jobs = size.jobs;
    if (std::ranges::all_of(out.checks, &CheckResult::precise)) return;
    const std::uint64_t more = raised(size.jobs, out.checks);
    if (!is_affordable(more, plan, size, tolerance, options.whole)) return;
    size.jobs = more;
  }
}

/// A check that is not precise enough fails in a whole run. In a quick one it is left to the whole
/// run, unless the case has no other.
Fate fate_of(std::vector<CheckResult>& checks, bool whole) {
  const bool any = std::ranges::any_of(checks, &CheckResult::precise);
  bool passed = true;
  for (CheckResult& check : checks) {
    check.undecided = check.holds && !check.precise && !whole && any;
    if (!check.undecided && !(check.holds && check.precise)) passed = false;
  }
  return passed ? Fate::passed : Fate::failed;
}

}  // namespace

CaseResult run_case(const Case& oracle, const RunnerOptions& options) {
  CaseResult out;
  try {
    const Tolerance tolerance = read_tolerance(oracle.tolerance);
    const AdapterRow& row = adapter_for(oracle.area, oracle.name);
    Inputs params{oracle.params, "params"};
    Draft draft{oracle, tolerance};
    row.adapter(params, tolerance, draft);
    params.finish();
    const Plan plan = draft.finish();
    out.skips = plan.skips;
    const Size size = first_size(plan, tolerance, options.whole);
    if (!options.whole && jobs_in_all(plan, size) > row.quick_limit) {
      out.fate = Fate::slow;
      out.reason = fmt::format("{:.3g} jobs; --whole runs it", jobs_in_all(plan, size));
      return out;
    }
    run_and_judge(oracle, plan, tolerance, size, options, out);
    out.fate = fate_of(out.checks, options.whole);
  } catch (const Unsupported& reason) {
    out.fate = Fate::unsupported;
    out.reason = reason.what();
  } catch (const OracleFault& fault) {
    out.fate = Fate::failed;
    out.reason = fault.what();
  }
  return out;
}

}  // namespace souk::oracles
