#pragma once

// Whether the jobs of a member complete sooner or later than if it stayed alone.

#include <cstddef>

#include "analysis/student.hpp"

namespace souk {

enum class MemberStanding {
  unknown,    ///< no rho
  sooner,     ///< the whole interval is below 1, by more than even_rho
  later,      ///< the whole interval is above
  as_before,  ///< within even_rho of 1
  not_clear   ///< the interval leaves more than one of these open
};

/// Of the mean of rho over replications; one replication is taken at its word.
MemberStanding standing_of(const MeanBand& rho);
/// Of one run.
MemberStanding standing_of(double rho);
/// "sooner", "later", "as before", "not clear", or a dash.
const char* word_of(MemberStanding standing);

/// How many members stand how.
struct MemberStandings {
  std::size_t sooner = 0, later = 0, as_before = 0, not_clear = 0;

  void add(MemberStanding standing);
  /// Those with a rho.
  [[nodiscard]] std::size_t known() const { return sooner + later + as_before + not_clear; }
};

}  // namespace souk
