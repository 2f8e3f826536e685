#pragma once

// The result file of a run or a sweep: HDF5 that xarray opens without custom code.
//
// Written to PATH.part in the same folder, synced and renamed at the end: whoever looks sees the
// old file or the whole new one. The same inputs give the same bytes; no wall time, host or user is
// in it.

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/events.hpp"
#include "models/metrics/run_summary.hpp"
#include "models/scenario/parse.hpp"
#include "models/scenario/scenario.hpp"

namespace souk {

/// A file that the run read beside its scenario.
struct InputFile {
  std::string name;    ///< base name, no folder
  std::string sha256;  ///< 64 lower-case hex digits of its bytes
  friend bool operator==(const InputFile&, const InputFile&) = default;
};

/// What the root of a result file says.
struct ResultHeader {
  std::string title;
  std::string souk_version;
  std::string scenario;  ///< the resolved text
  std::vector<InputFile> inputs;
  std::uint64_t seed = 1;
  std::uint32_t replication = 0;           ///< of a run
  std::optional<std::int64_t> epoch;       ///< wall time of time 0, seconds since 1970-01-01
  std::string modelled, assumed, ignored;  ///< a line per item
  /// Of a run, where the steps of each kind of job are cheapest; empty where there is no choice. A
  /// title, a sentence, rows with tabs between their cells of which the first has the columns'
  /// names, and more sentences, each a line.
  std::string winners;
  friend bool operator==(const ResultHeader&, const ResultHeader&) = default;
};

/// Writes one run: its events go to sink() in dispatch order, its summary to finish().
class ResultWriter {
 public:
  /// Throws CannotWrite (create).
  ResultWriter(const std::string& path, ResultHeader header, const OutputSpec& tables);
  /// Without finish(): nothing is left but what was at `path` before.
  ~ResultWriter();

  /// Its on() throws CannotWrite (write); the writer is then of no more use.
  EventSink& sink();
  /// Closes the tables, writes /agents, /sites, /goods, /summary, /audit and /provenance and gives
  /// the file its name. Requires that `summary` has a value per metric_entries() and a row per
  /// agent. Throws CannotWrite (write).
  void finish(const RunSummary& summary);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Writes /curves/METRIC for every metric, /members by organisation and by population, and
/// /provenance. `runs` is row-major, replications x
/// points of `sweep`. The band is Student's interval of the mean, at study.interval, over the
/// replications in which the metric is defined (`n` of them): NaN when n < 2, as the mean when
/// n = 0. The lines of study_warnings() are the attribute `warnings` of /provenance. What
/// study_findings() finds follows as /comparison, on the axes of the curves, and
/// /sensitivity, by swept key. Throws CannotWrite.
void write_sweep_file(const std::string& path, const ResultHeader& header, const Sweep& sweep,
                      std::span<const RunSummary> runs, const StudySpec& study = {});

}  // namespace souk
