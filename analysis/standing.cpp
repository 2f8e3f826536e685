#include "analysis/standing.hpp"

#include <cmath>

#include "models/metrics/fairness.hpp"

namespace souk {

MemberStanding standing_of(const MeanBand& rho) {
  if (std::isnan(rho.mean)) return MemberStanding::unknown;
  const double low = std::isnan(rho.low) ? rho.mean : rho.low,
               high = std::isnan(rho.high) ? rho.mean : rho.high;
  if (high < 1 - even_rho) return MemberStanding::sooner;
  if (low > 1 + even_rho) return MemberStanding::later;
  return low < 1 - even_rho || high > 1 + even_rho ? MemberStanding::not_clear
                                                   : MemberStanding::as_before;
}

MemberStanding standing_of(double rho) {
  return standing_of(mean_band({&rho, 1}));
}

const char* word_of(MemberStanding standing) {
  switch (standing) {
    case MemberStanding::unknown:
      break;
    case MemberStanding::sooner:
      return "sooner";
    case MemberStanding::later:
      return "later";
    case MemberStanding::as_before:
      return "as before";
    case MemberStanding::not_clear:
      return "not clear";
  }
  return "–";
}

void MemberStandings::add(MemberStanding standing) {
  sooner += standing == MemberStanding::sooner ? 1 : 0;
  later += standing == MemberStanding::later ? 1 : 0;
  as_before += standing == MemberStanding::as_before ? 1 : 0;
  not_clear += standing == MemberStanding::not_clear ? 1 : 0;
}

}  // namespace souk
