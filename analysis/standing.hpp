#pragma once

// Whether the jobs of a member complete sooner or later than if it stayed alone.

#include "analysis/student.hpp"

namespace souk {

enum class Standing {
  unknown,    ///< no rho
  sooner,     ///< the whole interval is below 1, by more than even_rho
  later,      ///< the whole interval is above
  as_before,  ///< within even_rho of 1
  not_clear   ///< the interval leaves more than one of these open
};

/// Of the mean of rho over replications; one replication is taken at its word.
Standing standing_of(const MeanBand& rho);

}  // namespace souk
