#include "analysis/report/members.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "analysis/quantile.hpp"
#include "analysis/report/equal_wait.hpp"

namespace souk::report {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// What sum_members() and group_agents() take: the agents' rows, apart from their totals.
std::vector<AgentRow> rows_of(const RunData& run) {
  std::vector<AgentRow> rows;
  for (const StoredAgent& agent : run.agents) rows.push_back(agent.row);
  return rows;
}

/// /agents alone tells it of a group in which one agent has jobs.
void add_p95_of_one(std::vector<MemberTotals>& groups, const RunData& run, const Members& members) {
  for (MemberTotals& group : groups) group.p95_wait_s = nan;
  for (std::size_t a = 0; a < run.agents.size(); ++a) {
    if (members.of_agent[a] < 0 || run.agents[a].totals.jobs == 0) continue;
    MemberTotals& group = groups[static_cast<std::size_t>(members.of_agent[a])];
    if (static_cast<double>(run.agents[a].totals.jobs) == group.jobs)
      group.p95_wait_s = run.agents[a].totals.p95_wait_s;
  }
}

void add_p95(std::vector<MemberTotals>& groups, const RunData& run, const Members& members) {
  if (run.jobs.empty()) return add_p95_of_one(groups, run, members);
  std::vector<std::vector<double>> waits(groups.size());
  for (std::size_t j = 0; j < run.jobs.rows; ++j) {
    const int group = members.of_job(run, j);
    if (group >= 0 && run.counts(j))
      waits[static_cast<std::size_t>(group)].push_back(run.jobs["start_s"][j] -
                                                       run.jobs["submit_s"][j]);
  }
  for (std::size_t g = 0; g < groups.size(); ++g) {
    groups[g].p95_wait_s = nearest_rank(waits[g], 0.95);
  }
}

/// The jobs of each group that got GPUs, in order of submission.
std::vector<std::vector<OwnJob>> own_jobs(const RunData& run, const Members& members) {
  std::vector<std::size_t> order;
  for (std::size_t j = 0; j < run.jobs.rows; ++j)
    if (members.of_job(run, j) >= 0 && std::isfinite(run.jobs["start_s"][j]) &&
        std::isfinite(run.jobs["end_s"][j]))
      order.push_back(j);
  const Column &submit = run.jobs["submit_s"], &number = run.jobs["order"];
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair{submit[a], number[a]} < std::pair{submit[b], number[b]};
  });
  std::vector<std::vector<OwnJob>> jobs(members.names.size());
  for (const std::size_t j : order) {
    const double staging = std::isfinite(run.jobs["hold_s"][j]) ? run.jobs["hold_s"][j] : 0;
    jobs[static_cast<std::size_t>(members.of_job(run, j))].push_back(
        {submit[j], run.jobs["end_s"][j] - run.jobs["start_s"][j] + staging, staging,
         static_cast<int>(run.jobs["gpus"][j]), run.counts(j)});
  }
  return jobs;
}

void add_spared(std::vector<MemberTotals>& groups, const RunData& run, const Members& members) {
  for (MemberTotals& group : groups) group.spared_gpus = nan;
  if (run.jobs.empty()) return;
  const auto jobs = own_jobs(run, members);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const int own = static_cast<int>(groups[g].gpus);
    if (own == 0 || std::isnan(groups[g].p95_wait_s)) continue;
    if (const auto needed = gpus_for_p95(jobs[g], own, groups[g].p95_wait_s))
      groups[g].spared_gpus = *needed - own;
  }
}

/// Whose job an order is, and whether it counts, by the number of the order.
std::map<double, std::size_t> job_of_order(const RunData& run) {
  std::map<double, std::size_t> jobs;
  for (std::size_t j = 0; j < run.jobs.rows; ++j) jobs.emplace(run.jobs["order"][j], j);
  return jobs;
}

}  // namespace

int Members::of_job(const RunData& run, std::size_t job) const {
  const double consumer = run.jobs["consumer"][job];
  return consumer >= 0 && consumer < static_cast<double>(of_agent.size())
             ? of_agent[static_cast<std::size_t>(consumer)]
             : -1;
}

Members members_of(const RunData& run, GroupBy by) {
  std::vector<std::string> sites;
  for (const StoredSite& site : run.sites) sites.push_back(site.name);
  Grouping grouping = group_agents(rows_of(run), sites, by);
  Members members;
  members.one = member_word(grouping.by);
  members.many = members.one + "s";
  members.names = short_names(grouping.names);
  members.of_agent = std::move(grouping.of_agent);
  for (const StoredSite& site : run.sites) {
    const auto provider = static_cast<std::size_t>(site.provider);
    members.of_site.push_back(
        site.provider >= 0 && provider < members.of_agent.size() ? members.of_agent[provider] : -1);
  }
  return members;
}

std::vector<MemberTotals> totals_of(const RunData& run, const Members& members) {
  std::vector<AgentSummary> totals;
  for (const StoredAgent& agent : run.agents) totals.push_back(agent.totals);
  std::vector<MemberTotals> groups;
  for (MemberSummary& sums :
       sum_members({{}, members.names, members.of_agent}, rows_of(run), totals))
    groups.push_back({std::move(sums)});
  add_p95(groups, run, members);
  add_spared(groups, run, members);
  return groups;
}

std::vector<std::vector<double>> gpu_hours_between(const RunData& run, const Members& members) {
  if (run.jobs.empty()) return {};
  std::vector<std::vector<double>> hours(members.names.size(),
                                         std::vector<double>(members.names.size()));
  const auto add_use = [&](std::size_t job, double site, double gpu_s) {
    const int user = members.of_job(run, job);
    if (user < 0 || site < 0 || site >= static_cast<double>(members.of_site.size())) return;
    const int owner = members.of_site[static_cast<std::size_t>(site)];
    if (owner >= 0 && std::isfinite(gpu_s))
      hours[static_cast<std::size_t>(user)][static_cast<std::size_t>(owner)] += gpu_s / 3600;
  };
  const StoredTable &jobs = run.jobs, &leases = run.leases;
  if (!leases.empty()) {
    const auto by_order = job_of_order(run);
    for (std::size_t l = 0; l < leases.rows; ++l) {
      const auto job = by_order.find(leases["order"][l]);
      if (job != by_order.end() && jobs["submit_s"][job->second] >= run.first_counted_s)
        add_use(job->second, leases["site"][l],
                leases["gpus"][l] * (leases["end_s"][l] - leases["start_s"][l]));
    }
    return hours;
  }
  for (std::size_t j = 0; j < jobs.rows; ++j)
    if (jobs["submit_s"][j] >= run.first_counted_s)
      add_use(j, jobs["site"][j],
              jobs["gpus"][j] * (jobs["end_s"][j] - jobs["start_s"][j] + jobs["hold_s"][j]));
  return hours;
}

}  // namespace souk::report
