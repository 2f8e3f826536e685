#pragma once

// The scenario that a result file holds, as far as this version of Souk can read it.

#include <optional>

#include "analysis/result_file.hpp"
#include "models/scenario/parse.hpp"

namespace souk {

/// Traces and other inputs stay names: none is opened. Nothing if the text is not a good scenario.
std::optional<Scenario> stored_scenario(const ResultHeader& header);
/// The same for its sweep: axes and points with the values as they were written ("2 /d"), where the
/// file has SI units.
std::optional<Sweep> stored_sweep(const ResultHeader& header);

}  // namespace souk
