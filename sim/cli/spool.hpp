#pragma once

// Finished runs on disk, until the result file holds them.

#include <optional>
#include <string>
#include <string_view>

#include "models/metrics/run_summary.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/study.hpp"

namespace souk::cli {

/// A folder of records, each named for the content it depends on, so that any process may add one
/// at any time and none is ever stale; and what study they are for.
class Spool {
 public:
  enum class Use {
    fresh,   ///< there must be no record yet
    resume,  ///< records of an earlier use count
  };

  /// Makes the folder and says in it which study it serves, and whether it is to be kept: once it
  /// is, later uses keep it too. Throws CannotWrite; UsageError if it holds records and is to be
  /// fresh.
  Spool(std::string folder, const ResultHeader& header, Use use, bool keep);
  /// An existing one, to be read. Throws MissingInput.
  explicit Spool(std::string folder);

  [[nodiscard]] const std::string& folder() const { return folder_; }
  /// Of an existing one. Throws BadResultFile.
  [[nodiscard]] ResultHeader header() const;
  /// source_hash() of the program that last wrote to it. Throws BadResultFile.
  [[nodiscard]] std::string sources() const;
  [[nodiscard]] bool kept() const { return kept_; }
  /// Whether there is a record under this key, whole or torn.
  [[nodiscard]] bool has(const std::string& key) const;
  /// none: there is no whole record under this key.
  [[nodiscard]] std::optional<RunSummary> read(const std::string& key) const;
  /// On disk under its final name when it returns, or not there at all. May be called by several
  /// processes. Throws CannotWrite.
  void write(const std::string& key, const RunSummary& summary) const;
  /// Removes the records, and the folder if nothing else is in it.
  void remove() const;

 private:
  std::string folder_;
  bool kept_ = false;
};

}  // namespace souk::cli
