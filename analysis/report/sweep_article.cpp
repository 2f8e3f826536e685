#include "analysis/report/sweep_article.hpp"

#include <filesystem>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "analysis/report/charts.hpp"
#include "analysis/report/origin.hpp"
#include "analysis/report/sweep_members.hpp"
#include "analysis/stored_scenario.hpp"

namespace souk::report {
namespace {

struct Swept {
  std::vector<Curve> curves;
  std::vector<Curve> members;
  GroupBy by = GroupBy::home;  ///< of members
  double interval = 0.95;      ///< level of their bands
  std::string metric;          ///< that the study asks for
};

void use_written_values(std::vector<CurveAxis>& axes, const std::vector<SweepAxis>& written) {
  for (CurveAxis& axis : axes)
    for (const SweepAxis& as_written : written)
      if (!axis.key.empty() && as_written.key == axis.key &&
          as_written.values.size() == axis.values.size()) {
        axis.values = as_written.values;
        axis.unit = axis.numbers.empty() ? "" : "1";  // the values name theirs
      }
}

/// Members as asked for; without homes they are populations.
void read_members(Swept& swept, const ResultReader& reader, GroupBy by) {
  swept.by = by;
  swept.members = reader.members(by);
  if (!swept.members.empty() || by != GroupBy::home) return;
  swept.by = GroupBy::population;
  swept.members = reader.members(swept.by);
}

/// The curves, with the values of their axes as the scenario writes them ("2 /d") where this
/// version can read it; the file has them in SI units. A design over one key has it as its axis, in
/// place of the number of the point.
Swept swept_of(const ResultReader& reader, const ResultHeader& header, GroupBy by) {
  Swept swept{reader.curves(), {}};
  read_members(swept, reader, by);
  const std::optional<Sweep> sweep = stored_sweep(header);
  for (std::vector<Curve>* const curves : {&swept.curves, &swept.members})
    for (Curve& curve : *curves) {
      if (sweep) use_written_values(curve.axes, sweep->axes);
      if (sweep) use_written_values(curve.coordinates, sweep->coordinates);
      if (curve.coordinates.size() != 1) continue;
      curve.axes.front() = std::move(curve.coordinates.front());
      curve.coordinates.clear();
    }
  if (const std::optional<Scenario> scenario = stored_scenario(header))
    swept.interval = scenario->study.interval, swept.metric = scenario->study.metric;
  return swept;
}

Section curve_table_section(const std::vector<Curve>& curves, const std::string& level) {
  Section section{
      "All metrics",
      fmt::format("The mean over replications at each point, and Student's {} interval.", level),
      "",
      {}};
  Table table{"All metrics at each point", {"metric"}, {}, {}};
  if (curves.empty()) return section;
  for (const CurveAxis& axis : curves[0].axes)
    table.titles.push_back(axis.label.empty() ? axis.key : axis.label);
  table.titles.insert(table.titles.end(), {"mean", "low", "high", "replications"});
  for (const Curve& curve : curves)
    for (std::size_t p = 0; p < curve.mean.size(); ++p) {
      std::vector<Cell> at{words(curve.metric)};
      for (const std::string& value : curve.values_at(p)) at.push_back(words(value));
      for (const double value : {curve.mean[p], curve.low[p], curve.high[p]})
        at.push_back(number(value, value_text(value, curve.unit)));
      at.push_back(number(curve.n[p], number_text(curve.n[p])));
      table.rows.push_back(std::move(at));
    }
  section.body = html_of(table, true);
  return section;
}

Section origin_section(const ResultReader& reader, const ResultHeader& header,
                       const std::string& path) {
  Section origin{"Where this comes from",
                 "souk reproduce runs a result file again and compares every number.",
                 "",
                 {}};
  const auto hashes = reader.event_hashes();
  origin.body = "<dl class=\"facts\">\n" +
                fact("result", escaped(std::filesystem::path{path}.filename().string()));
  if (!hashes.empty())
    origin.body +=
        fact("event hashes",
             fmt::format("{} runs; that of the first point and replication is <code>{:016x}</code>",
                         hashes.size(), hashes[0]));
  origin.body +=
      notes_fact(reader.notes()) + header_facts(header) + "</dl>\n" + scenario_html(header);
  return origin;
}

std::string facts_of(const ResultReader& reader, const ResultHeader& header,
                     const std::vector<Curve>& curves) {
  if (curves.empty()) return "no curves";
  std::string axes;
  for (const CurveAxis& axis : curves[0].axes)
    axes += (axes.empty() ? "" : ", ") + fmt::format("{} ({} values)",
                                                     axis.label.empty() ? axis.key : axis.label,
                                                     axis.values.size());
  return fmt::format("{} points × {} replications over {}; seed {}", curves[0].mean.size(),
                     reader.replications(), axes.empty() ? "nothing" : axes, header.seed);
}

/// What a reader must know first, if there is anything.
void add_warnings(Article& article, const ResultReader& reader) {
  std::string list;
  for (const std::string& line : reader.warnings()) list += "<li>" + escaped(line) + "</li>\n";
  if (list.empty()) return;
  article.sections.push_back(
      {"Before these curves are trusted", "", "<ul>\n" + list + "</ul>\n", {}});
}

/// What the section [study] of a scenario asks for beside the curves, where it has one.
void add_findings(Article& article, const ResultReader& reader, const Swept& swept,
                  const std::string& level) {
  if (swept.curves.empty()) return;
  if (auto charts = comparison_chart(reader, swept.curves[0], level); !charts.empty())
    article.sections.push_back({"Against the baseline",
                                "Each replication of a point less that of the baseline on the same "
                                "random streams, so that what both have in common cancels.",
                                "", std::move(charts)});
  if (auto charts = sensitivity_chart(reader, level); !charts.empty())
    article.sections.push_back(
        {"What it depends on",
         "Sobol indices: the part of the variance over all points that a key accounts for alone "
         "(first-order) and with all its interactions (total).",
         "", std::move(charts)});
}

}  // namespace

Article sweep_article(const ResultReader& reader, const std::string& path, GroupBy by) {
  const ResultHeader header = reader.header();
  const Swept swept = swept_of(reader, header, by);
  const std::string level = fmt::format("{:.6g} %", 100 * swept.interval);
  Article article{"Sweep", header.title, facts_of(reader, header, swept.curves), {}, {}};
  const std::string intro = reader.replications() > 1
                                ? fmt::format(
                                      "Points are means over {} replications; bands and whiskers "
                                      "are Student's {} intervals of the mean.",
                                      reader.replications(), level)
                                : "One replication: there are no intervals.";
  add_warnings(article, reader);
  article.sections.push_back(
      sweep_member_section(swept.members, std::string{member_word(swept.by)}, level));
  add_section(article, "Curves", intro, curve_charts(swept.curves, swept.metric, level),
              "No metric of interest differs between the points of this sweep.");
  add_findings(article, reader, swept, level);
  article.sections.push_back(curve_table_section(swept.curves, level));
  article.sections.push_back(origin_section(reader, header, path));
  return article;
}

}  // namespace souk::report
