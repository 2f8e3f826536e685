#pragma once

// What the command line takes for a word, as CLI11 asks it.

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace souk::cli {

/// A whole number >= 0. CLI11 alone reads "-1" as a large unsigned number.
CLI::Validator whole_number();

/// One of `known`, as it stands there; a word that is none is told the nearest, or all of them.
CLI::Validator one_of(std::vector<std::string> known);

}  // namespace souk::cli
