#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "models/scenario/parse.hpp"
#include "models/scenario/sweep_rows.hpp"

namespace souk {
namespace {

/// Rows that advance together: an axis of the grid.
struct Axis {
  std::vector<const SweepRow*> rows;
  [[nodiscard]] std::size_t length() const { return rows.front()->values.size(); }
};

std::vector<Axis> axes_of(const std::vector<SweepRow>& rows) {
  std::vector<Axis> axes;
  for (const SweepRow& row : rows) {
    const auto same = std::find_if(axes.begin(), axes.end(), [&](const Axis& axis) {
      return !row.group.empty() && axis.rows.front()->group == row.group;
    });
    if (same == axes.end())
      axes.push_back({{&row}});
    else
      same->rows.push_back(&row);
  }
  return axes;
}

SweepPoint point_of(const std::vector<Axis>& axes, const std::vector<std::size_t>& at) {
  SweepPoint point;
  for (std::size_t a = 0; a < axes.size(); ++a)
    for (const SweepRow* row : axes[a].rows) {
      point.sets.emplace_back(row->key, write_value(row->values[at[a]].value));
      point.labels.emplace_back(row->label, row->printed[at[a]]);
    }
  return point;
}

std::vector<SweepPoint> grid(const std::vector<Axis>& axes) {
  std::vector<SweepPoint> points;
  std::vector<std::size_t> at(axes.size(), 0);
  for (;;) {
    points.push_back(point_of(axes, at));
    std::size_t a = axes.size();
    while (a > 0 && ++at[a - 1] == axes[a - 1].length()) at[--a] = 0;
    if (a == 0) return points;
  }
}

/// Reads as many points as the longest axis has values, so that each value is tried once in a
/// combination that the grid holds. Faults of a value stand at its place in the file.
void try_values(Draft& draft, const Document& document, const std::vector<Axis>& axes,
                const ParseOptions& options) {
  std::size_t longest = 0;
  for (const Axis& axis : axes) longest = std::max(longest, axis.length());
  for (std::size_t i = 0; i < longest && draft.faults.empty(); ++i) {
    Draft trial;
    trial.options = &options;
    trial.file = draft.file;
    Document point = document;
    for (const Axis& axis : axes)
      for (const SweepRow* row : axis.rows) apply(trial, point, row->values[i % axis.length()]);
    read_document(trial, point);
    draft.faults = std::move(trial.faults);
    draft.sources.merge(trial.sources);
  }
}

SweepAxis published(const Axis& axis) {
  const SweepRow& row = *axis.rows.front();
  return {row.key, row.label, row.printed, row.numbers, std::string{unit_name(row.measure)}};
}

}  // namespace

Sweep read_sweep(std::string_view text, std::string_view file_name, const ParseOptions& options) {
  constexpr std::size_t most_points = 1000000;
  ParseOptions names_only = options;
  names_only.read_inputs = false;
  Draft draft;
  draft.options = &names_only;
  draft.file = file_name;
  Document document = load_document(draft, text, draft.file);
  apply_sets(draft, document, options);
  const std::vector<SweepRow> rows = read_sweep_rows(draft, document);
  if (!draft.faults.empty()) throw ScenarioError{std::move(draft.faults), draft.sources};
  const std::vector<Axis> axes = axes_of(rows);
  double points = 1;
  for (const Axis& axis : axes) points *= static_cast<double>(axis.length());
  if (points > static_cast<double>(most_points))
    draft.faults.push_back(
        {rows.front().spot.place(),
         fmt::format("the sweep has {} points; allowed are {}", points, most_points)});
  else
    try_values(draft, document, axes, names_only);
  if (!draft.faults.empty()) throw ScenarioError{std::move(draft.faults), draft.sources};
  Sweep sweep;
  for (const Axis& axis : axes) sweep.axes.push_back(published(axis));
  sweep.points = grid(axes);
  return sweep;
}

}  // namespace souk
