#pragma once

// A study: every point of a sweep in every replication.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/result_file.hpp"
#include "sim/cli/input_files.hpp"

namespace souk::cli {

/// What is to be run, checked before the first run. A run is numbered replication x points + point.
class Study {
 public:
  /// Reads every point, and every file that a point names. Throws ScenarioError, MissingInput.
  explicit Study(ScenarioSource& source);
  /// To be done again, as made by that version.
  Study(ScenarioSource& source, const std::string& version);
  /// The study of a header, to be put together from records that were made from such sources; no
  /// file is read.
  Study(ResultHeader header, std::string sources);

  [[nodiscard]] const ResultHeader& header() const { return header_; }
  [[nodiscard]] const Sweep& sweep() const { return sweep_; }
  [[nodiscard]] const StudySpec& spec() const { return spec_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::size_t points() const { return sweep_.points.size(); }
  [[nodiscard]] std::size_t runs() const { return points() * replications_; }
  [[nodiscard]] std::uint32_t replications() const { return replications_; }
  [[nodiscard]] std::uint32_t replication_of(std::size_t run) const {
    return static_cast<std::uint32_t>(run / points());
  }
  /// Whether a run of some point needs SimGrid, and thus a process of its own.
  [[nodiscard]] bool needs_simgrid() const { return needs_simgrid_; }
  /// Adds a batch as large as the first one. false: it would go beyond spec().max_replications.
  bool grow();
  /// "campus"; of a later batch "campus, to 20 replications".
  [[nodiscard]] std::string batch_title() const;
  /// "provider.lab.nodes = 8, replication 3"
  [[nodiscard]] std::string title_of(std::size_t run) const;
  /// 64 hexadecimal digits over all that the run depends on: version, sources, inputs, its point's
  /// resolved text, replication.
  [[nodiscard]] std::string key_of(std::size_t run) const;

 private:
  void read_points(ScenarioSource& source, bool with_inputs);

  ResultHeader header_;
  std::string sources_;
  Sweep sweep_;
  std::string name_;
  StudySpec spec_;
  bool needs_simgrid_ = false;
  std::uint32_t batch_ = 1, replications_ = 1;
  std::vector<std::string> texts_;  ///< by point: run_text
};

}  // namespace souk::cli
