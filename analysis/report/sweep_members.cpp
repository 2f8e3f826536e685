#include "analysis/report/sweep_members.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "analysis/report/charts.hpp"
#include "analysis/report/member_table.hpp"
#include "analysis/report/metric_words.hpp"
#include "analysis/standing.hpp"
#include "models/metrics/members.hpp"

namespace souk::report {
namespace {

constexpr std::size_t most_lines = 8;  ///< so many colours and shapes tell them apart
constexpr std::size_t most_charts = 4, most_rows = 2000;

const Curve* find(const std::vector<Curve>& curves, std::string_view name) {
  const auto found = std::find_if(curves.begin(), curves.end(),
                                  [&](const Curve& curve) { return curve.metric == name; });
  return found == curves.end() ? nullptr : &*found;
}

const std::vector<std::string>& names_of(const Curve& curve) {
  return curve.axes.back().values;
}

std::size_t points_of(const Curve& curve) {
  return curve.mean.size() / names_of(curve).size();
}

MeanBand band_at(const Curve& curve, std::size_t cell) {
  return {curve.mean[cell], curve.low[cell], curve.high[cell],
          static_cast<std::size_t>(curve.n[cell])};
}

/// The titles of the swept keys; of a sampled design those that vary by point, too.
std::vector<std::string> point_titles(const Curve& curve) {
  std::vector<std::string> titles;
  for (std::size_t a = 0; a + 1 < curve.axes.size(); ++a)
    titles.push_back(axis_title(curve.axes[a]));
  for (const CurveAxis& swept : curve.coordinates) titles.push_back(axis_title(swept));
  return titles;
}

std::vector<Cell> point_cells(const Curve& curve, std::size_t point) {
  std::vector<Cell> cells;
  const std::vector<std::string> values = curve.values_at(point * names_of(curve).size());
  for (std::size_t a = 0; a + 1 < values.size(); ++a) cells.push_back(words(values[a]));
  for (const CurveAxis& swept : curve.coordinates) cells.push_back(words(swept.values[point]));
  return cells;
}

/// "ashford (0.41)"; a dash if there is none.
Cell named(const Curve& rho, std::optional<std::size_t> cell) {
  if (!cell) return words("–");
  return words(fmt::format("{} ({})", names_of(rho)[*cell % names_of(rho).size()],
                           number_text(rho.mean[*cell])));
}

std::vector<Cell> standing_row(const Curve& rho, std::size_t point) {
  const std::size_t members = names_of(rho).size();
  MemberStandings found;
  std::optional<std::size_t> best, worst;
  for (std::size_t cell = point * members; cell < (point + 1) * members; ++cell) {
    found.add(standing_of(band_at(rho, cell)));
    if (std::isnan(rho.mean[cell])) continue;
    if (!best || rho.mean[cell] < rho.mean[*best]) best = cell;
    if (!worst || rho.mean[cell] > rho.mean[*worst]) worst = cell;
  }
  std::vector<Cell> row = point_cells(rho, point);
  for (const std::size_t each : {found.sooner, found.later, found.as_before, found.not_clear}) {
    const auto count = static_cast<double>(each);
    row.push_back(number(count, number_text(count)));
  }
  row.push_back(named(rho, best));
  row.push_back(named(rho, worst));
  return row;
}

Table standing_table(const Curve& rho, const std::string& many) {
  Table table{
      fmt::format("Who gains, who loses at each point, in {}", many), point_titles(rho), {}, {}};
  table.titles.insert(table.titles.end(),
                      {"sooner", "later", "as before", "not clear", "best (ρ)", "worst (ρ)"});
  for (std::size_t p = 0; p < points_of(rho); ++p) table.rows.push_back(standing_row(rho, p));
  return table;
}

bool any(const Curve& curve) {
  return std::any_of(curve.mean.begin(), curve.mean.end(),
                     [](double mean) { return !std::isnan(mean) && mean != 0; });
}

/// The first rows, where there are many; no column of nothing.
Table full_table(const std::vector<Curve>& members, const std::string& one) {
  const Curve& first = members.front();
  Table table{fmt::format("Every {} at each point", one), point_titles(first), {}, {}};
  table.titles.push_back(one);
  table.hints.resize(table.titles.size());
  std::vector<std::pair<const Curve*, const ShownColumn*>> shown;
  for (const ShownColumn& column : shown_columns())
    if (const Curve* const curve = find(members, column.name); curve != nullptr && any(*curve)) {
      shown.emplace_back(curve, &column);
      table.titles.emplace_back(column.title);
      table.hints.emplace_back(column.hint);
    }
  for (std::size_t cell = 0; cell < std::min(first.mean.size(), most_rows); ++cell) {
    std::vector<Cell> row = point_cells(first, cell / names_of(first).size());
    row.push_back(words(names_of(first)[cell % names_of(first).size()]));
    for (const auto& [curve, column] : shown)
      row.push_back(band_cell(band_at(*curve, cell), column->text));
    table.rows.push_back(std::move(row));
  }
  return table;
}

/// Those that have a rho at most points, and of them those furthest from 1 anywhere; in the order
/// of the file.
std::vector<std::size_t> drawn_members(const Curve& rho) {
  const std::size_t size = names_of(rho).size();
  std::vector<std::pair<int, double>> rank(size);  // points, furthest from 1
  for (std::size_t cell = 0; cell < rho.mean.size(); ++cell)
    if (auto& [points, reach] = rank[cell % size]; !std::isnan(rho.mean[cell])) {
      ++points;
      reach = std::max(reach, std::fabs(rho.mean[cell] - 1));
    }
  std::vector<std::size_t> drawn(size);
  std::iota(drawn.begin(), drawn.end(), 0);
  std::erase_if(drawn, [&](std::size_t m) { return rank[m].first == 0; });
  if (drawn.size() > most_lines) {
    std::stable_sort(drawn.begin(), drawn.end(),
                     [&](std::size_t a, std::size_t b) { return rank[a] > rank[b]; });
    drawn.resize(most_lines);
    std::sort(drawn.begin(), drawn.end());
  }
  return drawn;
}

/// The part of a curve along axis `x`, if any, and `members`, with the others at the place of
/// `point`.
Curve slice_of(const Curve& whole, std::optional<std::size_t> x, std::size_t point,
               const std::vector<std::size_t>& members) {
  Curve slice{whole.metric, whole.unit, whole.long_name, {}, {}, whole.replications, {}, {}, {},
              {},           {}};
  const std::vector<std::size_t> place = whole.place_of(point * names_of(whole).size());
  std::size_t stride = 1;
  if (x) {
    slice.axes.push_back(whole.axes[*x]);
    for (std::size_t a = *x + 1; a < whole.axes.size(); ++a) stride *= whole.axes[a].values.size();
  }
  slice.axes.push_back(whole.axes.back());
  slice.axes.back().label = "member";
  slice.axes.back().values.clear();
  for (const std::size_t m : members) slice.axes.back().values.push_back(names_of(whole)[m]);
  const std::size_t start = point * names_of(whole).size() - (x ? place[*x] * stride : 0);
  for (std::size_t i = 0; i < (x ? whole.axes[*x].values.size() : 1); ++i)
    for (const std::size_t m : members) {
      const std::size_t cell = start + i * stride + m;
      slice.mean.push_back(whole.mean[cell]);
      slice.low.push_back(whole.low[cell]);
      slice.high.push_back(whole.high[cell]);
      slice.n.push_back(whole.n[cell]);
    }
  return slice;
}

/// "ρ of each organisation, price rule = tatonnement"
std::string chart_title(const std::string& what, const Curve& curve, std::optional<std::size_t> x,
                        std::size_t point) {
  std::string title = what;
  const auto values = curve.values_at(point * names_of(curve).size());
  for (std::size_t a = 0; a + 1 < curve.axes.size(); ++a)
    if (a != x && curve.axes[a].values.size() > 1)
      title += fmt::format(", {} = {}", axis_title(curve.axes[a]), values[a]);
  return title;
}

void add_charts(Section& section, const Curve& curve, const std::string& what,
                const std::vector<std::size_t>& members, const std::string& level) {
  std::vector<CurveAxis> swept{curve.axes.begin(), curve.axes.end() - 1};
  const auto x = swept.empty() ? std::nullopt : std::optional{x_axis_of(swept)};
  std::size_t charts = 0, left_out = 0;
  for (std::size_t p = 0; p < points_of(curve); ++p) {
    if (x && curve.place_of(p * names_of(curve).size())[*x] != 0) continue;  // one chart along x
    const Curve slice = slice_of(curve, x, p, members);
    if (std::all_of(slice.mean.begin(), slice.mean.end(), [](double y) { return std::isnan(y); }))
      continue;
    if (charts == most_charts) {
      ++left_out;
      continue;
    }
    ++charts;
    section.charts.push_back(curve_chart(slice, level));
    Chart& chart = section.charts.back();
    chart.title = chart_title(what, curve, x, p);
    chart.table.caption = chart.title;
    if (members.size() < names_of(curve).size())
      chart.note =
          fmt::format("{} of {}: those at most points, and of them whose ρ is furthest from 1. ",
                      members.size(), names_of(curve).size());
  }
  if (left_out > 0)
    section.charts.back().note +=
        fmt::format("{} more such charts are left out; the table has their numbers.", left_out);
}

std::string rho_text(const Curve& rho, const std::string& level) {
  return "ρ is the mean completion time of the jobs completed when sharing over that of those "
         "completed alone: below 1 they are sooner, above 1 later, by more than 1 %" +
         (rho.replications > 1 ? " over the whole " + level + " interval. " : ". ") +
         "Whether it pays is another matter: the table has the change of surplus.";
}

std::string full_table_html(const std::vector<Curve>& members, const std::string& one) {
  const std::size_t rows = members.front().mean.size();
  return fmt::format("<details><summary>Every {} at each point</summary>\n{}{}</details>\n", one,
                     rows > most_rows
                         ? fmt::format("<p class=\"note\">The first {} of {} rows; souk export "
                                       "--csv writes all.</p>\n",
                                       most_rows, rows)
                         : "",
                     html_of(full_table(members, one), true));
}

}  // namespace

Section sweep_member_section(std::vector<Curve> members, const std::string& one,
                             const std::string& level) {
  Section section{"Who gains, who loses", "", "", {}};
  if (members.empty()) {
    section.intro = "This result has no table of members.";
    return section;
  }
  for (Curve& curve : members) curve.axes.back().values = short_names(curve.axes.back().values);
  const Curve* const rho = find(members, "rho");
  const std::vector<std::size_t> drawn = rho ? drawn_members(*rho) : std::vector<std::size_t>{};
  if (drawn.empty()) {
    section.intro =
        "What sharing changed against staying alone (ρ) is not in this result: no consumer has a "
        "home whose own GPUs could run its jobs alone.";
  } else {
    section.intro = rho_text(*rho, level);
    section.body = html_of(standing_table(*rho, one + "s"), true);
    if (rho->coordinates.empty()) {  // else there is no axis to draw along
      add_charts(section, *rho, "ρ of each " + one, drawn, level);
      if (const Curve* const p95 = find(members, "p95_wait_s"))
        add_charts(section, *p95, "95th percentile of the wait of each " + one, drawn, level);
    }
  }
  section.body += full_table_html(members, one);
  return section;
}

}  // namespace souk::report
