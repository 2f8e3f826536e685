#pragma once

// Reading result files: what `souk report`, `compare`, `reproduce` and `export` need of them.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/result_file.hpp"
#include "models/metrics/members.hpp"

namespace souk {

/// A scalar of /summary.
struct StoredMetric {
  std::string name, unit, long_name;
  MetricValue value;
};

struct StoredAgent {
  AgentRow row;
  AgentSummary totals;
};

struct CurveAxis {
  std::string name;  ///< of the coordinate
  std::string key;   ///< of the scenario
  std::string label;
  std::string unit;                 ///< empty for words
  std::vector<std::string> values;  ///< as printed
  std::vector<double> numbers;      ///< empty for words
};

/// A metric over the points of a sweep, row-major over the axes.
struct Curve {
  std::string metric, unit, long_name;
  std::vector<CurveAxis> axes;
  std::vector<CurveAxis> coordinates;  ///< swept keys by point, where the axis is numbered points
  std::size_t replications = 0;
  std::vector<double> mean, low, high, n;
  std::vector<double> samples;  ///< replications x points

  /// The place of a point on each axis.
  [[nodiscard]] std::vector<std::size_t> place_of(std::size_t point) const;
  /// The values of the axes at a point, as printed.
  [[nodiscard]] std::vector<std::string> values_at(std::size_t point) const;
};

/// An open result file. Every call throws BadResultFile if the file lacks what is asked, or is
/// broken.
class ResultReader {
 public:
  /// Throws BadResultFile also if the file is no result of Souk.
  explicit ResultReader(const std::string& path);
  ~ResultReader();
  ResultReader(ResultReader&&) noexcept;
  ResultReader& operator=(ResultReader&&) noexcept;

  [[nodiscard]] bool is_sweep() const;
  [[nodiscard]] ResultHeader header() const;
  /// 1 for a run.
  [[nodiscard]] std::size_t replications() const;
  /// Of a run.
  [[nodiscard]] std::uint64_t event_hash() const;
  [[nodiscard]] std::vector<std::uint64_t> hash_blocks() const;
  [[nodiscard]] std::vector<StoredMetric> summary() const;
  [[nodiscard]] std::vector<StoredAgent> agents() const;
  [[nodiscard]] std::vector<AuditLine> audit() const;
  /// A line each.
  [[nodiscard]] std::vector<std::string> notes() const;
  /// Of a sweep: what study_warnings() found; none in a file of before they were filed.
  [[nodiscard]] std::vector<std::string> warnings() const;
  /// Of a sweep; in the order of the file. event_hashes: replications x points.
  [[nodiscard]] std::vector<Curve> curves() const;
  [[nodiscard]] std::vector<std::uint64_t> event_hashes() const;
  /// Of a sweep: a curve for every column of a member, whose last axis is the members; none where
  /// the file does not group them so.
  [[nodiscard]] std::vector<Curve> members(GroupBy by) const;

  /// Any column, "/jobs/submit_s", as doubles or as texts.
  [[nodiscard]] bool has(const std::string& path) const;
  [[nodiscard]] std::vector<double> numbers(const std::string& path) const;
  [[nodiscard]] std::vector<std::string> texts(const std::string& path) const;
  /// An attribute of a group or column, as printed.
  [[nodiscard]] std::string attribute(const std::string& path, const std::string& name) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Compares every attribute, number and text of two result files bit by bit. nullopt: they are the
/// same. Else the first difference in the order of `a`, such as "/jobs/submit_s[17]: 1.5 and 1.25".
/// Throws BadResultFile. Memory: a chunk of rows.
std::optional<std::string> first_difference(const std::string& a, const std::string& b);

/// Writes each table as DIR/NAME.csv, with the words of flags and a column of names beside each
/// number that stands for one; /summary as metric rows; /curves as curves.csv and
/// curve_samples.csv, /members likewise as organisations.csv, populations.csv, ...; the root as
/// header.csv. NaN is an empty cell. Makes `dir`. All files appear at the end, or none: throws
/// CannotWrite or BadResultFile with what was in `dir` untouched.
void export_csv(const std::string& path, const std::string& dir);

}  // namespace souk
