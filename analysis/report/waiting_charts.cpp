#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "analysis/quantile.hpp"
#include "analysis/report/charts.hpp"
#include "analysis/report/vega_lite.hpp"

namespace souk::report {
namespace {

constexpr int quantiles = 200;
constexpr double day = 86400;
/// Ends of the bins of waiting; the last has none.
constexpr std::array<double, 14> bin_ends{1,           10,   30,      60,         300,
                                          600,         1800, 3600,    3 * 3600.0, 6 * 3600.0,
                                          12 * 3600.0, day,  3 * day, infinity};

using Waits = std::vector<std::vector<double>>;

/// Sorted waits of the completed jobs of each group after warm-up.
Waits waits_of(const RunData& run, const Members& members) {
  Waits waits(members.names.size());
  for (std::size_t j = 0; j < run.jobs.rows; ++j) {
    const int group = members.of_job(run, j);
    if (group >= 0 && run.counts(j))
      waits[static_cast<std::size_t>(group)].push_back(
          std::max(0.0, run.jobs["start_s"][j] - run.jobs["submit_s"][j]));
  }
  for (auto& group : waits) std::sort(group.begin(), group.end());
  return waits;
}

std::vector<double> all_of(const Waits& waits) {
  std::vector<double> all;
  for (const auto& group : waits) all.insert(all.end(), group.begin(), group.end());
  std::sort(all.begin(), all.end());
  return all;
}

/// Groups to draw: those with jobs, the eight with most jobs; named "all" where there is but one.
std::vector<std::size_t> drawn_of(const Waits& waits) {
  std::vector<std::size_t> drawn;
  for (std::size_t g = 0; g < waits.size(); ++g)
    if (!waits[g].empty()) drawn.push_back(g);
  if (drawn.size() <= most_series) return drawn;
  std::stable_sort(drawn.begin(), drawn.end(),
                   [&](std::size_t a, std::size_t b) { return waits[a].size() > waits[b].size(); });
  drawn.resize(most_series);
  std::sort(drawn.begin(), drawn.end());
  return drawn;
}

json shares_spec(const Waits& waits, const std::vector<std::size_t>& drawn,
                 const Members& members) {
  json rows = json::array(), names = json::array();
  for (const std::size_t g : drawn) {
    names.push_back(members.names[g]);
    for (int q = 0; q <= quantiles; ++q) {
      const double share = static_cast<double>(q) / quantiles;
      rows.push_back({members.names[g], rounded(nearest_rank_of_sorted(waits[g], share)), share,
                      duration_text(nearest_rank_of_sorted(waits[g], share))});
    }
  }
  json x = quantity("wait", "wait until the job first computes");
  x["scale"] = {{"type", "symlog"}, {"constant", 30}};
  x["axis"] = {
      {"values", {0, 60, 600, 3600, 6 * 3600, day, 3 * day, 10 * day, 30 * day}},
      {"grid", true},
      {"labelOverlap", true},
      {"labelExpr",
       "datum.value < 60 ? datum.value + ' s' : datum.value < 3600 ? datum.value / 60 + ' min' : "
       "datum.value < 86400 ? datum.value / 3600 + ' h' : datum.value / 86400 + ' d'"}};
  json y = quantity("share", "share of jobs that wait no longer");
  y["axis"] = {{"format", "%"}};
  json colour = category("who", "");
  colour["scale"] = {{"domain", names}, {"range", series_colours(drawn.size())}};
  if (drawn.size() > 1)
    colour["legend"] = {
        {"orient", "top"}, {"columns", 8}, {"symbolType", "stroke"}, {"title", nullptr}};
  else
    colour["legend"] = nullptr;
  json spec = chart_of(300);
  spec["data"] = table_data({"who", "wait", "share", "text"}, rows);
  json line{{"mark", {{"type", "line"}, {"strokeWidth", 1.8}, {"interpolate", "step-after"}}},
            {"encoding", {{"x", x}, {"y", y}, {"color", colour}, {"order", {{"field", "share"}}}}}};
  if (drawn.size() > 1) {
    line["params"] = {{{"name", "who_is_shown"},
                       {"select", {{"type", "point"}, {"fields", {"who"}}}},
                       {"bind", "legend"}}};
    line["encoding"]["opacity"] = {{"condition", {{"param", "who_is_shown"}, {"value", 1}}},
                                   {"value", 0.12}};
  }
  const json hints{hint("who", members.one, ""), hint("text", "wait at most", ""),
                   hint("share", "share of jobs", ".1%")};
  const json dots{
      {"mark",
       {{"type", "point"}, {"filled", true}, {"size", 60}, {"opacity", 0}, {"aria", false}}},
      {"encoding", {{"x", x}, {"y", y}, {"color", colour}, {"tooltip", hints}}}};
  spec["layer"] = {line, dots};
  return spec;
}

Chart shares_chart(const Waits& waits, const Members& members) {
  const std::vector<double> all = all_of(waits);
  const auto drawn = drawn_of(waits);
  Chart chart;
  chart.title = "Distribution of waiting";
  chart.text = fmt::format(
      "Half of {} completed jobs wait at most {}, 95 % at most {}, 99 % at most {}.",
      number_text(static_cast<double>(all.size())), duration_text(nearest_rank_of_sorted(all, 0.5)),
      duration_text(nearest_rank_of_sorted(all, 0.95)),
      duration_text(nearest_rank_of_sorted(all, 0.99)));
  chart.note = fmt::format(
      "Each line runs through {} quantiles of the jobs submitted after warm-up{}.", quantiles + 1,
      drawn.size() == most_series ? "; at most eight lines, of those with most jobs" : "");
  chart.spec = shares_spec(waits, drawn, members);
  chart.table = {chart.title,
                 {members.one, "jobs", "median", "75 %", "90 %", "95 %", "99 %", "longest"},
                 {},
                 {}};
  for (std::size_t g = 0; g < waits.size(); ++g) {
    if (waits[g].empty()) continue;
    chart.table.rows.push_back(
        {words(members.names[g]), number(static_cast<double>(waits[g].size()),
                                         number_text(static_cast<double>(waits[g].size())))});
    for (const double q : {0.5, 0.75, 0.9, 0.95, 0.99, 1.0}) {
      const double wait = nearest_rank_of_sorted(waits[g], q);
      chart.table.rows.back().push_back(number(wait, duration_text(wait)));
    }
  }
  return chart;
}

Chart bins_chart(const Waits& waits) {
  const std::vector<double> all = all_of(waits);
  Chart chart;
  chart.title = "Jobs by length of wait";
  chart.table = {chart.title, {"wait", "jobs", "share"}, {}, {}};
  json rows = json::array(), names = json::array();
  double from = 0, most = 0;
  std::string mode;
  for (const double end : bin_ends) {
    const auto begin = std::lower_bound(all.begin(), all.end(), from);
    const auto jobs = static_cast<double>(std::lower_bound(begin, all.end(), end) - begin);
    const std::string name = from == 0         ? "under " + duration_text(end)
                             : std::isinf(end) ? duration_text(from) + " or more"
                                               : duration_text(from) + " – " + duration_text(end);
    const double share = jobs / static_cast<double>(all.size());
    names.push_back(name);
    rows.push_back({name, jobs, rounded(share)});
    chart.table.rows.push_back({words(name), number(jobs, number_text(jobs)),
                                number(share, fmt::format("{:.2f} %", 100 * share))});
    if (jobs > most) most = jobs, mode = name;
    from = end;
  }
  chart.text = fmt::format("The fullest bin is \"{}\", with {} of {} jobs.", mode,
                           number_text(most), number_text(static_cast<double>(all.size())));
  json x = category("bin", "wait");
  x["sort"] = names;
  x["axis"] = {{"labelAngle", -40}, {"title", nullptr}};
  json spec = chart_of(230);
  spec["data"] = table_data({"bin", "jobs", "share"}, rows);
  spec["mark"] = {{"type", "bar"}, {"cornerRadiusEnd", 2}};
  spec["encoding"] = {
      {"x", x},
      {"y", quantity("jobs", "jobs")},
      {"tooltip",
       {hint("bin", "wait", ""), hint("jobs", "jobs", ","), hint("share", "share", ".1%")}}};
  chart.spec = std::move(spec);
  return chart;
}

}  // namespace

std::vector<Chart> waiting_charts(const RunData& run, const Members& members) {
  if (run.jobs.empty()) return {};
  const Waits waits = waits_of(run, members);
  if (drawn_of(waits).empty()) return {};
  return {shares_chart(waits, members), bins_chart(waits)};
}

}  // namespace souk::report
