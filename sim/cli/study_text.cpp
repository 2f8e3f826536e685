#include "sim/cli/study_text.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>

#include <fmt/format.h>

#include "analysis/standing.hpp"
#include "analysis/study_findings.hpp"
#include "analysis/study_warnings.hpp"
#include "models/metrics/run_summary.hpp"
#include "sim/cli/print.hpp"

namespace souk::cli {
namespace {

std::string titled(const SweepPoint& point) {
  const std::string title = title_of(point);
  return title.empty() ? "(nothing swept)" : title;
}

/// How many organisations complete their jobs sooner than alone at a point, and how many later,
/// "6, 1 of 8"; "-" where no rho is known.
std::string standings_text(const Study& study, const StudyRuns& runs, std::size_t point) {
  std::map<std::string_view, std::vector<double>> rhos;
  for (std::size_t run = point; run < study.runs(); run += study.points())
    if (const auto& summary = runs.summaries[run])
      for (const MemberSummary& member : summary->organisations)
        rhos[member.name].push_back(member.rho);
  MemberStandings found;
  for (const auto& [name, rho] : rhos)
    found.add(standing_of(mean_band(rho, study.spec().interval)));
  return found.known() == 0 ? "-"
                            : fmt::format("{}, {} of {}", found.sooner, found.later, found.known());
}

/// A column of the table of means.
struct Column {
  std::string title;
  std::string_view metric;
  std::string (*text)(double);
};

/// What matters most, and what the study asks for.
std::vector<Column> columns_of(const StudySpec& spec) {
  std::vector<Column> columns{{"jobs finished", "jobs_finished", count_text},
                              {"mean wait", "mean_wait_s", duration_text},
                              {"mean completion", "mean_jct_s", duration_text},
                              {"utilisation", "utilisation", percent_text},
                              {"welfare", "welfare_credit", number_text},
                              {"Jain index", "jain_index", number_text}};
  const bool shown = std::any_of(columns.begin(), columns.end(), [&](const Column& column) {
    return column.metric == spec.metric;
  });
  if (spec.given && !shown) columns.push_back({spec.metric, spec.metric, number_text});
  return columns;
}

/// Jobs that were submitted and did not complete: refused, gone, cut off by the horizon.
double not_completed(const Study& study, const StudyRuns& runs, std::size_t point) {
  const auto mean = [&](std::string_view name) {
    return mean_band(runs.values(study, point, name)).mean;
  };
  return mean("jobs_submitted") - mean("jobs_finished") - mean("jobs_late");
}

using TextTable = std::vector<std::vector<std::string>>;

/// Takes the column out if each of its cells is `nothing`.
void drop_column(TextTable& table, std::string_view title, std::string_view nothing) {
  const auto at = std::find(table[0].begin(), table[0].end(), title) - table[0].begin();
  if (std::all_of(table.begin() + 1, table.end(),
                  [&](const auto& row) { return row.begin()[at] == nothing; }))
    for (auto& row : table) row.erase(row.begin() + at);
}

std::string means_text(const Study& study, const StudyRuns& runs) {
  const std::vector<Column> columns = columns_of(study.spec());
  TextTable table{{"point"}};
  for (const Column& column : columns) table[0].push_back(column.title);
  table[0].insert(table[0].begin() + 2, "not completed");
  table[0].emplace_back("sooner, later");
  for (std::size_t p = 0; p < study.points(); ++p) {
    auto& row = table.emplace_back(1, titled(study.sweep().points[p]));
    for (const Column& column : columns)
      row.push_back(column.text(mean_band(runs.values(study, p, column.metric)).mean));
    row.insert(row.begin() + 2, count_text(not_completed(study, runs, p)));
    row.push_back(standings_text(study, runs, p));
  }
  // Where nobody says what a job is worth, nor what an hour costs, welfare is 0 throughout.
  if (study.spec().metric != "welfare_credit") drop_column(table, "welfare", "0");
  drop_column(table, "sooner, later", "-");
  return table_text(table, 0);
}

std::string comparison_text(const Study& study, const StudyFindings& findings) {
  // Of a sensitivity design every point differs from the first in nearly every key.
  if (findings.differences.empty() || findings.sensitivity) return {};
  const StudySpec& spec = study.spec();
  const std::size_t baseline = study.sweep().baseline;
  std::vector<std::vector<std::string>> table{
      {fmt::format("{} less that of the baseline", spec.metric), "mean", "Student", "interval",
       "bootstrap", "interval", "variance cut by", "verdict"}};
  for (std::size_t p = 0; p < study.points(); ++p) {
    if (p == baseline) continue;
    const PairedDifference& found = findings.differences[p];
    table.push_back({titled(study.sweep().points[p]), number_text(found.student.mean),
                     number_text(found.student.low), number_text(found.student.high),
                     number_text(found.bootstrap.low), number_text(found.bootstrap.high),
                     number_text(found.variance_reduction),
                     found.resolved() ? "differs" : "not resolved"});
  }
  return fmt::format("\nbaseline: {}; {:.6g} % intervals of paired differences\n{}",
                     titled(study.sweep().points[baseline]), 100 * spec.interval,
                     table_text(table, 0));
}

std::string sensitivity_text(const Study& study, const StudyFindings& findings) {
  if (!findings.sensitivity) return {};
  const auto& keys = study.sweep().coordinates;
  const SobolIndices& indices = *findings.sensitivity;
  std::vector<std::vector<std::string>> table{
      {fmt::format("part of the variance of {}", study.spec().metric), "first-order", "interval",
       "total", "interval"}};
  const auto text = [](const Interval& interval) {
    return fmt::format("{} to {}", number_text(interval.low), number_text(interval.high));
  };
  for (std::size_t i = 0; i < keys.size(); ++i)
    table.push_back({keys[i].label, number_text(indices.first[i]),
                     text(findings.sensitivity_intervals.first[i]), number_text(indices.total[i]),
                     text(findings.sensitivity_intervals.total[i])});
  return "\n" + table_text(table, 0);
}

std::string precision_text(const Study& study, const StudyRuns& runs) {
  const StudySpec& spec = study.spec();
  if (!spec.half_width) return {};
  const auto points = imprecise_points(study, runs);
  const std::string wanted = fmt::format("{} within {} of the mean at {:.6g} %", spec.metric,
                                         percent_text(*spec.half_width), 100 * spec.interval);
  if (points.empty()) return fmt::format("\n{}: met at every point\n", wanted);
  std::string text =
      fmt::format("\n{}: not met at {} of {} points\n", wanted, points.size(), study.points());
  for (const std::size_t p : points) {
    const MeanBand band = mean_band(runs.values(study, p, spec.metric), spec.interval);
    text += fmt::format("  {}: {} in {} replications\n", titled(study.sweep().points[p]),
                        percent_text((band.high - band.low) / 2 / std::abs(band.mean)), band.n);
  }
  return text;
}

std::string remarks_text(const Study& study, std::span<const RunSummary> all) {
  std::string text;
  for (const std::string& line : study_notes(study.sweep(), all))
    text += fmt::format("note: {}\n", line);
  for (const std::string& line :
       study_warnings(study.sweep(), all, study.spec().metric, study.spec().interval))
    text += fmt::format("warning: {}\n", line);
  return text.empty() ? text : "\n" + text;
}

}  // namespace

std::string study_text(const Study& study, const StudyRuns& runs) {
  const std::vector<RunSummary> all = whole_summaries(runs);
  const StudyFindings findings =
      study_findings(study.sweep(), all, study.spec(), study.header().seed);
  return fmt::format("{}: {} x {}\n\n{}{}{}{}{}", study.name(),
                     counted_text(static_cast<double>(study.points()), "point"),
                     counted_text(study.replications(), "replication"), means_text(study, runs),
                     comparison_text(study, findings), sensitivity_text(study, findings),
                     precision_text(study, runs), remarks_text(study, all));
}

}  // namespace souk::cli
