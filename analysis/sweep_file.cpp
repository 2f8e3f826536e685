#include <map>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "analysis/result_file.hpp"
#include "analysis/study_findings.hpp"
#include "analysis/study_warnings.hpp"
#include "analysis/sweep_grid.hpp"
#include "analysis/sweep_members.hpp"
#include "models/check.hpp"

namespace souk {
namespace {

void write_curves(const Hdf5Node& root, const SweepGrid& grid, std::span<const RunSummary> runs,
                  double level) {
  const auto entries = metric_entries();
  const Hdf5Node curves = make_group(root, "curves");
  for (std::size_t m = 0; m < entries.size(); ++m) {
    Samples samples{std::string{entries[m].name},
                    std::string{entries[m].unit},
                    std::string{entries[m].long_name},
                    {},
                    {}};
    for (const RunSummary& run : runs) {
      SOUK_CHECK(run.metrics.size() == entries.size(), "a summary that lacks metrics");
      samples.values.push_back(run.metrics[m].value);
      samples.flags.push_back(static_cast<std::uint8_t>(run.metrics[m].flag));
    }
    write_curve(curves, grid, samples, level);
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

void write_provenance(const Hdf5Node& root, const SweepGrid& grid, std::span<const RunSummary> runs,
                      const StudySpec& study) {
  const Hdf5Node group = make_group(root, "provenance");
  std::vector<std::uint64_t> hashes(runs.size()), events(runs.size());
  for (std::size_t r = 0; r < runs.size(); ++r) {
    hashes[r] = runs[r].event_hash;
    events[r] = runs[r].events;
  }
  SweepGroup variables{group, grid};
  variables.per_run<std::uint64_t>({"event_hash", "1", "event hash of each run"}, hashes);
  variables.per_run<std::uint64_t>({"events", "1", "events of each run"}, events);
  write_attribute(group, "notes", notes_of(runs));
  std::string warnings;
  for (const std::string& line : study_warnings(grid.sweep, runs, study.metric, study.interval))
    warnings += line + "\n";
  write_attribute(group, "warnings", warnings);
}

void write_comparison(const Hdf5Node& root, const SweepGrid& grid, const StudySpec& study,
                      const std::vector<PairedDifference>& differences) {
  const Hdf5Node group = make_group(root, "comparison");
  const std::string unit{metric_entries()[metric_index(study.metric)].unit};
  write_attribute(group, "long_name", study.metric + " less that of the baseline, pair by pair");
  write_attribute(group, "metric", study.metric);
  write_attribute(group, "baseline", title_of(grid.sweep.points[grid.sweep.baseline]));
  write_attribute(group, "baseline_point", std::uint64_t{grid.sweep.baseline});
  SweepGroup variables{group, grid, false};
  const auto column = [&](const VariableSpec& spec, auto value) {
    std::vector<decltype(value(differences[0]))> values;
    for (const PairedDifference& found : differences) values.push_back(value(found));
    variables.per_cell(spec, values);
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

void write_sensitivity(const Hdf5Node& root, const SweepGrid& grid, const StudySpec& study,
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
  const SweepGrid grid{sweep, runs.size()};
  write_header(file.root(), header, "sweep");
  write_attribute(file.root(), "replications", std::uint64_t{grid.replications});
  write_curves(file.root(), grid, runs, study.interval);
  write_members(file.root(), sweep, runs, study.interval);
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
