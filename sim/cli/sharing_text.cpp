#include "sim/cli/sharing_text.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/metrics/fairness.hpp"
#include "sim/cli/print.hpp"

namespace souk::cli {
namespace {

constexpr std::size_t most_rows = 16;

/// Adds one member's means, weighted by its jobs.
void add_member(Organisation& home, const AgentSummary& shared, const AgentSummary& alone) {
  const auto jobs = static_cast<double>(shared.jobs), before = static_cast<double>(alone.jobs);
  if (shared.jobs > 0) {
    home.wait_s += jobs * shared.mean_wait_s;
    home.jct_s += jobs * shared.mean_jct_s;
  }
  if (alone.jobs > 0) {
    home.wait_alone_s += before * alone.mean_wait_s;
    home.jct_alone_s += before * alone.mean_jct_s;
  }
  home.jobs += jobs;
  home.jobs_alone += before;
  home.used_gpu_h += shared.gpu_hours_used;
}

bool trades(const std::vector<Organisation>& rows) {
  return std::any_of(rows.begin(), rows.end(),
                     [](const Organisation& row) { return row.earned != 0 || row.spent != 0; });
}

std::vector<std::string> row_of(const Organisation& row, bool priced) {
  std::vector<std::string> cells{row.name,
                                 count_text(row.gpus),
                                 count_text(row.jobs),
                                 duration_text(row.wait_alone_s),
                                 duration_text(row.wait_s),
                                 std::isnan(row.rho()) ? "-" : fmt::format("{:.3f}", row.rho()),
                                 number_text(row.used_gpu_h),
                                 number_text(row.lent_gpu_h)};
  if (priced) {
    cells.push_back(number_text(row.earned));
    cells.push_back(number_text(row.spent));
    cells.push_back(number_text(row.surplus_change));
  }
  return cells;
}

/// "a (wait 3 min -> 18 min, completion 1 h -> 1.25 h), b (...)"
std::string losers_text(const std::vector<Organisation>& rows) {
  std::vector<std::string> names;
  for (const Organisation& row : rows)
    if (row.rho() > 1 + even_rho)
      names.push_back(fmt::format("{} (wait {} -> {}, completion {} -> {})", row.name,
                                  duration_text(row.wait_alone_s), duration_text(row.wait_s),
                                  duration_text(row.jct_alone_s), duration_text(row.jct_s)));
  if (names.size() > 8) {
    const std::size_t more = names.size() - 8;
    names.resize(8);
    names.push_back(fmt::format("and {} more", more));
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string verdict_text(const std::vector<Organisation>& rows) {
  std::size_t members = 0, gain = 0, lose = 0;
  for (const Organisation& row : rows) {
    if (std::isnan(row.rho())) continue;
    ++members;
    gain += row.rho() < 1 - even_rho ? 1 : 0;
    lose += row.rho() > 1 + even_rho ? 1 : 0;
  }
  std::string text = fmt::format("  {} of {} complete their jobs sooner than alone, {} as before",
                                 gain, members, members - gain - lose);
  return text + (lose == 0 ? "; none loses time\n"
                           : fmt::format("; {} lose{} time: {}\n", lose, lose == 1 ? "s" : "",
                                         losers_text(rows)));
}

std::string surplus_text(const std::vector<Organisation>& rows) {
  std::vector<std::string> names;
  constexpr double grain = 1e-6;  // money is whole micro-credits; less is rounding
  double sum = 0;
  for (const Organisation& row : rows) {
    sum += row.surplus_change;
    if (row.surplus_change < -grain && names.size() < 8) names.push_back(row.name);
  }
  return fmt::format("  surplus of all against staying alone: {} credit; {}\n",
                     number_text(std::abs(sum) < grain ? 0 : sum),
                     names.empty() ? "no organisation loses surplus"
                                   : fmt::format("less for {}", fmt::join(names, ", ")));
}

/// The rows to show: all, or those that gain and lose most.
std::vector<std::size_t> shown_rows(const std::vector<Organisation>& rows) {
  std::vector<std::size_t> shown(rows.size());
  std::iota(shown.begin(), shown.end(), 0);
  if (shown.size() <= most_rows) return shown;
  std::erase_if(shown, [&](std::size_t i) { return std::isnan(rows[i].rho()); });
  std::stable_sort(shown.begin(), shown.end(),
                   [&](std::size_t a, std::size_t b) { return rows[a].rho() < rows[b].rho(); });
  if (shown.size() > most_rows)
    shown.erase(shown.begin() + most_rows / 2, shown.end() - most_rows / 2);
  return shown;
}

}  // namespace

std::vector<Organisation> organisations(const RunResult& run) {
  const auto& agents = run.started.agents;
  std::vector<Organisation> rows(run.started.sites.size());
  for (std::size_t i = 0; i < agents.size(); ++i) {
    const SiteId site = agents[i].role == Role::provider ? agents[i].site : agents[i].home;
    if (agents[i].role == Role::platform || !site.exists()) continue;
    Organisation& row = rows[site.value];
    const AgentSummary &shared = run.summary.agents[i], &alone = run.alone->agents[i];
    if (agents[i].role == Role::provider) {
      row.name = agents[i].name;
      row.gpus = agents[i].gpus;
      row.lent_gpu_h = shared.gpu_hours_lent;
    } else {
      add_member(row, shared, alone);
    }
    row.earned += shared.earned.credits().value;
    row.spent += shared.spent.credits().value;
    row.surplus_change += shared.surplus_credit - alone.surplus_credit;
  }
  for (Organisation& row : rows) {
    row.wait_s /= row.jobs;  // NaN without jobs
    row.jct_s /= row.jobs;
    row.wait_alone_s /= row.jobs_alone;
    row.jct_alone_s /= row.jobs_alone;
  }
  return rows;
}

std::string sharing_text(const RunResult& run) {
  const std::vector<Organisation> rows = organisations(run);
  const bool priced = trades(rows);
  std::vector<std::vector<std::string>> table{{"organisation", "GPUs", "jobs", "wait alone",
                                               "wait shared", "rho", "GPU-h used", "GPU-h lent"}};
  if (priced) table[0].insert(table[0].end(), {"earned", "spent", "surplus change"});
  for (const std::size_t i : shown_rows(rows)) table.push_back(row_of(rows[i], priced));
  return "What sharing changed (rho: mean completion time, shared / alone)\n" + table_text(table) +
         verdict_text(rows) + (priced ? surplus_text(rows) : "");
}

}  // namespace souk::cli
