#pragma once

// Every chart of a page, by what it needs: none where the file has not the data for it.

#include <string>
#include <string_view>
#include <vector>

#include "analysis/report/chart.hpp"
#include "analysis/report/members.hpp"
#include "analysis/report/run_data.hpp"

namespace souk::report {

/// Who gained and who lost, and whose GPUs ran whose jobs.
std::vector<Chart> sharing_charts(const RunData& run, const Members& members);
/// GPUs, queue and price over time, from /series.
std::vector<Chart> series_charts(const RunData& run);
/// Distribution of waiting, from /jobs.
std::vector<Chart> waiting_charts(const RunData& run, const Members& members);
/// Jobs on nodes, from /leases or /jobs.
std::vector<Chart> gantt_chart(const RunData& run, const Members& members);
/// Credits of each member, and who paid whom, from /agents and /trades.
std::vector<Chart> money_charts(const RunData& run, const Members& members);
/// Sites and the bandwidth used between them, from /transfers.
std::vector<Chart> network_chart(const RunData& run);
/// Metrics over the points of a sweep, with bands, `metric` first; `level`, of their intervals:
/// "95 %".
std::vector<Chart> curve_charts(const std::vector<Curve>& curves, std::string_view metric,
                                const std::string& level);

/// Which axis runs along x: the numeric one with most values, else the longest. Requires an axis.
std::size_t x_axis_of(const std::vector<CurveAxis>& axes);
/// One of them; the lines are the values of the other axes.
Chart curve_chart(const Curve& curve, const std::string& level);

/// What a study found at each point against its baseline, from /comparison; `points` is any of the
/// curves, for the names of the points. None without /comparison or with nothing but the baseline.
std::vector<Chart> comparison_chart(const ResultReader& sweep, const Curve& points,
                                    const std::string& level);
/// How much of the variance each swept key accounts for, from /sensitivity; none without it.
std::vector<Chart> sensitivity_chart(const ResultReader& sweep, const std::string& level);

/// Amounts between members as shades of a square, rows to columns; shared by two of the above.
struct Flows {
  std::string title, text, row_title, column_title, unit;
  std::vector<std::vector<double>> amounts;
};
Chart flow_chart(const Flows& flows, const Members& members);

}  // namespace souk::report
