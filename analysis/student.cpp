#include "analysis/student.hpp"

#include <array>
#include <cmath>
#include <limits>

namespace souk {
namespace {

// Roots of I(f / (f + t^2); f / 2, 1 / 2) = 0.05, f = 1, 2, ..., 30, found with 40 digits.
constexpr std::array exact{
    12.706204736174705, 4.3026527297494639, 3.1824463052837096, 2.7764451051977944,
    2.5705818356363155, 2.44691185114497,   2.3646242515927853, 2.3060041352041667,
    2.2621571627982055, 2.2281388519862747, 2.2009851600916399, 2.1788128296672289,
    2.1603686564627925, 2.1447866879178038, 2.1314495455597757, 2.1199052992212547,
    2.1098155778333171, 2.1009220402410385, 2.0930240544083098, 2.0859634472658648,
    2.0796138447276804, 2.0738730679040262, 2.0686576104190487, 2.0638985616280258,
    2.0595385527532977, 2.0555294386428732, 2.0518305164802856, 2.0484071417952452,
    2.0452296421327043, 2.0422724563012383};

}  // namespace

double student_95(std::size_t freedom) {
  if (freedom == 0) return std::numeric_limits<double>::quiet_NaN();
  if (freedom <= exact.size()) return exact[freedom - 1];
  // The expansion of Cornish and Fisher around the normal's 1.95996...: Abramowitz and
  // Stegun 26.7.5.
  const double f = static_cast<double>(freedom);
  return 1.9599639845400542 +
         (2.3722712302985628 +
          (2.8224986157396118 + (2.5558496795077233 + 1.5895340533938235 / f) / f) / f) /
             f;
}

MeanBand mean_band(std::span<const double> values) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  MeanBand band{nan, nan, nan, 0};
  double sum = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    ++band.n;
  }
  if (band.n == 0) return band;
  const double n = static_cast<double>(band.n);
  band.mean = sum / n;
  if (band.n == 1) return band;
  double squares = 0;
  for (const double value : values)
    if (!std::isnan(value)) squares += (value - band.mean) * (value - band.mean);
  const double half = student_95(band.n - 1) * std::sqrt(squares / (n - 1) / n);
  band.low = band.mean - half;
  band.high = band.mean + half;
  return band;
}

}  // namespace souk
