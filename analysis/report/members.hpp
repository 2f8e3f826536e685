#pragma once

// The members of a market as a page groups them: by home site, by population or agent by agent.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/report/run_data.hpp"

namespace souk::report {

enum class GroupBy { home, population, agent };
std::optional<GroupBy> group_by_of(std::string_view word);

struct Members {
  std::vector<std::string> names;
  std::vector<int> of_agent;  ///< group of each agent; -1: the platform
  std::vector<int> of_site;   ///< group of each site's provider
  std::string one, many;      ///< "organisation", "organisations"

  /// Group of the consumer of row j of /jobs; -1 if unknown.
  [[nodiscard]] int of_job(const RunData& run, std::size_t job) const;
};

/// By home: a provider with those whose home is its site; a consumer without a home is in its
/// population. Where no agent has a home, `home` means population.
Members members_of(const RunData& run, GroupBy by);

/// What one group did in one run. NaN: not in the file.
struct MemberTotals {
  double gpus = 0, jobs = 0;
  double rho = 0, mean_wait_s = 0, p95_wait_s = 0;
  double used_gpu_h = 0, given_gpu_h = 0, taken_gpu_h = 0;
  double earned = 0, spent = 0, surplus = 0;
  /// GPUs beyond its own with which it would have, alone, the p95 wait that sharing gave it: 0 if
  /// its own are enough. NaN without GPUs or jobs of its own or without /jobs. See gpus_for_p95.
  double spared_gpus = 0;
};

/// rho of a group: mean completion time when sharing / that of the same jobs alone, each member's
/// mean alone being its mean shared / its rho. p95, taken GPU-hours and spared GPUs are counted
/// from /jobs.
std::vector<MemberTotals> totals_of(const RunData& run, const Members& members);

/// GPU-hours held by the jobs of each group (rows), submitted after warm-up, at the sites of each
/// (columns): of their leases if /leases was kept, else from first start to last end at the last
/// site; empty without /jobs.
std::vector<std::vector<double>> gpu_hours_between(const RunData& run, const Members& members);

}  // namespace souk::report
