#pragma once

// How the registry computes: each row of metric_entries() has its formula over Totals at the same
// place.

#include <span>

#include "models/metrics/run_summary.hpp"
#include "models/metrics/totals.hpp"

namespace souk {

using MetricFormula = MetricValue (*)(const Totals& totals);

/// In the order of metric_entries(). How to add a metric: one row in metric_entries.cpp, and what
/// it needs in Totals.
std::span<const MetricFormula> metric_formulas();

}  // namespace souk
