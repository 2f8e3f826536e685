#pragma once

// What the command line takes for a word: each check says what is wrong with one, or nothing.

#include <functional>
#include <string>
#include <vector>

namespace souk::cli {

using ArgumentCheck = std::function<std::string(const std::string&)>;

/// A whole number >= 0. CLI11 alone reads "-1" as a large unsigned number.
ArgumentCheck whole_number();

/// Any text but "".
ArgumentCheck not_empty();

/// One of `known`, as it stands there; a word that is none is told the nearest, or all of them.
ArgumentCheck one_of(std::vector<std::string> known);

}  // namespace souk::cli
