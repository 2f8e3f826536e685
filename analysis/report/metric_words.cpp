#include "analysis/report/metric_words.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

#include <fmt/format.h>

namespace souk::report {

std::string readable(std::string metric) {
  if (metric == "rho") return "ρ";
  if (metric == "p_wait") return "Probability of waiting";
  if (metric == "p_refused") return "Probability of refusal";
  for (const std::string_view end : {"_credit_per_gpu_h", "_credit", "_s"})
    if (metric.ends_with(end)) {
      metric.resize(metric.size() - end.size());
      break;
    }
  std::replace(metric.begin(), metric.end(), '_', ' ');
  if (metric.starts_with("p95")) metric = "95th percentile of" + metric.substr(3);
  if (metric.starts_with("jct")) metric = "completion time";
  if (const auto at = metric.find("jct"); at != std::string::npos)
    metric.replace(at, 3, "completion time");
  metric[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(metric[0])));
  return metric;
}

Unit unit_of(const std::string& unit, double largest) {
  if (unit != "s") return {1, unit == "1" ? "" : unit};
  if (largest >= 2 * 86400) return {86400, "d"};
  if (largest >= 2 * 3600) return {3600, "h"};
  if (largest >= 120) return {60, "min"};
  return {1, "s"};
}

std::string axis_title(const CurveAxis& axis) {
  const std::string name = axis.label.empty() ? axis.key : axis.label;
  return axis.unit.empty() || axis.unit == "1" ? name : fmt::format("{} ({})", name, axis.unit);
}

}  // namespace souk::report
