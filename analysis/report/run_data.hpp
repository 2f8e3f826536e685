#pragma once

// A run as its charts need it: the tables of its result file, as far as they were kept.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analysis/report/numbers.hpp"
#include "analysis/result_reader.hpp"

namespace souk::report {

using Column = std::vector<double>;

/// Columns by name; all of equal length; a table that was not kept has none.
struct StoredTable {
  std::map<std::string, Column> columns;
  std::size_t rows = 0;

  [[nodiscard]] bool empty() const { return rows == 0; }
  /// Throws std::out_of_range for a column that it lacks.
  [[nodiscard]] const Column& operator[](const std::string& name) const { return columns.at(name); }
};

struct StoredSite {
  std::string name;
  int provider = -1;  ///< its agent
  int nodes = 0, gpus_per_node = 0;
  double up = infinity, down = infinity;  ///< of its access link, byte/s; inf also if unknown
};

struct RunData {
  std::string file;  ///< base name
  ResultHeader header;
  std::uint64_t event_hash = 0;
  std::vector<StoredMetric> summary;
  std::vector<StoredAgent> agents;
  std::vector<AuditLine> audit;
  std::vector<std::string> notes;
  std::vector<StoredSite> sites;
  std::vector<std::string> goods;
  StoredTable jobs, leases, trades, transfers;
  Column series_time;
  StoredTable series;          ///< row-major, time x site
  double first_counted_s = 0;  ///< warm-up ends here
  double end_s = 0;            ///< of what is in the tables

  [[nodiscard]] TimeScale time() const { return {end_s, header.epoch}; }
  /// A metric of the summary; NaN if there is none of that name or it is undefined.
  [[nodiscard]] double metric(const std::string& name) const;
  /// Whether row j of /jobs counts in the summary: after warm-up, and completed.
  [[nodiscard]] bool counts(std::size_t job) const;
};

/// Throws BadResultFile. Memory: 8 bytes per number of the tables above.
RunData read_run(const ResultReader& reader, const std::string& path);

}  // namespace souk::report
