#pragma once

// The devices that win the kinds of jobs of a run, by profile and by data sheet.

#include <optional>

#include "analysis/report/chart.hpp"
#include "analysis/result_file.hpp"

namespace souk::report {

/// A section with the table of header.winners and what is said of it; none where it is empty.
std::optional<Section> winners_section(const ResultHeader& header);

}  // namespace souk::report
