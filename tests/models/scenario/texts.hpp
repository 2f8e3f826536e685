#pragma once

// Scenarios that several tests read, and what a test wants to know of a reading.

#include <string>
#include <string_view>
#include <vector>

#include "models/scenario/parse.hpp"

namespace souk::test {

/// Reads trace files by name: "jobs.csv" (native, users ann and bob), "sizes.csv" (columns a, b).
ParseOptions with_files();

/// A valid scenario that touches every section and population, and most keys.
std::string full_scenario();

/// The shortest valid scenario, with `more` after it.
std::string small_scenario(std::string_view more = {});

/// The same with one consumer whose keys are `keys`, poisson with rate, limit and work if it names
/// no process.
std::string with_consumer(std::string_view keys);

/// The report on a faulty text; "no fault" if there is none.
std::string report_on(std::string_view text, const ParseOptions& options = with_files(),
                      std::string_view file = "s.toml");

/// `text` with the first `from` replaced by `to`; fails the test if it does not hold `from`.
std::string replaced(std::string text, std::string_view from, std::string_view to);

bool contains(std::string_view text, std::string_view part);

}  // namespace souk::test
