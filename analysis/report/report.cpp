#include "analysis/report/report.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "analysis/report/charts.hpp"
#include "analysis/report/member_table.hpp"
#include "analysis/report/origin.hpp"
#include "analysis/report/page.hpp"
#include "analysis/report/sweep_article.hpp"
#include "analysis/report/winners.hpp"
#include "analysis/student.hpp"

namespace souk::report {
namespace {

using Tile = std::pair<std::string, std::string>;

/// Metrics of the first screen, in this order, where they are defined.
struct Headline {
  const char *metric, *title;
  bool percent;
};
constexpr Headline headlines[] = {{"jobs_finished", "jobs finished", false},
                                  {"mean_wait_s", "mean wait", false},
                                  {"p95_wait_s", "95 % wait at most", false},
                                  {"mean_jct_s", "mean completion", false},
                                  {"utilisation", "utilisation", true},
                                  {"gpu_hours", "useful GPU-hours", false},
                                  {"welfare_credit", "welfare (credits)", false},
                                  {"revenue_credit", "revenue (credits)", false},
                                  {"jain_index", "Jain index", false},
                                  {"compute_efficiency", "compute efficiency", false}};

std::string metric_text(double value, const std::string& unit, bool percent) {
  return percent ? fmt::format("{:.1f} %", 100 * value) : value_text(value, unit);
}

std::vector<Tile> tiles_of(const RunData& run) {
  std::vector<Tile> tiles;
  for (const Headline& headline : headlines)
    for (const StoredMetric& metric : run.summary)
      if (metric.name == headline.metric && std::isfinite(metric.value.value))
        tiles.emplace_back(headline.title,
                           metric_text(metric.value.value, metric.unit, headline.percent));
  return tiles;
}

Section member_section(const std::vector<RunData>& runs, const Members& members) {
  Section section{"Who gains, who loses", member_verdict(runs, members), "", {}};
  if (members.names.empty()) {
    section.intro = "This result has no table of agents.";
    return section;
  }
  if (runs.size() > 1)
    section.body +=
        fmt::format("<p class=\"sub\">Mean over {} replications, with Student's 95 % interval.</p>",
                    runs.size());
  section.body += html_of(member_table(runs, members), true);
  section.charts = sharing_charts(runs.front(), members);
  return section;
}

Section metrics_section(const std::vector<RunData>& runs) {
  Section section{"All metrics", "", "", {}};
  const bool several = runs.size() > 1;
  Table table{"All metrics", {"metric", "value"}, {}, {}};
  if (several) table.titles.emplace_back("95 % interval");
  table.titles.insert(table.titles.end(), {"unit in the file", "definition"});
  for (const StoredMetric& metric : runs.front().summary) {
    std::vector<double> sample;
    for (const RunData& run : runs) sample.push_back(run.metric(metric.name));
    const MeanBand band = mean_band(sample);
    const bool none = metric.value.flag == MetricFlag::no_transfers;
    std::vector<Cell> row{
        words(metric.name),
        number(band.mean, none ? "no transfers" : value_text(band.mean, metric.unit))};
    if (several)
      row.push_back(words(std::isnan(band.low) ? "–"
                                               : value_text(band.low, metric.unit) + " to " +
                                                     value_text(band.high, metric.unit)));
    row.push_back(words(metric.unit == "1" ? "" : metric.unit));
    row.push_back(words(metric.long_name));
    row.back().mark = "wrap";
    table.rows.push_back(std::move(row));
  }
  section.body = html_of(table, true);
  return section;
}

std::string audit_html(const RunData& run) {
  std::string held, broken;
  for (const AuditLine& line : run.audit) {
    std::string& list = line.holds ? held : broken;
    list += (list.empty() ? "" : ", ") + line.name;
  }
  return escaped((held.empty() ? "" : "holds: " + held) +
                 (broken.empty() ? "" : "; DOES NOT HOLD: " + broken));
}

Section origin_section(const std::vector<RunData>& runs) {
  Section section{"Where this comes from",
                  "souk reproduce runs a result file again and compares every number.",
                  "",
                  {}};
  section.body = "<dl class=\"facts\">\n";
  for (const RunData& run : runs)
    section.body +=
        fact("result", fmt::format("{}, replication {}, event hash <code>{:016x}</code>",
                                   escaped(run.file), run.header.replication, run.event_hash));
  const RunData& first = runs.front();
  section.body += fact("audit", audit_html(first));
  section.body += notes_fact(first.notes) + header_facts(first.header) + "</dl>\n" +
                  scenario_html(first.header);
  return section;
}

std::string facts_of(const RunData& run) {
  double gpus = 0, consumers = 0, providers = 0;
  for (const StoredAgent& agent : run.agents) {
    gpus += agent.row.gpus;
    consumers += agent.row.role == Role::consumer ? 1 : 0;
    providers += agent.row.role == Role::provider ? 1 : 0;
  }
  return fmt::format(
      "{} GPUs of {} providers, {} consumers, {} simulated; seed {}; event hash {:016x}",
      number_text(gpus), number_text(providers), number_text(consumers), duration_text(run.end_s),
      run.header.seed, run.event_hash);
}

Article article_of(const std::vector<RunData>& runs, GroupBy by) {
  const RunData& run = runs.front();
  const Members members = members_of(run, by);
  Article article{runs.size() > 1 ? fmt::format("Run, {} replications", runs.size()) : "Run",
                  run.header.title,
                  facts_of(run),
                  tiles_of(run),
                  {}};
  if (runs.size() > 1) article.facts += fmt::format("; charts and figures of {}", run.file);
  article.sections.push_back(member_section(runs, members));
  if (auto winners = winners_section(run.header)) article.sections.push_back(std::move(*winners));
  add_section(article, "Over time", "", series_charts(run),
              "Nothing was sampled over time: output.tables of the scenario has no series.");
  add_section(
      article, "Waiting", "", waiting_charts(run, members),
      "No jobs to show: output.tables of the scenario keeps no jobs, or none was completed.");
  add_section(
      article, "Jobs on nodes", "", gantt_chart(run, members),
      "No jobs on nodes to show: output.tables of the scenario keeps no jobs, or none ran.");
  add_section(article, "Money", "", money_charts(run, members), "No credits changed hands.");
  add_section(article, "Network", "", network_chart(run),
              "Nothing moved between sites, or output.tables of the scenario keeps no transfers.");
  article.sections.push_back(metrics_section(runs));
  article.sections.push_back(origin_section(runs));
  return article;
}

bool same_study(const RunData& a, const RunData& b) {
  return a.header.scenario == b.header.scenario && a.agents.size() == b.agents.size() &&
         std::equal(
             a.agents.begin(), a.agents.end(), b.agents.begin(),
             [](const StoredAgent& x, const StoredAgent& y) { return x.row.name == y.row.name; });
}

}  // namespace

std::string report_page(const std::vector<std::string>& paths, GroupBy by) {
  struct Entry {
    std::vector<RunData> runs;
    std::string sweep;
  };
  std::vector<Entry> entries;
  for (const std::string& path : paths) {
    const ResultReader reader{path};
    if (reader.is_sweep()) {
      entries.push_back({{}, path});
      continue;
    }
    RunData run = read_run(reader, path);
    const auto study = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) {
      return !entry.runs.empty() && same_study(entry.runs.front(), run);
    });
    if (study != entries.end()) {
      study->runs.push_back(std::move(run));
      continue;
    }
    entries.emplace_back().runs.push_back(std::move(run));
  }
  std::vector<Article> articles;
  for (const Entry& entry : entries)
    articles.push_back(entry.runs.empty()
                           ? sweep_article(ResultReader{entry.sweep}, entry.sweep, by)
                           : article_of(entry.runs, by));
  return page_of(articles);
}

}  // namespace souk::report
