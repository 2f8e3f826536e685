#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "analysis/report/charts.hpp"
#include "analysis/report/vega_lite.hpp"
#include "analysis/standing.hpp"

namespace souk::report {
namespace {

constexpr std::size_t most_bars = 40;  ///< more: those that gain and lose most
constexpr std::size_t most_squares = 24;

std::vector<std::size_t> by_rho(const std::vector<MemberTotals>& totals) {
  std::vector<std::size_t> order(totals.size());
  std::iota(order.begin(), order.end(), 0);
  std::erase_if(order, [&](std::size_t g) { return !(totals[g].rho > 0); });
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return totals[a].rho < totals[b].rho; });
  return order;
}

/// Of groups sorted by rho.
std::string gain_text(const Members& members, const std::vector<MemberTotals>& totals,
                      const std::vector<std::size_t>& order) {
  const std::size_t best = order.front(), worst = order.back();
  if (best == worst)
    return fmt::format("The jobs of {} take {:.3g} % of the time that those completed alone take.",
                       members.names[best], 100 * totals[best].rho);
  return fmt::format(
      "{} gains most time: its jobs take {:.3g} % of the time that those completed alone take. {} "
      "{}: {:.4g} %.",
      members.names[best], 100 * totals[best].rho, members.names[worst],
      standing_of(totals[worst].rho) == MemberStanding::later ? "loses most" : "gains least",
      100 * totals[worst].rho);
}

json gain_spec(const Members& members, const std::vector<MemberTotals>& totals,
               const std::vector<std::size_t>& shown) {
  json rows = json::array(), names = json::array();
  for (const std::size_t g : shown) {
    const MemberTotals& row = totals[g];
    names.push_back(members.names[g]);
    rows.push_back(
        {members.names[g], rounded(row.rho), 1, word_of(standing_of(row.rho)), row.jobs});
  }
  json spec = chart_of(static_cast<int>(30 + 26 * shown.size()));
  spec["data"] = table_data({"who", "rho", "alone", "verdict", "jobs"}, rows);
  json y = category("who", "");
  y["sort"] = names;
  y["axis"] = {{"title", nullptr}, {"labelFontSize", 12}, {"labelColor", "var(--ink)"}};
  json x = quantity("rho", "ρ: mean completion time shared / alone (log scale); left of 1 sooner");
  x["scale"] = {{"type", "log"},
                {"nice", false},
                {"domain",
                 {rounded(std::min(0.8, 0.85 * totals[shown.front()].rho)),
                  rounded(std::max(1.25, 1.15 * totals[shown.back()].rho))}}};
  json ticks = json::array();
  for (double decade = 1e-4; decade < 2e4; decade *= 10)
    for (const double step : {1.0, 2.0, 5.0}) ticks.push_back(rounded(step * decade));
  x["axis"] = {{"grid", true}, {"format", "~g"}, {"values", ticks}};
  const json colour{{"field", "verdict"},
                    {"type", "nominal"},
                    {"legend", nullptr},
                    {"scale",
                     {{"domain", {"sooner", "later", "as before"}},
                      {"range", {"var(--gain)", "var(--loss)", "var(--muted)"}}}}};
  const json hints{hint("who", members.one, ""), hint("rho", "ρ"), hint("verdict", "verdict", ""),
                   hint("jobs", "jobs", ",")};
  spec["encoding"] = {{"y", y}, {"tooltip", hints}};
  spec["layer"] = {
      {{"mark", {{"type", "bar"}, {"height", {{"band", 0.5}}}, {"opacity", 0.85}}},
       {"encoding", {{"x", x}, {"x2", {{"field", "alone"}}}, {"color", colour}}}},
      {{"mark",
        {{"type", "point"}, {"filled", true}, {"size", 70}, {"opacity", 1}, {"aria", false}}},
       {"encoding", {{"x", x}, {"color", colour}}}},
      {{"data", table_data({"alone"}, json::array({json::array({1})}))},
       {"mark", {{"type", "rule"}, {"aria", false}, {"color", "var(--ink)"}}},
       {"encoding",
        {{"x", {{"field", "alone"}, {"type", "quantitative"}}},
         {"y", nullptr},
         {"tooltip", nullptr}}}}};
  return spec;
}

Chart gain_chart(const Members& members, const std::vector<MemberTotals>& totals) {
  Chart chart;
  chart.title = fmt::format("Who gained and who lost, by {}", members.one);
  const std::vector<std::size_t> order = by_rho(totals);
  chart.text = gain_text(members, totals, order);
  std::vector<std::size_t> shown = order;
  if (shown.size() > most_bars) {
    shown.erase(shown.begin() + most_bars / 2, shown.end() - most_bars / 2);
    chart.note =
        fmt::format("Drawn: the {} that gain and the {} that lose most of {}; the table has all.",
                    most_bars / 2, most_bars / 2, order.size());
  }
  chart.spec = gain_spec(members, totals, shown);
  chart.table = {
      chart.title, {members.one, "ρ", "against staying alone", "jobs", "mean wait"}, {}, {}};
  for (const std::size_t g : order)
    chart.table.rows.push_back(
        {words(members.names[g]), number(totals[g].rho, number_text(totals[g].rho)),
         words(word_of(standing_of(totals[g].rho))),
         number(totals[g].jobs, number_text(totals[g].jobs)),
         number(totals[g].mean_wait_s, duration_text(totals[g].mean_wait_s))});
  return chart;
}

/// Rows and columns with anything in them, the largest first beyond `most_squares`.
std::vector<std::size_t> busiest(const std::vector<std::vector<double>>& amounts, bool rows) {
  std::vector<double> sums(amounts.size());
  for (std::size_t r = 0; r < amounts.size(); ++r)
    for (std::size_t c = 0; c < amounts.size(); ++c) sums[rows ? r : c] += amounts[r][c];
  std::vector<std::size_t> order(amounts.size());
  std::iota(order.begin(), order.end(), 0);
  std::erase_if(order, [&](std::size_t g) { return sums[g] <= 0; });
  if (order.size() <= most_squares) return order;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return sums[a] > sums[b]; });
  order.resize(most_squares);
  std::sort(order.begin(), order.end());
  return order;
}

std::string used_text(const Members& members, const std::vector<std::vector<double>>& hours) {
  double all = 0, own = 0, most = 0;
  std::size_t giver = 0;
  for (std::size_t to = 0; to < hours.size(); ++to) {
    double given = 0;
    for (std::size_t g = 0; g < hours.size(); ++g) {
      all += hours[g][to];
      (g == to ? own : given) += hours[g][to];
    }
    if (given > most) {
      most = given;
      giver = to;
    }
  }
  if (!(all > 0)) return "No GPU was used.";
  return fmt::format("{:.1f} % of {} GPU-hours ran on GPUs of another {}.{}",
                     100 * (all - own) / all, number_text(all), members.one,
                     most > 0 ? fmt::format(" {} gives most: {} GPU-hours.", members.names[giver],
                                            number_text(most))
                              : "");
}

}  // namespace

Chart flow_chart(const Flows& flows, const Members& members) {
  Chart chart;
  chart.title = flows.title;
  chart.text = flows.text;
  const auto rows = busiest(flows.amounts, true), columns = busiest(flows.amounts, false);
  json data = json::array(), row_names = json::array(), column_names = json::array();
  double most = 0;
  chart.table = {flows.title, {flows.row_title + " \\ " + flows.column_title}, {}, {}};
  for (const std::size_t c : columns) {
    column_names.push_back(members.names[c]);
    chart.table.titles.push_back(members.names[c]);
  }
  for (const std::size_t r : rows) {
    row_names.push_back(members.names[r]);
    chart.table.rows.push_back({words(members.names[r])});
    for (const std::size_t c : columns) {
      const double amount = flows.amounts[r][c];
      most = std::max(most, amount);
      data.push_back({members.names[r], members.names[c], rounded(amount), number_text(amount)});
      chart.table.rows.back().push_back(number(amount, number_text(amount)));
    }
  }
  const auto active = [&](bool of_rows) {
    std::size_t count = 0;
    for (std::size_t g = 0; g < flows.amounts.size(); ++g) {
      double sum = 0;
      for (std::size_t o = 0; o < flows.amounts.size(); ++o)
        sum += of_rows ? flows.amounts[g][o] : flows.amounts[o][g];
      count += sum > 0 ? 1 : 0;
    }
    return count;
  };
  if (active(true) > rows.size() || active(false) > columns.size())
    chart.note = fmt::format("Drawn: the {} with the largest sums of each side.", most_squares);
  json y = category("from", flows.row_title), x = category("to", flows.column_title);
  y["sort"] = row_names;
  x["sort"] = column_names;
  x["axis"] = {{"orient", "top"},
               {"labelAngle", columns.size() > 10 ? -45 : 0},
               {"domain", false},
               {"ticks", false}};
  y["axis"] = {{"labelColor", "var(--ink)"}};
  const json hints{hint("from", flows.row_title, ""), hint("to", flows.column_title, ""),
                   hint("v", flows.unit, ",.6~g")};
  json spec = chart_of(static_cast<int>(40 + 30 * std::max<std::size_t>(rows.size(), 1)));
  spec["data"] = table_data({"from", "to", "v", "text"}, data);
  spec["encoding"] = {{"x", x}, {"y", y}, {"tooltip", hints}};
  spec["layer"] = {
      {{"mark",
        {{"type", "rect"}, {"cornerRadius", 2}, {"stroke", "var(--card)"}, {"strokeWidth", 2}}},
       {"encoding",
        {{"fillOpacity",
          {{"field", "v"},
           {"type", "quantitative"},
           {"legend", nullptr},
           {"scale",
            {{"type", "sqrt"},
             {"domain", {0, most > 0 ? most : 1}},
             {"range", {0.03, 0.95}}}}}}}}}};
  if (columns.size() <= 12)
    spec["layer"].push_back(
        {{"mark", {{"type", "text"}, {"fontSize", 11}, {"aria", false}}},
         {"encoding",
          {{"text", {{"field", "text"}, {"type", "nominal"}}},
           {"color",
            {{"condition",
              {{"test", fmt::format("datum.v > {}", 0.79 * most)}, {"value", "var(--page)"}}},
             {"value", "var(--ink)"}}}}}});
  chart.spec = std::move(spec);
  return chart;
}

std::vector<Chart> sharing_charts(const RunData& run, const Members& members) {
  std::vector<Chart> charts;
  const std::vector<MemberTotals> totals = totals_of(run, members);
  if (!by_rho(totals).empty()) charts.push_back(gain_chart(members, totals));
  const auto hours = gpu_hours_between(run, members);
  if (!hours.empty() && !busiest(hours, true).empty()) {
    charts.push_back(flow_chart({"Whose GPUs ran whose jobs", used_text(members, hours), "jobs of",
                                 "on GPUs of", "GPU-hours", hours},
                                members));
    charts.back().note += (charts.back().note.empty() ? "" : " ");
    charts.back().note += run.leases.empty() ? "Jobs submitted after warm-up, from first start to "
                                               "last end, at the site of their last lease."
                                             : "Leases of jobs submitted after warm-up.";
  }
  return charts;
}

}  // namespace souk::report
