#pragma once

// The table that a page leads with: who gains and who loses against staying alone.

#include <string>
#include <vector>

#include "analysis/report/html.hpp"
#include "analysis/report/members.hpp"
#include "analysis/student.hpp"

namespace souk::report {

/// A column of a table of members.
struct ShownColumn {
  const char* name;  ///< of member_columns(); empty: of runs alone
  const char *title, *hint;
  double MemberTotals::*value;
  std::string (*text)(double);
};
const std::vector<ShownColumn>& shown_columns();

/// "sooner", marked as a gain, ...
Cell standing_cell(const MeanBand& rho);
/// The mean, with its interval where there is one.
Cell band_cell(const MeanBand& band, std::string (*text)(double));

/// Replications of one scenario: one row per member; a number is its value, or the mean over the
/// runs with Student's 95 % interval where there are several. Requires runs, all of the same
/// agents.
Table member_table(const std::vector<RunData>& runs, const Members& members);

/// "6 of 8 organisations complete their jobs sooner than alone, 1 later."; or why that is unknown.
std::string member_verdict(const std::vector<RunData>& runs, const Members& members);

}  // namespace souk::report
