#pragma once

// Runs every case of a folder of oracle files and says how it went.

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <string>

namespace souk::oracles {

struct RunnerOptions {
  /// All replications of a case, and more jobs in each until they are as precise as the case asks.
  /// Otherwise fewer replications (at least 6), never of fewer jobs each; what is too noisy then is
  /// named and left to the whole run.
  bool whole = false;
  bool verbose = false;  ///< also: passed checks, skipped keys, unsupported cases by name
  std::string area;      ///< only this one; empty: all
  std::string name;      ///< only cases whose name begins so
  unsigned workers = 2;  ///< processes at once
};

/// Prints failures, then the table `area run passed failed unsupported`. Returns the exit code: 0
/// if every case that ran passed; 1 if one failed, a file cannot be read or no case ran; 77 if the
/// folder is absent.
int run_oracles(const std::filesystem::path& folder, const RunnerOptions& options,
                std::ostream& out);

}  // namespace souk::oracles
