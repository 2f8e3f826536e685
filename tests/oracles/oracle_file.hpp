#pragma once

// An oracle file: expected values that do not come from Souk. TOML 1.0, read with the scenario
// reader's own parser.

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "models/scenario/document.hpp"

namespace souk::oracles {

/// What is wrong with an oracle, or with the way an adapter reads it: the case fails.
struct OracleFault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// One [[case]] of a file.
struct Case {
  std::string area, name;
  Node params, expected, tolerance;  ///< tables
};

/// The cases of a file, in its order. Throws OracleFault for what is not such a file: a syntax
/// error, another schema, no area, a key of a case that the format does not have, a part missing, a
/// name used twice.
std::vector<Case> read_oracles(std::string_view text, std::string_view file_name);

/// The *.toml of a folder, by name.
std::vector<std::filesystem::path> oracle_files(const std::filesystem::path& folder);

/// The whole text of a file. Throws OracleFault if it cannot be read.
std::string read_text(const std::filesystem::path& file);

/// A number; true and false are 1 and 0. Throws OracleFault, naming `what`, for anything else.
double number_of(const Node& node, std::string_view what);

}  // namespace souk::oracles
