#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "models/math/designs.hpp"
#include "models/math/sobol_sequence.hpp"
#include "models/scenario/parse.hpp"
#include "models/scenario/read.hpp"
#include "models/scenario/sweep_rows.hpp"

namespace souk {
namespace {

/// Rows that advance together: an axis of the grid.
struct Axis {
  std::vector<const SweepRow*> rows;
  [[nodiscard]] std::size_t length() const { return rows.front()->values.size(); }
};

std::vector<Axis> axes_of(const std::vector<SweepRow>& rows, StudyDesign design) {
  std::vector<Axis> axes;
  for (const SweepRow& row : rows) {
    const auto same = std::find_if(axes.begin(), axes.end(), [&](const Axis& axis) {
      return design != StudyDesign::grid ||
             (!row.group.empty() && axis.rows.front()->group == row.group);
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

SweepAxis published(const SweepRow& row) {
  return {row.key, row.label, row.printed, row.numbers, std::string{filed_unit(row.measure)}};
}

/// The points by their numbers.
SweepAxis numbered(std::size_t points) {
  SweepAxis axis{"", "point", {}, {}, "1"};
  for (std::size_t i = 0; i < points; ++i) {
    axis.values.push_back(std::to_string(i));
    axis.numbers.push_back(static_cast<double>(i));
  }
  return axis;
}

void fault_at(Draft& draft, const Document& document, std::string_view key,
              const std::string& message) {
  const Node& study = *document.sections.find("study");
  const Node* value = study.find(key);
  draft.faults.push_back({(value != nullptr ? *value : study).spot.place(), message});
}

math::UnitPoints unit_points(const StudySpec& study, std::size_t dimensions, std::uint64_t seed) {
  if (study.design == StudyDesign::latin_hypercube)
    return math::latin_hypercube(study.points, dimensions, seed);
  if (study.design == StudyDesign::sobol) return math::sobol_design(study.points, dimensions);
  return math::saltelli_design(study.points, dimensions);
}

/// Gives the rows of a design that samples their values; faults are noted.
void sample_rows(Draft& draft, const Document& document, std::vector<SweepRow>& rows) {
  const StudySpec& study = draft.scenario.study;
  if (study.design == StudyDesign::grid || !draft.faults.empty()) return;
  if (rows.empty()) {
    fault_at(draft, document, "design", "a design needs [[sweep]] rows; there is none");
    return;
  }
  if (study.design == StudyDesign::list) return;
  const bool blocks = study.design == StudyDesign::saltelli;
  const std::size_t most = math::SobolSequence::most_dimensions / (blocks ? 2 : 1);
  if (study.design != StudyDesign::latin_hypercube && rows.size() > most) {
    fault_at(draft, document, "design",
             fmt::format("{} [[sweep]] rows; this design takes at most {}", rows.size(), most));
    return;
  }
  const Node* general = document.sections.find("scenario");
  const bool seeded = general != nullptr && general->is(Node::Type::table);
  const std::uint64_t seed = seeded ? Section{draft, *general, "scenario", ""}.integer("seed") : 1;
  const math::UnitPoints points = unit_points(study, rows.size(), seed);
  std::vector<double> places(points.size());
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t i = 0; i < points.size(); ++i) places[i] = points[i][r];
    sample(rows[r], places);
  }
}

bool is_called(const SweepPoint& point, std::string_view name) {
  return title_of(point) == name ||
         std::any_of(point.labels.begin(), point.labels.end(), [&](const auto& label) {
           return label.second == name || label.first + " = " + label.second == name;
         });
}

/// The number of the point that study.baseline names.
std::size_t find_baseline(Draft& draft, const Document& document,
                          const std::vector<SweepPoint>& points) {
  const Node* node = document.sections.at("study.baseline");
  if (node == nullptr) return 0;
  if (node->is(Node::Type::integer) && node->integer >= 0 &&
      static_cast<std::size_t>(node->integer) < points.size())
    return static_cast<std::size_t>(node->integer);
  std::size_t found = points.size(), count = 0;
  for (std::size_t i = points.size(); i-- > 0;)
    if (node->is(Node::Type::text) && is_called(points[i], node->text)) {
      found = i;
      ++count;
    }
  if (count == 1) return found;
  fault_at(draft, document, "baseline",
           count > 1 ? fmt::format("baseline is {}, which names {} points, the first is \"{}\"",
                                   found_text(*node), count, title_of(points[found]))
                     : fmt::format("baseline is {}; allowed is a number below {} or a point such "
                                   "as \"{}\"",
                                   found_text(*node), points.size(), title_of(points.front())));
  return 0;
}

Sweep sweep_of(const std::vector<SweepRow>& rows, const std::vector<Axis>& axes,
               StudyDesign design) {
  Sweep sweep;
  sweep.points = grid(axes);
  if (design == StudyDesign::grid) {
    for (const Axis& axis : axes) sweep.axes.push_back(published(*axis.rows.front()));
    return sweep;
  }
  sweep.axes.push_back(numbered(sweep.points.size()));
  for (const SweepRow& row : rows) sweep.coordinates.push_back(published(row));
  return sweep;
}

void check_count(Draft& draft, const std::vector<Axis>& axes) {
  constexpr double most = 1000000;
  double points = 1;
  for (const Axis& axis : axes) points *= static_cast<double>(axis.length());
  if (points > most)
    draft.faults.push_back({axes.front().rows.front()->spot.place(),
                            fmt::format("the sweep has {} points; allowed are {}", points, most)});
}

}  // namespace

std::string title_of(const SweepPoint& point) {
  std::string title;
  for (const auto& [label, value] : point.labels)
    title += fmt::format("{}{} = {}", title.empty() ? "" : ", ", label, value);
  return title;
}

Sweep read_sweep(std::string_view text, std::string_view file_name, const ParseOptions& options) {
  ParseOptions names_only = options;
  names_only.read_inputs = false;
  Draft draft;
  draft.options = &names_only;
  draft.file = file_name;
  const auto throw_faults = [&] {
    if (!draft.faults.empty()) throw ScenarioError{std::move(draft.faults), draft.sources};
  };
  Document document = load_document(draft, text, draft.file);
  apply_sets(draft, document, options);
  read_study(draft, document.sections);
  std::vector<SweepRow> rows = read_sweep_rows(draft, document);
  sample_rows(draft, document, rows);
  throw_faults();
  const StudyDesign design = draft.scenario.study.design;
  const std::vector<Axis> axes = axes_of(rows, design);
  check_count(draft, axes);
  throw_faults();
  try_values(draft, document, axes, names_only);
  throw_faults();
  Sweep sweep = sweep_of(rows, axes, design);
  sweep.baseline = find_baseline(draft, document, sweep.points);
  throw_faults();
  return sweep;
}

}  // namespace souk
