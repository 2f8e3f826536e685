#include "analysis/study_warnings.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "analysis/student.hpp"

namespace souk {
namespace {

bool tells_unstable(const std::string& note) {
  return note.starts_with("unstable:");
}

bool is_unstable(const RunSummary& run) {
  return std::any_of(run.notes.begin(), run.notes.end(), tells_unstable);
}

/// The runs of one point.
std::vector<const RunSummary*> runs_at(std::span<const RunSummary> runs, std::size_t points,
                                       std::size_t point) {
  std::vector<const RunSummary*> found;
  for (std::size_t r = point; r < runs.size(); r += points)
    if (runs[r].events > 0) found.push_back(&runs[r]);
  return found;
}

/// By all that was measured: the hash also tells the replications' numbers.
bool has_identical(const std::vector<const RunSummary*>& runs) {
  std::set<std::vector<std::uint64_t>> seen;
  return std::any_of(runs.begin(), runs.end(), [&](const RunSummary* run) {
    std::vector<std::uint64_t> measured{run->events};
    for (const MetricValue& metric : run->metrics)
      measured.push_back(std::bit_cast<std::uint64_t>(metric.value));
    return !seen.insert(std::move(measured)).second;
  });
}

bool is_wide(const std::vector<const RunSummary*>& runs, std::size_t metric, double level) {
  std::vector<double> values;
  values.reserve(runs.size());
  for (const RunSummary* run : runs) values.push_back(run->metrics[metric].value);
  const MeanBand band = mean_band(values, level);
  return band.n >= 2 && band.high - band.low > std::abs(band.mean) / 2;
}

/// "WHAT at 5 of 8 points: A; B; C; ..."; nothing for no points.
void add_line(std::vector<std::string>& lines, const std::string& what, const Sweep& sweep,
              const std::vector<std::size_t>& points) {
  constexpr std::size_t most_named = 3;
  if (points.empty()) return;
  std::string named;
  for (std::size_t i = 0; i < std::min(points.size(), most_named); ++i) {
    const std::string title = title_of(sweep.points[points[i]]);
    if (!title.empty()) named += (i == 0 ? ": " : "; ") + title;
  }
  if (points.size() > most_named) named += "; ...";
  lines.push_back(
      fmt::format("{} at {} of {} points{}", what, points.size(), sweep.points.size(), named));
}

bool all_have(const std::vector<const RunSummary*>& runs, const std::string& note) {
  return std::all_of(runs.begin(), runs.end(), [&](const RunSummary* run) {
    return std::find(run->notes.begin(), run->notes.end(), note) != run->notes.end();
  });
}

}  // namespace

std::vector<std::string> study_notes(const Sweep& sweep, std::span<const RunSummary> runs) {
  std::vector<std::pair<std::string, std::vector<std::size_t>>> shared;  // by first appearance
  for (std::size_t p = 0; p < sweep.points.size(); ++p) {
    const auto found = runs_at(runs, sweep.points.size(), p);
    if (found.empty()) continue;
    for (const std::string& note : found.front()->notes) {
      if (tells_unstable(note) || !all_have(found, note)) continue;
      auto at = std::find_if(shared.begin(), shared.end(),
                             [&](const auto& each) { return each.first == note; });
      if (at == shared.end()) at = shared.insert(at, {note, {}});
      at->second.push_back(p);
    }
  }
  std::vector<std::string> lines;
  for (const auto& [note, points] : shared)
    if (points.size() == sweep.points.size())
      lines.push_back(note);
    else
      add_line(lines, note + ",", sweep, points);
  return lines;
}

std::vector<std::string> study_warnings(const Sweep& sweep, std::span<const RunSummary> runs,
                                        std::string_view metric, double level) {
  const std::size_t index = metric_index(metric);
  std::vector<std::size_t> identical, unstable, wide;
  for (std::size_t p = 0; p < sweep.points.size(); ++p) {
    const auto found = runs_at(runs, sweep.points.size(), p);
    if (has_identical(found)) identical.push_back(p);
    if (std::any_of(found.begin(), found.end(), [](const auto* run) { return is_unstable(*run); }))
      unstable.push_back(p);
    if (is_wide(found, index, level)) wide.push_back(p);
  }
  std::vector<std::string> lines;
  add_line(lines, "replications are identical, so that they add nothing,", sweep, identical);
  add_line(lines,
           "not stationary: queues kept growing, or waits did not settle, and means depend on the "
           "horizon,",
           sweep, unstable);
  add_line(lines,
           fmt::format("the {:.6g} % interval of {} is wider than half of the mean", 100 * level,
                       metric),
           sweep, wide);
  return lines;
}

}  // namespace souk
