#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include <fmt/format.h>

#include "analysis/report/charts.hpp"
#include "analysis/report/vega_lite.hpp"

namespace souk::report {
namespace {

constexpr std::size_t most_bars = 40;

/// Agreed payments from the group of each order's consumer (rows) to that of the seller (columns).
std::vector<std::vector<double>> payments_of(const RunData& run, const Members& members) {
  const std::size_t size = members.names.size();
  std::vector<std::vector<double>> paid(size, std::vector<double>(size));
  std::unordered_map<std::int64_t, int> buyer;  // looked up, never walked through
  for (std::size_t j = 0; j < run.jobs.rows; ++j)
    buyer.emplace(static_cast<std::int64_t>(run.jobs["order"][j]), members.of_job(run, j));
  for (std::size_t t = 0; t < run.trades.rows; ++t) {
    const auto from = buyer.find(static_cast<std::int64_t>(run.trades["order"][t]));
    const double seller = run.trades["provider"][t];
    if (from == buyer.end() || from->second < 0 || seller < 0 ||
        seller >= static_cast<double>(members.of_agent.size()))
      continue;
    const int to = members.of_agent[static_cast<std::size_t>(seller)];
    if (to >= 0)
      paid[static_cast<std::size_t>(from->second)][static_cast<std::size_t>(to)] +=
          run.trades["payment_credit"][t];
  }
  return paid;
}

std::string paid_text(const Members& members, const std::vector<std::vector<double>>& paid,
                      double fees) {
  double all = 0, most = 0;
  std::size_t payer = 0, seller = 0;
  for (std::size_t from = 0; from < paid.size(); ++from)
    for (std::size_t to = 0; to < paid.size(); ++to) {
      all += paid[from][to];
      if (paid[from][to] <= most) continue;
      most = paid[from][to];
      payer = from;
      seller = to;
    }
  return fmt::format(
      "{} credits are agreed between members, and {} in fees. The largest flow: {} pays {} {}.",
      number_text(all), number_text(fees), members.names[payer], members.names[seller],
      number_text(most));
}

json credit_spec(const Members& members, const std::vector<MemberTotals>& totals,
                 const std::vector<std::size_t>& shown) {
  json rows = json::array(), names = json::array();
  for (const std::size_t g : shown) {
    const MemberTotals& row = totals[g];
    names.push_back(members.names[g]);
    rows.push_back(
        {members.names[g], "earned", rounded(row.earned_credit), rounded(row.earned_credit)});
    rows.push_back(
        {members.names[g], "spent", rounded(-row.spent_credit), rounded(row.spent_credit)});
  }
  json y = category("who", "");
  y["sort"] = names;
  y["axis"] = {{"title", nullptr}, {"labelColor", "var(--ink)"}};
  json x = quantity("v", "credits spent (left) and earned (right)");
  x["axis"] = {{"grid", true}, {"format", "~s"}};
  json spec = chart_of(static_cast<int>(30 + 24 * shown.size()));
  spec["data"] = table_data({"who", "what", "v", "credits"}, rows);
  spec["mark"] = {{"type", "bar"}, {"height", {{"band", 0.6}}}};
  spec["encoding"] = {
      {"y", y},
      {"x", x},
      {"color",
       {{"field", "what"},
        {"type", "nominal"},
        {"title", nullptr},
        {"legend", {{"orient", "top"}}},
        {"scale", {{"domain", {"spent", "earned"}}, {"range", {"var(--c2)", "var(--c1)"}}}}}},
      {"tooltip",
       {hint("who", members.one, ""), hint("what", "what", ""),
        hint("credits", "credits", ",.6~g")}}};
  return spec;
}

Chart credit_chart(const Members& members, const std::vector<MemberTotals>& totals) {
  std::vector<std::size_t> shown(totals.size());
  std::iota(shown.begin(), shown.end(), 0);
  const auto net = [&](std::size_t g) { return totals[g].earned_credit - totals[g].spent_credit; };
  std::stable_sort(shown.begin(), shown.end(),
                   [&](std::size_t a, std::size_t b) { return net(a) > net(b); });
  Chart chart;
  chart.title = "Credits earned and spent";
  chart.text = fmt::format("{} earns most on balance: {} credits; {} pays most on balance: {}.",
                           members.names[shown.front()], number_text(net(shown.front())),
                           members.names[shown.back()], number_text(-net(shown.back())));
  chart.table = {chart.title, {members.one, "earned", "spent", "balance", "surplus"}, {}, {}};
  for (const std::size_t g : shown) {
    const MemberTotals& row = totals[g];
    chart.table.rows.push_back({words(members.names[g]),
                                number(row.earned_credit, number_text(row.earned_credit)),
                                number(row.spent_credit, number_text(row.spent_credit)),
                                number(net(g), number_text(net(g))),
                                number(row.surplus_credit, number_text(row.surplus_credit))});
  }
  if (shown.size() > most_bars) {
    shown.erase(shown.begin() + most_bars / 2, shown.end() - most_bars / 2);
    chart.note = fmt::format("Drawn: the {} highest and the {} lowest balances; the table has all.",
                             most_bars / 2, most_bars / 2);
  }
  chart.spec = credit_spec(members, totals, shown);
  return chart;
}

}  // namespace

std::vector<Chart> money_charts(const RunData& run, const Members& members) {
  std::vector<Chart> charts;
  const std::vector<MemberTotals> totals = totals_of(run, members);
  if (std::any_of(totals.begin(), totals.end(),
                  [](const auto& t) { return t.earned_credit != 0 || t.spent_credit != 0; }))
    charts.push_back(credit_chart(members, totals));
  if (run.trades.empty() || run.jobs.empty()) return charts;
  const auto paid = payments_of(run, members);
  double all = 0;
  for (const auto& row : paid) all = std::accumulate(row.begin(), row.end(), all);
  if (!(all > 0)) return charts;
  const Column& fee = run.trades["fee_credit"];
  const double fees = std::accumulate(fee.begin(), fee.end(), 0.0);
  charts.push_back(flow_chart(
      {"Who paid whom", paid_text(members, paid, fees), "paid by", "to", "credits", paid},
      members));
  charts.back().note +=
      std::string{charts.back().note.empty() ? "" : " "} +
      "Agreed payments of all trades of the run, before refunds for what was not used.";
  return charts;
}

}  // namespace souk::report
