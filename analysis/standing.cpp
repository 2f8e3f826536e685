#include "analysis/standing.hpp"

#include <cmath>

#include "models/metrics/fairness.hpp"

namespace souk {

Standing standing_of(const MeanBand& rho) {
  if (std::isnan(rho.mean)) return Standing::unknown;
  const double low = std::isnan(rho.low) ? rho.mean : rho.low,
               high = std::isnan(rho.high) ? rho.mean : rho.high;
  if (high < 1 - even_rho) return Standing::sooner;
  if (low > 1 + even_rho) return Standing::later;
  return low < 1 - even_rho || high > 1 + even_rho ? Standing::not_clear : Standing::as_before;
}

}  // namespace souk
