#include "analysis/report/member_table.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "analysis/standing.hpp"

namespace souk::report {
namespace {

using Replications = std::vector<std::vector<MemberTotals>>;  ///< by run, then by member

MeanBand band_of(const Replications& runs, std::size_t member, double MemberTotals::*value) {
  std::vector<double> sample;
  for (const auto& run : runs) sample.push_back(run[member].*value);
  return mean_band(sample);
}

bool any(const Replications& runs, const ShownColumn& column) {
  const double MemberTotals::*value = column.value;
  return std::any_of(runs.begin(), runs.end(), [&](const auto& run) {
    return std::any_of(run.begin(), run.end(), [&](const MemberTotals& member) {
      return !std::isnan(member.*value) && member.*value != 0;
    });
  });
}

Replications replications_of(const std::vector<RunData>& runs, const Members& members) {
  Replications all;
  for (const RunData& run : runs) all.push_back(totals_of(run, members));
  return all;
}

}  // namespace

const std::vector<ShownColumn>& shown_columns() {
  using T = MemberTotals;
  static const std::vector<ShownColumn> list{
      {"gpus", "GPUs", "GPUs that it owns", &T::gpus, number_text},
      {"jobs", "jobs", "finished or late, submitted after warm-up", &T::jobs, number_text},
      {"jobs_alone", "jobs alone", "those that finish or are late when it stays alone",
       &T::jobs_alone, number_text},
      {"rho", "ρ",
       "mean completion time of the jobs completed when sharing / of those completed alone; below "
       "1 they are sooner",
       &T::rho, number_text},
      {"surplus_change_credit", "surplus change", "credits: its surplus less that of staying alone",
       &T::surplus_change_credit, number_text},
      {"p95_wait_s", "p95 wait", "95th percentile of the wait of its jobs", &T::p95_wait_s,
       duration_text},
      {"", "GPUs not bought",
       "GPUs that it would need beside its own to have, alone, the same p95 wait: its jobs as they "
       "ran, first come, first served in one pool; 0 if its own are enough, – without GPUs of its "
       "own or a table of jobs",
       &T::spared_gpus, number_text},
      {"mean_wait_s", "mean wait", "mean wait of its jobs", &T::mean_wait_s, duration_text},
      {"mean_wait_alone_s", "wait alone", "mean wait of its jobs when it stays alone",
       &T::mean_wait_alone_s, duration_text},
      {"gpu_hours_used", "GPU-h used", "useful GPU-hours leased by its members", &T::gpu_hours_used,
       number_text},
      {"gpu_hours_lent", "GPU-h given", "GPU-hours that others than its members leased of it",
       &T::gpu_hours_lent, number_text},
      {"gpu_hours_taken", "GPU-h taken",
       "GPU-hours that its jobs took at other sites than their home", &T::gpu_hours_taken,
       number_text},
      {"earned_credit", "earned", "credits received over the run", &T::earned_credit, number_text},
      {"spent_credit", "spent", "credits paid over the run", &T::spent_credit, number_text},
      {"surplus_credit", "surplus",
       "credits: value gained and credits received, less what was paid and what lending costs",
       &T::surplus_credit, number_text}};
  return list;
}

Cell standing_cell(const MeanBand& rho) {
  const MemberStanding standing = standing_of(rho);
  Cell cell = words(word_of(standing));
  cell.mark = standing == MemberStanding::sooner  ? "gain"
              : standing == MemberStanding::later ? "loss"
                                                  : "";
  return cell;
}

Cell band_cell(const MeanBand& band, std::string (*text)(double)) {
  std::string shown = text(band.mean);
  if (band.n > 1 && band.high > band.low)
    shown += fmt::format(" [{}, {}]", text(band.low), text(band.high));
  return number(band.mean, shown);
}

Table member_table(const std::vector<RunData>& runs, const Members& members) {
  const Replications all = replications_of(runs, members);
  Table table{fmt::format("Members, by {}", members.one), {members.one}, {""}, {}};
  std::vector<const ShownColumn*> shown;
  for (const ShownColumn& column : shown_columns())
    if (any(all, column)) shown.push_back(&column);
  const bool judged = std::any_of(all.begin(), all.end(), [](const auto& run) {
    return std::any_of(run.begin(), run.end(),
                       [](const MemberTotals& member) { return !std::isnan(member.rho); });
  });
  if (judged) {
    table.titles.emplace_back("against alone");
    table.hints.emplace_back("completion time of its jobs, beyond 1 %");
  }
  for (const ShownColumn* column : shown) {
    table.titles.emplace_back(column->title);
    table.hints.emplace_back(column->hint);
  }
  for (std::size_t m = 0; m < members.names.size(); ++m) {
    std::vector<Cell> row{words(members.names[m])};
    if (judged) row.push_back(standing_cell(band_of(all, m, &MemberTotals::rho)));
    for (const ShownColumn* column : shown)
      row.push_back(band_cell(band_of(all, m, column->value), column->text));
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string member_verdict(const std::vector<RunData>& runs, const Members& members) {
  const Replications all = replications_of(runs, members);
  MemberStandings found;
  for (std::size_t m = 0; m < members.names.size(); ++m)
    found.add(standing_of(band_of(all, m, &MemberTotals::rho)));
  if (found.known() == 0)
    return "What sharing changed against staying alone (ρ) is not in this result: no consumer has "
           "a home whose own GPUs could run its jobs alone.";
  std::string text =
      fmt::format("{} of {} {} complete their jobs sooner than if they stayed alone, {} later",
                  found.sooner, found.known(), members.many, found.later);
  if (const std::size_t others = found.as_before + found.not_clear; others > 0)
    text += fmt::format("; {} within 1 %{}", others,
                        runs.size() > 1 ? " or not clearly either way" : "");
  return text +
         ". ρ is the mean completion time of the jobs completed when sharing over that of those "
         "completed alone. Whether it pays is another matter: see the change of surplus.";
}

}  // namespace souk::report
