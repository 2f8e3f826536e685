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

Standing standing_of(double rho) {
  return standing_of(mean_band({&rho, 1}));
}

const char* word_of(Standing standing) {
  switch (standing) {
    case Standing::unknown:
      break;
    case Standing::sooner:
      return "sooner";
    case Standing::later:
      return "later";
    case Standing::as_before:
      return "as before";
    case Standing::not_clear:
      return "not clear";
  }
  return "–";
}

void Standings::add(Standing standing) {
  sooner += standing == Standing::sooner ? 1 : 0;
  later += standing == Standing::later ? 1 : 0;
  as_before += standing == Standing::as_before ? 1 : 0;
  not_clear += standing == Standing::not_clear ? 1 : 0;
}

}  // namespace souk
