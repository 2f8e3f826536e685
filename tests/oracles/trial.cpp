#include "tests/oracles/trial.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "models/scenario/parse.hpp"
#include "sim/replication.hpp"
#include "sim/simulation.hpp"

namespace souk::oracles {
namespace {

/// The child's answer: the probes' numbers take the place of the summary's metrics.
RunSummary probe_run(const Scenario& scenario, const std::vector<Probe>& probes, std::uint64_t seed,
                     std::uint32_t replication, std::uint64_t jobs) {
  const bool logs = std::ranges::any_of(probes, &Probe::logs);
  JobLog log{scenario.general.warmup.time, logs ? jobs : 0};
  const RunSummary summary =
      simulate(scenario, {.seed = seed, .replication = replication, .sink = logs ? &log : nullptr});
  for (const AuditLine& line : summary.audit)
    if (!line.holds) throw OracleFault{"the audit of the run does not hold: " + line.name};
  RunSummary answer;
  for (const Probe& probe : probes)
    answer.metrics.push_back({probe({scenario, summary, log}), MetricFlag::measured});
  return answer;
}

std::vector<Scenario> read_arms(const Plan& plan, std::uint64_t jobs) {
  std::vector<Scenario> scenarios;
  for (const Arm& arm : plan.arms) {
    const std::string text = arm.scenario(jobs);
    try {
      scenarios.push_back(parse_scenario(text, "oracle"));
    } catch (const ScenarioError& error) {
      throw OracleFault{fmt::format("{}\nin the scenario\n{}", error.what(), text)};
    }
  }
  return scenarios;
}

}  // namespace

std::vector<Sample> run_trial(const Plan& plan, const std::string& case_name,
                              std::uint64_t replications, std::uint64_t jobs, unsigned workers) {
  const std::vector<Scenario> scenarios = read_arms(plan, jobs);
  std::vector<std::size_t> asked;  // arms of which something is read
  for (std::size_t i = 0; i < plan.arms.size(); ++i)
    if (!plan.arms[i].probes.empty()) asked.push_back(i);
  const std::uint64_t seed = name_hash(case_name) >> 1;  // a scenario's seed is a signed number
  std::vector<Sample> samples(replications, Sample(plan.arms.size()));
  std::string faults;
  run_forked(
      replications * asked.size(), {.workers = workers},
      [&](std::size_t i) {
        const std::size_t arm = asked[i % asked.size()];
        return probe_run(scenarios[arm], plan.arms[arm].probes, seed,
                         static_cast<std::uint32_t>(i / asked.size()), jobs);
      },
      [&](std::size_t i, const ChildResult& result) {
        if (!result.summary && faults.empty()) faults = result.error;
        if (!result.summary) return;
        std::vector<double>& out = samples[i / asked.size()][asked[i % asked.size()]];
        for (const MetricValue& value : result.summary->metrics) out.push_back(value.value);
      });
  if (!faults.empty()) throw OracleFault{faults};
  return samples;
}

}  // namespace souk::oracles
