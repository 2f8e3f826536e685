#include "sim/cli/sharing_text.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analysis/standing.hpp"
#include "models/metrics/members.hpp"
#include "sim/cli/print.hpp"

namespace souk::cli {
namespace {

constexpr std::size_t most_rows = 16;

using Rows = std::vector<MemberSummary>;

bool trades(const Rows& rows) {
  return std::any_of(rows.begin(), rows.end(), [](const MemberSummary& row) {
    return row.earned_credit != 0 || row.spent_credit != 0;
  });
}

std::string known_text(double value) {
  return std::isnan(value) ? "-" : number_text(value);
}

/// The mean wait that traces recorded, by the population of the owner. A population of several
/// owners, among whom its members are dealt out, is left out.
std::map<std::string, double> recorded_waits(const Scenario& scenario) {
  std::map<std::string, std::pair<double, double>> sums;
  for (const ConsumerSpec& consumer : scenario.consumers) {
    if (consumer.jobs.process != ArrivalProcess::trace) continue;
    const TraceSpec& spec = consumer.jobs.trace;
    for (const TraceJob& job : scenario.traces.at(spec.index).jobs) {
      const auto home = spec.homes.empty() ? consumer.home : spec.homes.at(job.user);
      const std::string& owner = home ? scenario.providers[*home].name : consumer.name;
      if (!(job.start >= job.submit) || (home && scenario.providers[*home].count != 1)) continue;
      sums[owner].first += (job.start - job.submit).value;
      sums[owner].second += 1;
    }
  }
  std::map<std::string, double> means;
  for (const auto& [owner, sum] : sums) means[owner] = sum.first / sum.second;
  return means;
}

std::vector<std::string> cells_of(const MemberSummary& row, bool priced) {
  std::vector<std::string> cells{row.name,
                                 count_text(row.gpus),
                                 count_text(row.jobs),
                                 count_text(row.jobs_alone),
                                 duration_text(row.mean_wait_s),
                                 duration_text(row.mean_wait_alone_s),
                                 std::isnan(row.rho) ? "-" : fmt::format("{:.3f}", row.rho),
                                 number_text(row.gpu_hours_used),
                                 number_text(row.gpu_hours_lent)};
  if (priced) {
    cells.push_back(number_text(row.earned_credit));
    cells.push_back(number_text(row.spent_credit));
    cells.push_back(known_text(row.surplus_change_credit));
  }
  return cells;
}

/// "a (wait 3 min -> 18 min, completion 1 h -> 1.25 h), b (...)"
std::string losers_text(const Rows& rows) {
  std::vector<std::string> names;
  for (const MemberSummary& row : rows)
    if (standing_of(row.rho) == MemberStanding::later)
      names.push_back(
          fmt::format("{} (wait {} -> {}, completion {} -> {})", row.name,
                      duration_text(row.mean_wait_alone_s), duration_text(row.mean_wait_s),
                      duration_text(row.mean_jct_alone_s), duration_text(row.mean_jct_s)));
  if (names.size() > 8) {
    const std::size_t more = names.size() - 8;
    names.resize(8);
    names.push_back(fmt::format("and {} more", more));
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string verdict_text(const Rows& rows) {
  MemberStandings found;
  for (const MemberSummary& row : rows) found.add(standing_of(row.rho));
  if (found.known() == 0) return "  none of them could complete a job alone\n";
  std::string text = fmt::format("  {} of {} complete their jobs sooner than alone, {} as before",
                                 found.sooner, found.known(), found.as_before);
  return text + (found.later == 0 ? "; none loses time\n"
                                  : fmt::format("; {} lose{} time: {}\n", found.later,
                                                found.later == 1 ? "s" : "", losers_text(rows)));
}

std::string surplus_text(const Rows& rows) {
  std::vector<std::string> names;
  constexpr double grain = 1e-6;  // money is whole micro-credits; less is rounding
  double sum = 0;
  for (const MemberSummary& row : rows) {
    if (std::isnan(row.surplus_change_credit)) continue;
    sum += row.surplus_change_credit;
    if (row.surplus_change_credit < -grain && names.size() < 8) names.push_back(row.name);
  }
  return fmt::format("  surplus of all organisations against staying alone: {} credit; {}\n",
                     number_text(std::abs(sum) < grain ? 0 : sum),
                     names.empty() ? "no organisation loses surplus"
                                   : fmt::format("less for {}", fmt::join(names, ", ")));
}

/// The rows to show: all, or those that gain and lose most.
std::vector<std::size_t> shown_rows(const Rows& rows) {
  std::vector<std::size_t> shown(rows.size());
  std::iota(shown.begin(), shown.end(), 0);
  if (shown.size() <= most_rows) return shown;
  std::erase_if(shown, [&](std::size_t i) { return std::isnan(rows[i].rho); });
  std::stable_sort(shown.begin(), shown.end(),
                   [&](std::size_t a, std::size_t b) { return rows[a].rho < rows[b].rho; });
  if (shown.size() > most_rows)
    shown.erase(shown.begin() + most_rows / 2, shown.end() - most_rows / 2);
  return shown;
}

}  // namespace

std::string sharing_text(const Scenario& scenario, const RunSummary& run) {
  Rows rows = run.organisations;
  if (rows.empty()) return "";
  std::vector<std::string> names;
  for (const MemberSummary& row : rows) names.push_back(row.name);
  names = short_names(names);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].name = names[i];
  const bool priced = trades(rows);
  std::vector<std::vector<std::string>> table{{"organisation", "GPUs", "jobs", "alone", "wait",
                                               "wait alone", "rho", "GPU-h used", "GPU-h lent"}};
  if (priced) table[0].insert(table[0].end(), {"earned", "spent", "surplus change"});
  const std::map<std::string, double> recorded = recorded_waits(scenario);
  if (!recorded.empty()) table[0].emplace_back("recorded wait");
  for (const std::size_t i : shown_rows(rows)) {
    table.push_back(cells_of(rows[i], priced));
    if (recorded.empty()) continue;
    const auto found = recorded.find(std::string{population_of(rows[i].name)});
    table.back().push_back(found == recorded.end() ? "-" : duration_text(found->second));
  }
  return "What sharing changed (rho: mean completion time of the jobs completed, shared / "
         "alone)\n" +
         table_text(table) + verdict_text(rows) + (priced ? surplus_text(rows) : "");
}

}  // namespace souk::cli
