#pragma once

// A result file as something to run again.

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/result_file.hpp"
#include "sim/cli/input_files.hpp"

namespace souk {
class ResultReader;
}

namespace souk::cli {

/// What a result file says of how it was made. The file is closed again: nothing of HDF5 is open.
struct StoredRun {
  /// Inputs are looked for in `inputs`, or else beside the result and in the caller's folder.
  /// Throws MissingInput, BadResultFile.
  StoredRun(const std::string& path, const std::string& inputs);

  ResultHeader header;
  bool is_sweep = false;
  std::uint64_t event_hash = 0;            ///< of a run
  std::vector<std::uint64_t> hash_blocks;  ///< of a run
  ScenarioSource source;

 private:
  StoredRun(const ResultReader& reader, const std::string& path, const std::string& inputs);
};

}  // namespace souk::cli
