#include "analysis/comparison.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

#include "analysis/errors.hpp"
#include "analysis/paired.hpp"
#include "analysis/result_reader.hpp"
#include "analysis/stored_scenario.hpp"

namespace souk {
namespace {

struct Unpaired {
  std::string why;
};

/// The bands' level; of a scenario that this version cannot read, the default.
double level_of(const ResultHeader& header) {
  const std::optional<Scenario> scenario = stored_scenario(header);
  return (scenario ? scenario->study : StudySpec{}).interval;
}

bool same_value(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) ||
         std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

MetricComparison compare_metric(const std::string& name, const std::string& unit,
                                const std::vector<double>& a, const std::vector<double>& b,
                                double level) {
  const Pairs pairs = whole_pairs(a, b);
  return {name,
          unit,
          mean_band(pairs.a).mean,
          mean_band(pairs.b).mean,
          mean_band(pairs.difference, level),
          std::equal(a.begin(), a.end(), b.begin(), b.end(), same_value)};
}

void need_same_axes(const std::vector<CurveAxis>& a, const std::vector<CurveAxis>& b) {
  const auto keys = [](const std::vector<CurveAxis>& axes) {
    std::string text;
    for (const CurveAxis& axis : axes)
      text += (text.empty() ? "" : ", ") + (axis.key.empty() ? axis.label : axis.key);
    return text.empty() ? std::string{"nothing"} : text;
  };
  if (keys(a) != keys(b)) throw Unpaired{fmt::format("{} and {} are swept", keys(a), keys(b))};
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t v = 0; v < std::max(a[i].values.size(), b[i].values.size()); ++v) {
      const auto at = [&](const CurveAxis& axis) {
        return v < axis.values.size() ? axis.values[v] : std::string{"no more"};
      };
      if (at(a[i]) != at(b[i]))
        throw Unpaired{fmt::format("{}: value {} is {} and {}",
                                   a[i].key.empty() ? a[i].label : a[i].key, v, at(a[i]),
                                   at(b[i]))};
    }
}

std::string label_of(const CurveAxis& axis, std::size_t value) {
  return fmt::format("{} = {}", axis.label.empty() ? axis.key : axis.label, axis.values[value]);
}

/// Coordinates have a value for each point.
std::string title_of(const Curve& curve, std::size_t point) {
  std::string title;
  const std::vector<std::size_t> place = curve.place_of(point);
  for (std::size_t a = 0; a < curve.axes.size(); ++a)
    title += (title.empty() ? "" : ", ") + label_of(curve.axes[a], place[a]);
  for (const CurveAxis& each : curve.coordinates) title += ", " + label_of(each, point);
  return title;
}

/// As the scenario writes them ("2 /d") where this version can read it; the file has SI units.
std::vector<std::string> titles_of(const ResultHeader& header, const Curve& curve) {
  std::vector<std::string> titles;
  for (std::size_t p = 0; p < curve.mean.size(); ++p) titles.push_back(title_of(curve, p));
  const std::optional<Sweep> sweep = stored_sweep(header);
  if (sweep && sweep->points.size() == titles.size())
    for (std::size_t p = 0; p < titles.size(); ++p) titles[p] = title_of(sweep->points[p]);
  return titles;
}

/// The values at one point in the first `count` replications.
std::vector<double> column(const Curve& curve, std::size_t point, std::size_t count) {
  std::vector<double> values;
  for (std::size_t r = 0; r < count; ++r)
    values.push_back(curve.samples.at(r * curve.mean.size() + point));
  return values;
}

void compare_sweeps(const ResultReader& a, const ResultReader& b, Comparison& out) {
  const std::vector<Curve> of_a = a.curves(), of_b = b.curves();
  if (of_a.empty() || of_b.empty()) throw Unpaired{"one has no curves"};
  need_same_axes(of_a[0].axes, of_b[0].axes);
  need_same_axes(of_a[0].coordinates, of_b[0].coordinates);
  out.replications = std::min(a.replications(), b.replications());
  for (const std::string& title : titles_of(out.a, of_a[0])) out.points.push_back({title, {}});
  for (const Curve& curve : of_a) {
    const auto other = std::find_if(of_b.begin(), of_b.end(),
                                    [&](const Curve& each) { return each.metric == curve.metric; });
    if (other == of_b.end()) continue;
    for (std::size_t p = 0; p < out.points.size(); ++p)
      out.points[p].metrics.push_back(
          compare_metric(curve.metric, curve.unit, column(curve, p, out.replications),
                         column(*other, p, out.replications), out.level));
  }
}

void compare_runs(const ResultReader& a, const ResultReader& b, Comparison& out) {
  if (out.a.replication != out.b.replication)
    throw Unpaired{fmt::format("they are of the replications {} and {}", out.a.replication,
                               out.b.replication)};
  const std::vector<StoredMetric> of_b = b.summary();
  out.replications = 1;
  PointComparison& point = out.points.emplace_back();
  for (const StoredMetric& metric : a.summary()) {
    const auto other = std::find_if(of_b.begin(), of_b.end(), [&](const StoredMetric& each) {
      return each.name == metric.name;
    });
    if (other != of_b.end())
      point.metrics.push_back(compare_metric(metric.name, metric.unit, {metric.value.value},
                                             {other->value.value}, out.level));
  }
}

}  // namespace

Comparison compare_results(const std::string& path_a, const std::string& path_b) try {
  const ResultReader a{path_a}, b{path_b};
  Comparison out;
  out.a = a.header();
  out.b = b.header();
  out.level = level_of(out.a);
  if (a.is_sweep() != b.is_sweep())
    throw Unpaired{a.is_sweep() ? "it is a run, the other one a sweep"
                                : "it is a sweep, the other one a run"};
  if (out.a.seed != out.b.seed)
    throw Unpaired{fmt::format("they have the seeds {} and {}, so their random streams differ",
                               out.a.seed, out.b.seed)};
  if (a.is_sweep())
    compare_sweeps(a, b, out);
  else
    compare_runs(a, b, out);
  return out;
} catch (const Unpaired& unpaired) {
  throw BadResultFile{path_b, fmt::format("cannot be paired with {}: {}", path_a, unpaired.why)};
}

}  // namespace souk
