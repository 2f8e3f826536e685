#include "analysis/report/sweep_article.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "analysis/report/charts.hpp"
#include "analysis/report/origin.hpp"
#include "models/scenario/error.hpp"
#include "models/scenario/parse.hpp"

namespace souk::report {
namespace {

/// The curves, with the values of their axes as the scenario writes them ("2 /d") where this
/// version can read it; the file has them in SI units.
std::vector<Curve> curves_of(const ResultReader& reader, const ResultHeader& header) {
  std::vector<Curve> curves = reader.curves();
  try {
    ParseOptions by_name;
    by_name.read_inputs = false;
    const Sweep sweep = read_sweep(header.scenario, header.title, by_name);
    for (Curve& curve : curves)
      for (CurveAxis& axis : curve.axes)
        for (const SweepAxis& written : sweep.axes)
          if (written.key == axis.key && written.values.size() == axis.values.size()) {
            axis.values = written.values;
            axis.unit = axis.numbers.empty() ? "" : "1";  // the values name theirs
          }
  } catch (const ScenarioError&) {
  }
  return curves;
}

Section curve_table_section(const std::vector<Curve>& curves) {
  Section section{"All metrics",
                  "The mean over replications at each point, and Student's 95 % interval.",
                  "",
                  {}};
  Table table{"All metrics at each point", {"metric"}, {}, {}};
  if (curves.empty()) return section;
  for (const CurveAxis& axis : curves[0].axes)
    table.titles.push_back(axis.label.empty() ? axis.key : axis.label);
  table.titles.insert(table.titles.end(), {"mean", "low", "high", "replications"});
  for (const Curve& curve : curves)
    for (std::size_t p = 0; p < curve.mean.size(); ++p) {
      std::vector<Cell> at;
      std::size_t rest = p;
      for (std::size_t a = curve.axes.size(); a-- > 0; rest /= curve.axes[a].values.size())
        at.insert(at.begin(), words(curve.axes[a].values[rest % curve.axes[a].values.size()]));
      at.insert(at.begin(), words(curve.metric));
      for (const double value : {curve.mean[p], curve.low[p], curve.high[p]})
        at.push_back(number(value, value_text(value, curve.unit)));
      at.push_back(number(curve.n[p], number_text(curve.n[p])));
      table.rows.push_back(std::move(at));
    }
  section.body = html_of(table, true);
  return section;
}

}  // namespace

Article sweep_article(const ResultReader& reader, const std::string& path) {
  const ResultHeader header = reader.header();
  const std::vector<Curve> curves = curves_of(reader, header);
  std::size_t points = curves.empty() ? 0 : curves[0].mean.size();
  std::string axes;
  for (const CurveAxis& axis : curves.empty() ? std::vector<CurveAxis>{} : curves[0].axes)
    axes += (axes.empty() ? "" : ", ") + fmt::format("{} ({} values)",
                                                     axis.label.empty() ? axis.key : axis.label,
                                                     axis.values.size());
  Article article{"Sweep",
                  header.title,
                  fmt::format("{} points x {} replications over {}; seed {}", points,
                              reader.replications(), axes.empty() ? "nothing" : axes, header.seed),
                  {},
                  {}};
  std::vector<Chart> charts = curve_charts(curves);
  add_section(article, "Curves",
              reader.replications() > 1
                  ? fmt::format("Points are means over {} replications; bands and whiskers are "
                                "Student's 95 % intervals of the mean.",
                                reader.replications())
                  : "One replication: there are no intervals.",
              std::move(charts), "No metric of interest differs between the points of this sweep.");
  article.sections.push_back({"Who gains, who loses",
                              "A sweep keeps curves, not a table of members; rho_mean, rho_max and "
                              "sharing_incentive above and below say how members fare "
                              "at each point. souk run with --set gives the members of one point.",
                              "",
                              {}});
  article.sections.push_back(curve_table_section(curves));
  Section origin{"Where this comes from",
                 "souk reproduce runs a result file again and compares every number.",
                 "",
                 {}};
  std::uint64_t hash = 0;
  const auto hashes = reader.event_hashes();
  for (const std::uint64_t one : hashes) hash = (hash ^ one) * 0x9e3779b97f4a7c15U;
  origin.body = "<dl class=\"facts\">\n" +
                fact("result", escaped(std::filesystem::path{path}.filename().string())) +
                fact("event hashes",
                     fmt::format("{} runs, together <code>{:016x}</code>", hashes.size(), hash)) +
                header_facts(header) + "</dl>\n" + scenario_html(header);
  article.sections.push_back(std::move(origin));
  return article;
}

}  // namespace souk::report
