#pragma once

// The members of a market as a page groups them: by home site, by population or agent by agent.

#include <string>
#include <vector>

#include "analysis/report/run_data.hpp"
#include "models/metrics/members.hpp"

namespace souk::report {

struct Members {
  std::vector<std::string> names;
  std::vector<int> of_agent;  ///< group of each agent; -1: the platform
  std::vector<int> of_site;   ///< group of each site's provider
  std::string one, many;      ///< "organisation", "organisations"

  /// Group of the consumer of row j of /jobs; -1 if unknown.
  [[nodiscard]] int of_job(const RunData& run, std::size_t job) const;
};

/// As group_agents() does.
Members members_of(const RunData& run, GroupBy by);

/// What one group did in one run. NaN: not in the file.
struct MemberTotals : MemberSummary {
  /// GPUs beyond its own with which it would have, alone, the p95 wait that sharing gave it: 0 if
  /// its own are enough. NaN without GPUs or jobs of its own or without /jobs. See gpus_for_p95.
  double spared_gpus = 0;
};

/// As sum_members() does; p95 and spared GPUs are counted from /jobs.
std::vector<MemberTotals> totals_of(const RunData& run, const Members& members);

/// GPU-hours held by the jobs of each group (rows), submitted after warm-up, at the sites of each
/// (columns): of their leases if /leases was kept, else from first start to last end at the last
/// site; empty without /jobs.
std::vector<std::vector<double>> gpu_hours_between(const RunData& run, const Members& members);

}  // namespace souk::report
