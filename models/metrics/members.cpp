#include "models/metrics/members.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include "models/check.hpp"

namespace souk {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

bool any_home(std::span<const AgentRow> agents) {
  return std::any_of(agents.begin(), agents.end(), [](const AgentRow& agent) {
    return agent.role == Role::consumer && agent.home.exists();
  });
}

std::string member_name(const AgentRow& agent, std::span<const std::string> sites, GroupBy by) {
  if (by == GroupBy::agent) return agent.name;
  const SiteId site = agent.role == Role::provider ? agent.site : agent.home;
  if (by == GroupBy::home && site.exists() && site.value < sites.size()) return sites[site.value];
  return std::string{population_of(agent.name)};
}

/// Completions of those whose jobs complete both shared and alone.
struct Completions {
  double jobs = 0, shared_s = 0, jobs_alone = 0, alone_s = 0;
  [[nodiscard]] double rho() const {
    return alone_s > 0 ? (shared_s / jobs) / (alone_s / jobs_alone) : none;
  }
};

void add_times(MemberSummary& member, Completions& both, const AgentSummary& totals) {
  const auto jobs = static_cast<double>(totals.jobs),
             alone = static_cast<double>(totals.jobs_alone);
  member.jobs += jobs;
  member.jobs_alone += alone;
  if (totals.jobs > 0) {
    member.mean_wait_s += jobs * totals.mean_wait_s;
    member.mean_jct_s += jobs * totals.mean_jct_s;
  }
  if (totals.jobs_alone > 0) {
    member.mean_wait_alone_s += alone * totals.mean_wait_alone_s;
    member.mean_jct_alone_s += alone * totals.mean_jct_alone_s;
  }
  if (totals.jobs == 0 || totals.jobs_alone == 0) return;
  both.jobs += jobs;
  both.shared_s += jobs * totals.mean_jct_s;
  both.jobs_alone += alone;
  both.alone_s += alone * totals.mean_jct_alone_s;
}

void add(MemberSummary& member, const AgentRow& agent, const AgentSummary& totals) {
  member.gpus += agent.gpus;
  member.gpu_hours_used += totals.gpu_hours_used;
  member.gpu_hours_lent += totals.gpu_hours_lent;
  member.gpu_hours_taken += totals.gpu_hours_taken;
  member.earned_credit += totals.earned.credits().value;
  member.spent_credit += totals.spent.credits().value;
  member.surplus_credit += totals.surplus_credit;
  const bool could_stay = agent.role == Role::provider || agent.home.exists();
  member.surplus_change_credit +=
      could_stay ? totals.surplus_credit - totals.surplus_alone_credit : none;
}

/// Sums into means.
void divide(MemberSummary& member) {
  const auto mean = [](double& sum, double jobs) { sum = jobs > 0 ? sum / jobs : none; };
  mean(member.mean_wait_s, member.jobs);
  mean(member.mean_jct_s, member.jobs);
  mean(member.mean_wait_alone_s, member.jobs_alone);
  mean(member.mean_jct_alone_s, member.jobs_alone);
}

using M = MemberSummary;
constexpr std::array<MemberColumn, 16> columns{{
    {"gpus", "1", "GPUs that it owns", &M::gpus},
    {"jobs", "1", "its jobs finished or late, after warm-up", &M::jobs},
    {"jobs_alone", "1", "its jobs finished or late, after warm-up, when it stays alone",
     &M::jobs_alone},
    {"rho", "1", "mean jct of the jobs completed when sharing / of those completed alone", &M::rho},
    {"mean_wait_s", "s", "mean wait of its jobs", &M::mean_wait_s},
    {"mean_wait_alone_s", "s", "mean wait of its jobs alone", &M::mean_wait_alone_s},
    {"mean_jct_s", "s", "mean time from submission to end of its jobs", &M::mean_jct_s},
    {"mean_jct_alone_s", "s", "mean time from submission to end of its jobs alone",
     &M::mean_jct_alone_s},
    {"p95_wait_s", "s", "95th percentile of the wait of its jobs, within 1.6 %", &M::p95_wait_s},
    {"gpu_hours_used", "h", "useful GPU-hours of its jobs", &M::gpu_hours_used},
    {"gpu_hours_lent", "h", "GPU-hours given to others than its members", &M::gpu_hours_lent},
    {"gpu_hours_taken", "h", "GPU-hours of its jobs at other sites than their home",
     &M::gpu_hours_taken},
    {"earned_credit", "credit", "received over the run", &M::earned_credit},
    {"spent_credit", "credit", "paid out over the run", &M::spent_credit},
    {"surplus_credit", "credit", "value gained and credits received, less paid and cost of lending",
     &M::surplus_credit},
    {"surplus_change_credit", "credit", "surplus when sharing less that alone",
     &M::surplus_change_credit},
}};

}  // namespace

std::optional<GroupBy> group_by_of(std::string_view word) {
  if (word == "home") return GroupBy::home;
  if (word == "population") return GroupBy::population;
  if (word == "agent") return GroupBy::agent;
  return std::nullopt;
}

std::string_view member_word(GroupBy by) {
  return by == GroupBy::home ? "organisation" : by == GroupBy::agent ? "agent" : "population";
}

std::string_view population_of(std::string_view agent) {
  return agent.substr(0, agent.find('/'));
}

Grouping group_agents(std::span<const AgentRow> agents, std::span<const std::string> sites,
                      GroupBy by) {
  Grouping grouping{by == GroupBy::home && !any_home(agents) ? GroupBy::population : by, {}, {}};
  std::map<std::string, int> numbers;
  for (const AgentRow& agent : agents) {
    if (agent.role == Role::platform) {
      grouping.of_agent.push_back(-1);
      continue;
    }
    const std::string name = member_name(agent, sites, grouping.by);
    const auto [at, fresh] = numbers.emplace(name, static_cast<int>(grouping.names.size()));
    if (fresh) grouping.names.push_back(name);
    grouping.of_agent.push_back(at->second);
  }
  return grouping;
}

std::vector<std::string> short_names(std::span<const std::string> names) {
  std::map<std::string_view, int> of_population;
  for (const std::string& name : names) ++of_population[population_of(name)];
  std::vector<std::string> shorter;
  for (const std::string& name : names) {
    const std::string_view population = population_of(name);
    const bool alone = of_population[population] == 1 && name.ends_with("/0");
    shorter.emplace_back(alone ? population : std::string_view{name});
  }
  return shorter;
}

std::vector<MemberSummary> sum_members(const Grouping& grouping, std::span<const AgentRow> agents,
                                       std::span<const AgentSummary> totals) {
  SOUK_CHECK(agents.size() == totals.size() && agents.size() == grouping.of_agent.size(),
             "a grouping that does not fit the agents");
  std::vector<MemberSummary> members(grouping.names.size());
  std::vector<Completions> both(members.size());
  for (std::size_t a = 0; a < agents.size(); ++a) {
    if (grouping.of_agent[a] < 0) continue;
    const auto m = static_cast<std::size_t>(grouping.of_agent[a]);
    add(members[m], agents[a], totals[a]);
    add_times(members[m], both[m], totals[a]);
  }
  for (std::size_t m = 0; m < members.size(); ++m) {
    members[m].name = grouping.names[m];
    members[m].rho = both[m].rho();
    divide(members[m]);
    members[m].p95_wait_s = none;
  }
  return members;
}

std::span<const MemberColumn> member_columns() {
  return columns;
}

}  // namespace souk
