#include <cctype>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "analysis/result_file.hpp"
#include "analysis/result_groups.hpp"
#include "analysis/student.hpp"
#include "analysis/study_findings.hpp"
#include "analysis/study_warnings.hpp"
#include "models/check.hpp"

namespace souk {
namespace {

/// A coordinate's name: letters, digits and _ . + - of its label, and none of a curve's own names.
std::string coordinate_name(const std::string& label, std::set<std::string>& taken) {
  std::string name;
  for (const char c : label) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' ||
                       c == '+' || c == '-';
    name += plain ? c : '_';
  }
  if (name.empty() || std::isalpha(static_cast<unsigned char>(name[0])) == 0) name = "_" + name;
  while (!taken.insert(name).second) name += "_";
  return name;
}

/// Replications and points, as dimensions of the variables of one group.
struct Grid {
  Grid(const Sweep& swept, std::size_t runs) : sweep{swept}, points{swept.points.size()} {
    SOUK_CHECK(points > 0 && runs % points == 0, "a sweep with a part of its runs");
    replications = runs / points;
    std::set<std::string> taken{"mean",           "low",
                                "high",           "n",
                                "sample",         "flag",
                                "event_hash",     "bootstrap_low",
                                "bootstrap_high", "variance_reduction",
                                "resolved",       "replication"};
    for (const SweepAxis& axis : sweep.axes) {
      names.push_back(coordinate_name(axis.label.empty() ? axis.key : axis.label, taken));
      shape.push_back(axis.values.size());
    }
    for (const SweepAxis& each : sweep.coordinates) {
      SOUK_CHECK(shape.size() == 1 && each.values.size() == points,
                 "coordinates of a sweep whose points are not numbered");
      coordinate_names.push_back(
          coordinate_name(each.label.empty() ? each.key : each.label, taken));
    }
    const hsize_t cells =
        std::accumulate(shape.begin(), shape.end(), hsize_t{1}, std::multiplies<>{});
    SOUK_CHECK(cells == points, "a sweep whose points are not its axes' grid");
    sample_shape = shape;
    sample_shape.insert(sample_shape.begin(), replications);
  }

  const Sweep& sweep;
  std::size_t points, replications = 0;
  std::vector<std::string> names, coordinate_names;  ///< of axes; of what varies along the only one
  std::vector<hsize_t> shape, sample_shape;
};

/// The coordinates of one group, and variables on them.
class GridGroup {
 public:
  GridGroup(const Hdf5Node& group, const Grid& grid, bool by_run = true)
      : group_{group}, grid_{grid}, by_run_{by_run} {
    if (by_run) add_replications();
    for (std::size_t a = 0; a < grid.names.size(); ++a) add_axis(grid.sweep.axes[a], grid.names[a]);
    for (std::size_t c = 0; c < grid.coordinate_names.size(); ++c)
      per_point(write_coordinate(grid.sweep.coordinates[c], grid.coordinate_names[c]));
  }

  /// One value per point, row-major.
  template <class T>
  void per_point(const VariableSpec& spec, const std::vector<T>& values) {
    per_point(write_variable<T>(group_, spec, grid_.shape, std::span<const T>{values}));
  }
  /// One value per run, replications first.
  template <class T>
  void per_run(const VariableSpec& spec, const std::vector<T>& values) {
    attach(write_variable<T>(group_, spec, grid_.sample_shape, std::span<const T>{values}), 0);
  }

 private:
  void add_replications() {
    std::vector<std::int32_t> numbers(grid_.replications);
    std::iota(numbers.begin(), numbers.end(), 0);
    const hsize_t size = numbers.size();
    scales_.push_back(write_variable<std::int32_t>(
        group_, {"replication", "1", "number of the replication"}, {&size, 1}, numbers));
    make_scale(scales_.back(), "replication");
  }
  void per_point(const Hdf5Node& variable) { attach(variable, by_run_ ? 1 : 0); }
  void add_axis(const SweepAxis& axis, const std::string& name) {
    scales_.push_back(write_coordinate(axis, name));
    make_scale(scales_.back(), name);
  }
  Hdf5Node write_coordinate(const SweepAxis& axis, const std::string& name) {
    const std::string about = axis.label.empty() ? axis.key : axis.label;
    const hsize_t size = axis.numbers.size();
    Hdf5Node variable =
        axis.numbers.empty()
            ? write_texts(group_, {name, "", about}, axis.values)
            : write_variable<double>(group_, {name, axis.unit, about}, {&size, 1}, axis.numbers);
    write_attribute(variable, "key", axis.key);
    return variable;
  }
  void attach(const Hdf5Node& variable, std::size_t first) {
    for (std::size_t s = first; s < scales_.size(); ++s)
      attach_scale(variable, scales_[s], static_cast<unsigned>(s - first));
  }

  const Hdf5Node& group_;
  const Grid& grid_;
  bool by_run_;
  std::vector<Hdf5Node> scales_;
};

void write_curve(const Hdf5Node& curves, const Grid& grid, const MetricEntry& entry,
                 const std::vector<double>& samples, const std::vector<std::uint8_t>& flags,
                 double level) {
  const std::string unit{entry.unit}, about{entry.long_name};
  std::vector<double> mean, low, high, column(grid.replications);
  std::vector<std::int32_t> n;
  for (std::size_t p = 0; p < grid.points; ++p) {
    for (std::size_t r = 0; r < grid.replications; ++r) column[r] = samples[r * grid.points + p];
    const MeanBand band = mean_band(column, level);
    mean.push_back(band.mean);
    low.push_back(band.low);
    high.push_back(band.high);
    n.push_back(static_cast<std::int32_t>(band.n));
  }
  const Hdf5Node group = make_group(curves, entry.name);
  write_attribute(group, "long_name", about);
  GridGroup variables{group, grid};
  variables.per_point<double>({"mean", unit, "mean over replications: " + about}, mean);
  const std::string interval =
      fmt::format(" end of Student's {:.6g} % interval of the mean", 100 * level);
  variables.per_point<double>({"low", unit, "lower" + interval}, low);
  variables.per_point<double>({"high", unit, "upper" + interval}, high);
  variables.per_point<std::int32_t>({"n", "1", "replications in which it is defined"}, n);
  variables.per_run<double>({"sample", unit, "value in each run: " + about}, samples);
  variables.per_run<std::uint8_t>({"flag", "", "state of each value", metric_flags}, flags);
}

void write_curves(const Hdf5Node& root, const Grid& grid, std::span<const RunSummary> runs,
                  double level) {
  const auto entries = metric_entries();
  const Hdf5Node curves = make_group(root, "curves");
  std::vector<double> samples(runs.size());
  std::vector<std::uint8_t> flags(runs.size());
  for (std::size_t m = 0; m < entries.size(); ++m) {
    for (std::size_t r = 0; r < runs.size(); ++r) {
      SOUK_CHECK(runs[r].metrics.size() == entries.size(), "a summary that lacks metrics");
      samples[r] = runs[r].metrics[m].value;
      flags[r] = static_cast<std::uint8_t>(runs[r].metrics[m].flag);
    }
    write_curve(curves, grid, entries[m], samples, flags, level);
  }
}

/// "0 to 4, 7" of ascending numbers.
std::string ranges_text(const std::vector<std::size_t>& numbers) {
  std::string text;
  for (std::size_t i = 0, last = 0; i < numbers.size(); i = last + 1) {
    last = i;
    while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
    text += fmt::format("{}{}", i == 0 ? "" : ", ", numbers[i]);
    if (last > i) text += fmt::format("{}{}", last == i + 1 ? ", " : " to ", numbers[last]);
  }
  return text;
}

/// A line per note, by first appearance: "runs 0 to 4, 7: NOTE", "all runs: NOTE".
std::string notes_of(std::span<const RunSummary> runs) {
  std::vector<std::pair<std::string, std::vector<std::size_t>>> notes;
  std::map<std::string, std::size_t, std::less<>> place;
  for (std::size_t r = 0; r < runs.size(); ++r)
    for (const std::string& note : runs[r].notes) {
      const auto [at, is_new] = place.try_emplace(note, notes.size());
      if (is_new) notes.push_back({note, {}});
      auto& of = notes[at->second].second;
      if (of.empty() || of.back() != r) of.push_back(r);
    }
  std::string text;
  for (const auto& [note, of] : notes)
    text += of.size() == runs.size() && of.size() > 1
                ? fmt::format("all runs: {}\n", note)
                : fmt::format("run{} {}: {}\n", of.size() == 1 ? "" : "s", ranges_text(of), note);
  return text;
}

void write_provenance(const Hdf5Node& root, const Grid& grid, std::span<const RunSummary> runs,
                      const StudySpec& study) {
  const Hdf5Node group = make_group(root, "provenance");
  std::vector<std::uint64_t> hashes(runs.size()), events(runs.size());
  for (std::size_t r = 0; r < runs.size(); ++r) {
    hashes[r] = runs[r].event_hash;
    events[r] = runs[r].events;
  }
  GridGroup variables{group, grid};
  variables.per_run<std::uint64_t>({"event_hash", "1", "event hash of each run"}, hashes);
  variables.per_run<std::uint64_t>({"events", "1", "events of each run"}, events);
  write_attribute(group, "notes", notes_of(runs));
  std::string warnings;
  for (const std::string& line : study_warnings(grid.sweep, runs, study.metric, study.interval))
    warnings += line + "\n";
  write_attribute(group, "warnings", warnings);
}

void write_comparison(const Hdf5Node& root, const Grid& grid, const StudySpec& study,
                      const std::vector<PairedDifference>& differences) {
  const Hdf5Node group = make_group(root, "comparison");
  const std::string unit{metric_entries()[metric_index(study.metric)].unit};
  write_attribute(group, "long_name", study.metric + " less that of the baseline, pair by pair");
  write_attribute(group, "metric", study.metric);
  write_attribute(group, "baseline", title_of(grid.sweep.points[grid.sweep.baseline]));
  write_attribute(group, "baseline_point", std::uint64_t{grid.sweep.baseline});
  GridGroup variables{group, grid, false};
  const auto column = [&](const VariableSpec& spec, auto value) {
    std::vector<decltype(value(differences[0]))> values;
    for (const PairedDifference& found : differences) values.push_back(value(found));
    variables.per_point(spec, values);
  };
  using Found = const PairedDifference&;
  const std::string student =
      fmt::format(" end of Student's {:.6g} % interval of the mean", 100 * study.interval);
  const std::string bootstrap =
      fmt::format(" end of the {:.6g} % bootstrap interval of the mean", 100 * study.interval);
  column({"mean", unit, "mean over replications"}, [](Found f) { return f.student.mean; });
  column({"low", unit, "lower" + student}, [](Found f) { return f.student.low; });
  column({"high", unit, "upper" + student}, [](Found f) { return f.student.high; });
  column({"n", "1", "pairs in which both are defined"},
         [](Found f) { return static_cast<std::int32_t>(f.student.n); });
  column({"bootstrap_low", unit, "lower" + bootstrap}, [](Found f) { return f.bootstrap.low; });
  column({"bootstrap_high", unit, "upper" + bootstrap}, [](Found f) { return f.bootstrap.high; });
  column({"variance_reduction", "1", "variance of unpaired differences over that of paired ones"},
         [](Found f) { return f.variance_reduction; });
  column({"resolved", "", "whether both intervals leave out 0", {"no", "yes"}},
         [](Found f) { return static_cast<std::uint8_t>(f.resolved()); });
}

void write_sensitivity(const Hdf5Node& root, const Grid& grid, const StudySpec& study,
                       const SobolIndices& indices, const SobolIntervals& intervals) {
  const Hdf5Node group = make_group(root, "sensitivity");
  write_attribute(group, "long_name", "part of the variance of " + study.metric);
  write_attribute(group, "metric", study.metric);
  const Hdf5Node scale = write_texts(group, {"parameter", "", "swept key"}, grid.coordinate_names);
  make_scale(scale, "parameter");
  const hsize_t size = grid.coordinate_names.size();
  const auto add = [&](const VariableSpec& spec, const std::vector<double>& values) {
    attach_scale(write_variable<double>(group, spec, {&size, 1}, values), scale, 0);
  };
  const auto add_index = [&](const std::string& name, const std::string& about,
                             const std::vector<double>& values,
                             const std::vector<Interval>& found) {
    const std::string of =
        fmt::format(" end of its {:.6g} % bootstrap interval", 100 * study.interval);
    std::vector<double> low, high;
    for (const Interval& interval : found) {
      low.push_back(interval.low);
      high.push_back(interval.high);
    }
    add({name, "1", about}, values);
    add({name + "_low", "1", "lower" + of}, low);
    add({name + "_high", "1", "upper" + of}, high);
  };
  add_index("first_order", "of the parameter alone", indices.first, intervals.first);
  add_index("total", "of the parameter with all its interactions", indices.total, intervals.total);
}

}  // namespace

void write_sweep_file(const std::string& path, const ResultHeader& header, const Sweep& sweep,
                      std::span<const RunSummary> runs, const StudySpec& study) {
  OutputFile file{path};
  const Grid grid{sweep, runs.size()};
  write_header(file.root(), header, "sweep");
  write_attribute(file.root(), "replications", std::uint64_t{grid.replications});
  write_curves(file.root(), grid, runs, study.interval);
  const StudyFindings findings = study_findings(sweep, runs, study, header.seed);
  if (!findings.differences.empty())
    write_comparison(file.root(), grid, study, findings.differences);
  if (findings.sensitivity)
    write_sensitivity(file.root(), grid, study, *findings.sensitivity,
                      findings.sensitivity_intervals);
  write_provenance(file.root(), grid, runs, study);
  file.commit();
}

}  // namespace souk
