#pragma once

// Who gains and who loses at each point of a sweep.

#include <string>
#include <vector>

#include "analysis/report/chart.hpp"
#include "analysis/result_reader.hpp"

namespace souk::report {

/// A row per point: how many members complete their jobs sooner and later than alone, who fares
/// best and worst; then the charts of rho and of the p95 wait, at most eight lines each, of those
/// at most points and furthest from 1; and, folded, every number of each member at each point.
/// `members` are curves as ResultReader::members() gives them, `one` is what a member is called,
/// `level` that of the intervals: "95 %".
Section sweep_member_section(std::vector<Curve> members, const std::string& one,
                             const std::string& level);

}  // namespace souk::report
