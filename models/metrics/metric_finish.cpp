// The part of the fold that turns sums into a summary.

#include <algorithm>
#include <cmath>

#include "models/metrics/fairness.hpp"
#include "models/metrics/metric_entry.hpp"
#include "models/metrics/metric_fold.hpp"

namespace souk {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

double mean_of(double sum, std::uint64_t count) {
  return count == 0 ? none : sum / static_cast<double>(count);
}

}  // namespace

AgentSummary MetricFold::summary_of(const Agent& agent, const AgentSummary* alone) const {
  AgentSummary row;
  row.spent = agent.spent;
  row.earned = agent.earned;
  row.surplus_credit = agent.value_credit - agent.spent.credits().value +
                       agent.earned.credits().value - agent.cost_credit;
  row.gpu_hours_used = agent.used_gpu_s / 3600;
  row.gpu_hours_lent = agent.lent_gpu_s / 3600;
  row.gpu_hours_taken = agent.taken_gpu_s / 3600;
  row.jobs = agent.jobs;
  row.mean_wait_s = mean_of(agent.wait_s, agent.jobs);
  row.mean_jct_s = mean_of(agent.jct_s, agent.jobs);
  row.p95_wait_s = agent.waits.quantile(0.95);
  row.jobs_alone = alone ? alone->jobs : 0;
  row.mean_wait_alone_s = alone ? alone->mean_wait_s : none;
  row.mean_jct_alone_s = alone ? alone->mean_jct_s : none;
  row.surplus_alone_credit = alone ? alone->surplus_credit : none;
  row.rho = row.mean_jct_alone_s > 0 ? row.mean_jct_s / row.mean_jct_alone_s : none;
  return row;
}

void MetricFold::add_fairness(Totals& totals, const std::vector<AgentSummary>& agents) const {
  std::vector<double> used;
  double sum = 0, most = none;
  std::uint64_t members = 0, no_worse = 0;
  for (std::size_t i = 0; i < agents.size(); ++i) {
    if (agents_[i].role != Role::consumer) continue;
    used.push_back(agents[i].gpu_hours_used);
    const double rho = agents[i].rho;
    if (std::isnan(rho)) continue;
    ++members;
    sum += rho;
    most = std::fmax(most, rho);
    if (rho <= 1) ++no_worse;
  }
  totals.jain = jain_index(used);
  totals.gini = gini(used);
  totals.rho_mean = mean_of(sum, members);
  totals.rho_max = most;
  totals.sharing_incentive = mean_of(static_cast<double>(no_worse), members);
}

std::vector<MemberSummary> MetricFold::members_of(const Grouping& grouping,
                                                  const std::vector<AgentSummary>& agents) const {
  std::vector<MemberSummary> members = sum_members(grouping, rows_, agents);
  std::vector<LogHistogram<5>> waits(members.size());
  for (std::size_t a = 0; a < agents_.size(); ++a) {
    if (grouping.of_agent[a] >= 0)
      waits[static_cast<std::size_t>(grouping.of_agent[a])].merge(agents_[a].waits);
  }
  for (std::size_t m = 0; m < members.size(); ++m) members[m].p95_wait_s = waits[m].quantile(0.95);
  return members;
}

void MetricFold::finish(RunSummary& summary, const IsolatedBaseline& baseline) const {
  summary.end = Seconds{totals_.time.now};
  for (std::size_t i = 0; i < agents_.size(); ++i) {
    const bool known = i < baseline.agents.size();
    summary.agents.push_back(summary_of(agents_[i], known ? &baseline.agents[i] : nullptr));
  }
  const Grouping organisations = group_agents(rows_, site_names_, GroupBy::home);
  if (organisations.by == GroupBy::home)
    summary.organisations = members_of(organisations, summary.agents);
  summary.populations =
      members_of(group_agents(rows_, site_names_, GroupBy::population), summary.agents);
  Totals totals = totals_;
  add_fairness(totals, summary.agents);
  totals.wait_quantiles = {waits_.quantile(0.5), waits_.quantile(0.95), waits_.quantile(0.99)};
  totals.jct_quantiles = {jcts_.quantile(0.95), jcts_.quantile(0.99)};
  for (const MetricFormula formula : metric_formulas()) summary.metrics.push_back(formula(totals));
  if (growth_.unstable()) summary.notes.push_back(growth_.note());
}

}  // namespace souk
