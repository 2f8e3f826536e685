#pragma once

// What sharing changed for each organisation, against staying alone.

#include <string>

#include "models/metrics/run_summary.hpp"
#include "models/scenario/scenario.hpp"

namespace souk::cli {

/// The table and whose jobs complete sooner and later; with prices also whose surplus is less; with
/// a trace that tells when jobs started, what they waited then. Of more than 16 organisations the 8
/// that gain and the 8 that lose most time are shown. Empty without organisations.
std::string sharing_text(const Scenario& scenario, const RunSummary& run);

}  // namespace souk::cli
