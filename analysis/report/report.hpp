#pragma once

// Result files -> one HTML page that needs no network, no server and no other file.

#include <string>
#include <vector>

#include "analysis/report/members.hpp"

namespace souk::report {

/// The whole page. Runs of one scenario by the same agents are its replications: they share a
/// member table with intervals, and the charts are of the first. Same files, same bytes; no wall
/// time. Throws BadResultFile. A page of a run of 100,000 jobs is under 4 MB: each chart says how
/// its data was thinned.
std::string report_page(const std::vector<std::string>& paths, GroupBy by);

}  // namespace souk::report
