#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "analysis/quantile.hpp"
#include "analysis/report/charts.hpp"
#include "analysis/report/vega_lite.hpp"

namespace souk::report {
namespace {

constexpr std::size_t most_samples = 512;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// How the lines of many sites become one.
enum class Together { one, sum, middle };

/// Every k-th sample, so that at most 512 remain.
std::size_t stride_of(std::size_t samples) {
  return (samples + most_samples - 1) / most_samples;
}

std::string site_name(const RunData& run, std::size_t site) {
  const std::string population = run.sites[site].name.substr(0, run.sites[site].name.find('/'));
  const auto of_population = [&](const StoredSite& other) {
    return other.name.substr(0, other.name.find('/')) == population;
  };
  return std::count_if(run.sites.begin(), run.sites.end(), of_population) == 1
             ? population
             : run.sites[site].name;
}

double sample_of(const RunData& run, const std::string& column, std::size_t at, std::size_t site) {
  const double value = run.series[column][at * run.sites.size() + site];
  return column != "price_credit_per_gpu_h" && value < 0 ? nan : value;  // -1: not sampled
}

/// All sites' values of one instant that are numbers, sorted.
std::vector<double> values_at(const RunData& run, const std::string& column, std::size_t at) {
  std::vector<double> values;
  for (std::size_t site = 0; site < run.sites.size(); ++site)
    if (const double v = sample_of(run, column, at, site); !std::isnan(v)) values.push_back(v);
  std::sort(values.begin(), values.end());
  return values;
}

double sum_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? nan : sum;
}

/// Whether every site has the same value at every sample: it is then one of the whole market, as
/// the queue is where jobs wait in the market and not at a site.
bool same_everywhere(const RunData& run, const std::string& column) {
  const Column& values = run.series[column];
  const std::size_t sites = run.sites.size();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double first = values[i - i % sites];
    if (values[i] != first && !(std::isnan(values[i]) && std::isnan(first))) return false;
  }
  return sites > 1;
}

/// One line where there is but one value; a line per site; with more than eight sites, their sum,
/// or their median with the band from the 10th to the 90th percentile.
Lines lines_of(const RunData& run, const std::string& column, const std::string& unit,
               Together how) {
  Lines lines;
  lines.unit = unit;
  const bool each = how != Together::one && run.sites.size() <= most_series;
  if (each)
    for (std::size_t site = 0; site < run.sites.size(); ++site)
      lines.names.push_back(site_name(run, site));
  else
    lines.names = {how == Together::one   ? "whole market"
                   : how == Together::sum ? "all sites"
                                          : "median site"};
  lines.values.resize(lines.names.size());
  if (!each && how == Together::middle) lines.low.resize(1), lines.high.resize(1);
  for (std::size_t at = 0; at < run.series_time.size(); at += stride_of(run.series_time.size())) {
    lines.x.push_back(run.series_time[at]);
    if (each) {
      for (std::size_t site = 0; site < run.sites.size(); ++site)
        lines.values[site].push_back(sample_of(run, column, at, site));
      continue;
    }
    const std::vector<double> values = values_at(run, column, at);
    lines.values[0].push_back(how == Together::sum ? sum_of(values) : quantile(values, 0.5));
    if (how != Together::middle) continue;
    lines.low[0].push_back(quantile(values, 0.1));
    lines.high[0].push_back(quantile(values, 0.9));
  }
  return lines;
}

Table table_of(const Lines& lines, const TimeScale& time, const std::string& caption) {
  Table table{caption, {"time"}, {}, {}};
  table.titles.insert(table.titles.end(), lines.names.begin(), lines.names.end());
  if (!lines.low.empty())
    table.titles.insert(table.titles.end(), {"10th percentile", "90th percentile"});
  for (std::size_t i = 0; i < lines.x.size(); ++i) {
    table.rows.push_back({words(time.text(lines.x[i]))});
    for (const auto* columns : {&lines.values, &lines.low, &lines.high})
      for (const Column& column : *columns)
        table.rows.back().push_back(number(column[i], number_text(column[i])));
  }
  return table;
}

std::string thinned(const RunData& run) {
  const std::size_t stride = stride_of(run.series_time.size());
  if (stride < 2) return "";
  return fmt::format("Drawn: one in {} of {} samples.", stride, run.series_time.size());
}

/// "The most at once is 123 (ashford, 2026-09-10 14:00); mean 12."
std::string peak_text(const Lines& lines, const TimeScale& time, const char* what) {
  double most = -1, sum = 0, count = 0;
  std::string where;
  for (std::size_t line = 0; line < lines.names.size(); ++line)
    for (std::size_t i = 0; i < lines.x.size(); ++i) {
      const double value = lines.values[line][i];
      if (std::isnan(value)) continue;
      sum += value;
      count += 1;
      if (value <= most) continue;
      most = value;
      where = fmt::format("{}, {}", lines.names[line], time.text(lines.x[i]));
    }
  if (count == 0) return fmt::format("No {} was sampled.", what);
  return fmt::format("The highest {} is {} ({}); the mean of the drawn samples is {}.", what,
                     number_text(most), where, number_text(sum / count));
}

Chart site_chart(const RunData& run, const std::string& title, const std::string& column,
                 const std::string& unit, Together how, const char* what) {
  if (same_everywhere(run, column)) how = Together::one;
  const Lines lines = lines_of(run, column, unit, how);
  Chart chart;
  chart.title = title;
  chart.text = peak_text(lines, run.time(), what);
  chart.note = thinned(run);
  if (how != Together::one && run.sites.size() > most_series)
    chart.note += fmt::format(
        "{}{} sites are drawn as {}.", chart.note.empty() ? "" : " ", run.sites.size(),
        how == Together::sum
            ? "their sum"
            : "their median, with a band from the 10th to the 90th percentile of sites");
  chart.spec = lines_over_time(lines, run.time(), 230);
  chart.table = table_of(lines, run.time(), title);
  return chart;
}

Chart gpu_chart(const RunData& run) {
  Lines lines{"GPUs", {}, {"offered on the market", "busy"}, std::vector<Column>(2), {}, {}};
  double busy = 0, most = 0;
  for (std::size_t at = 0; at < run.series_time.size(); at += stride_of(run.series_time.size())) {
    lines.x.push_back(run.series_time[at]);
    lines.values[0].push_back(sum_of(values_at(run, "offered_gpus", at)));
    lines.values[1].push_back(sum_of(values_at(run, "busy_gpus", at)));
    if (std::isnan(lines.values[1].back())) continue;
    busy += lines.values[1].back();
    most = std::max(most, lines.values[1].back());
  }
  double gpus = 0;
  for (const StoredSite& site : run.sites) gpus += site.nodes * site.gpus_per_node;
  Chart chart;
  chart.title = "GPUs busy and offered over time";
  chart.text =
      fmt::format("Of {} GPUs, {} are busy on average and {} at the most.", number_text(gpus),
                  number_text(busy / static_cast<double>(lines.x.size())), number_text(most));
  chart.note = thinned(run);
  chart.spec = lines_over_time(lines, run.time(), 230);
  chart.table = table_of(lines, run.time(), chart.title);
  return chart;
}

bool any(const RunData& run, const std::string& column) {
  return std::any_of(run.series[column].begin(), run.series[column].end(),
                     [](double value) { return value > 0; });
}

}  // namespace

std::vector<Chart> series_charts(const RunData& run) {
  std::vector<Chart> charts;
  if (run.series.empty()) return charts;
  charts.push_back(gpu_chart(run));
  if (any(run, "queue_length"))
    charts.push_back(site_chart(run, "Jobs waiting over time", "queue_length", "jobs waiting",
                                Together::sum, "queue"));
  if (any(run, "price_credit_per_gpu_h"))
    charts.push_back(site_chart(run, "Posted price over time", "price_credit_per_gpu_h",
                                "credits per GPU-hour", Together::middle, "price"));
  return charts;
}

}  // namespace souk::report
