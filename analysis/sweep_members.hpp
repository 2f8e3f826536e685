#pragma once

// What a sweep did to each member of its market.

#include <span>

#include "analysis/sweep_grid.hpp"
#include "models/metrics/run_summary.hpp"

namespace souk {

/// Writes ROOT/members/organisation (where consumers have homes) and ROOT/members/population: a
/// curve for every column of a member, its last dimension the members of any point, by first
/// appearance. A member that a point has not is NaN there. `runs`: replications x points.
void write_members(const Hdf5Node& root, const Sweep& sweep, std::span<const RunSummary> runs,
                   double level);

}  // namespace souk
