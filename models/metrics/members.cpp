#include "models/metrics/members.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include "models/check.hpp"

namespace souk {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// How many agents each population has.
using Sizes = std::map<std::string_view, int>;

std::string short_name(const Sizes& sizes, const std::string& name) {
  const std::string_view population = population_of(name);
  const auto size = sizes.find(population);
  return size != sizes.end() && size->second == 1 ? std::string{population} : name;
}

bool any_home(std::span<const AgentRow> agents) {
  return std::any_of(agents.begin(), agents.end(), [](const AgentRow& agent) {
    return agent.role == Role::consumer && agent.home.exists();
  });
}

std::string member_name(const AgentRow& agent, std::span<const std::string> sites,
                        const Sizes& sizes, GroupBy by) {
  if (by == GroupBy::agent) return short_name(sizes, agent.name);
  const SiteId site = agent.role == Role::provider ? agent.site : agent.home;
  if (by == GroupBy::home && site.exists() && site.value < sites.size())
    return short_name(sizes, sites[site.value]);
  return std::string{population_of(agent.name)};
}

/// Completion times of those with a rho: as they were, and as they would have been alone.
struct Completion {
  double shared_s = 0, alone_s = 0;
};

void add(MemberSummary& member, Completion& time, const AgentRow& agent,
         const AgentSummary& totals) {
  const auto jobs = static_cast<double>(totals.jobs);
  member.gpus += agent.gpus;
  member.jobs += jobs;
  if (totals.jobs > 0) {
    member.mean_wait_s += jobs * totals.mean_wait_s;
    member.mean_jct_s += jobs * totals.mean_jct_s;
    if (totals.rho > 0) {
      time.shared_s += jobs * totals.mean_jct_s;
      time.alone_s += jobs * totals.mean_jct_s / totals.rho;
    }
  }
  member.gpu_hours_used += totals.gpu_hours_used;
  member.gpu_hours_lent += totals.gpu_hours_lent;
  member.earned_credit += totals.earned.credits().value;
  member.spent_credit += totals.spent.credits().value;
  member.surplus_credit += totals.surplus_credit;
}

using M = MemberSummary;
constexpr std::array<MemberColumn, 12> columns{{
    {"gpus", "1", "GPUs that it owns", &M::gpus},
    {"jobs", "1", "its jobs finished or late, after warm-up", &M::jobs},
    {"rho", "1", "mean jct / mean jct of the same jobs alone", &M::rho},
    {"mean_wait_s", "s", "mean wait of its jobs", &M::mean_wait_s},
    {"mean_jct_s", "s", "mean time from submission to end of its jobs", &M::mean_jct_s},
    {"p95_wait_s", "s", "95th percentile of the wait of its jobs, within 1.6 %", &M::p95_wait_s},
    {"gpu_hours_used", "h", "useful GPU-hours of its jobs", &M::gpu_hours_used},
    {"gpu_hours_lent", "h", "GPU-hours given to others than its members", &M::gpu_hours_lent},
    {"gpu_hours_taken", "h", "GPU-hours of its jobs at other sites than their home",
     &M::gpu_hours_taken},
    {"earned_credit", "credit", "received over the run", &M::earned_credit},
    {"spent_credit", "credit", "paid out over the run", &M::spent_credit},
    {"surplus_credit", "credit", "value gained and credits received, less paid and cost of lending",
     &M::surplus_credit},
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
  Sizes sizes;
  for (const AgentRow& agent : agents) ++sizes[population_of(agent.name)];
  std::map<std::string, int> numbers;
  for (const AgentRow& agent : agents) {
    if (agent.role == Role::platform) {
      grouping.of_agent.push_back(-1);
      continue;
    }
    const std::string name = member_name(agent, sites, sizes, grouping.by);
    const auto [at, fresh] = numbers.emplace(name, static_cast<int>(grouping.names.size()));
    if (fresh) grouping.names.push_back(name);
    grouping.of_agent.push_back(at->second);
  }
  return grouping;
}

std::vector<MemberSummary> sum_members(const Grouping& grouping, std::span<const AgentRow> agents,
                                       std::span<const AgentSummary> totals) {
  SOUK_CHECK(agents.size() == totals.size() && agents.size() == grouping.of_agent.size(),
             "a grouping that does not fit the agents");
  std::vector<MemberSummary> members(grouping.names.size());
  std::vector<Completion> times(members.size());
  for (std::size_t a = 0; a < agents.size(); ++a) {
    if (grouping.of_agent[a] < 0) continue;
    const auto m = static_cast<std::size_t>(grouping.of_agent[a]);
    add(members[m], times[m], agents[a], totals[a]);
  }
  for (std::size_t m = 0; m < members.size(); ++m) {
    MemberSummary& member = members[m];
    member.name = grouping.names[m];
    member.rho = times[m].alone_s > 0 ? times[m].shared_s / times[m].alone_s : none;
    member.mean_wait_s = member.jobs > 0 ? member.mean_wait_s / member.jobs : none;
    member.mean_jct_s = member.jobs > 0 ? member.mean_jct_s / member.jobs : none;
    member.p95_wait_s = member.gpu_hours_taken = none;
  }
  return members;
}

std::span<const MemberColumn> member_columns() {
  return columns;
}

}  // namespace souk
