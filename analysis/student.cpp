#include "analysis/student.hpp"

#include <array>
#include <cmath>
#include <limits>

#include "models/math/elementary.hpp"

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

/// arctan of x >= 0: arctan x = 2 arctan(x / (1 + sqrt(1 + x^2))), four times, then Taylor's series
/// below 0.1. libm's own picks variants by processor.
double arctan(double x) {
  for (int i = 0; i < 4; ++i) x = x / (1 + std::sqrt(1 + x * x));
  double sum = 0;
  for (int k = 15; k >= 0; --k) sum = 1.0 / (2 * k + 1) - x * x * sum;
  return 16 * x * sum;
}

/// P(|T| <= t): Abramowitz and Stegun 26.7.3 (odd) and 26.7.4 (even), with cos^2 a = f / (f + t^2).
double central_probability(double t, std::size_t freedom) {
  constexpr double pi = 3.14159265358979323846;
  const double f = static_cast<double>(freedom);
  const double cos2 = f / (f + t * t), sine = t / std::sqrt(f + t * t);
  const bool odd = freedom % 2 == 1;
  double term = odd ? std::sqrt(cos2) : 1, sum = 0;
  for (std::size_t k = odd ? 1 : 0; k + 2 <= freedom; k += 2) {
    sum += term;
    const double next = static_cast<double>(k + 1);
    term *= cos2 * next / (next + 1);
  }
  return odd ? 2 / pi * (arctan(t / std::sqrt(f)) + sine * sum) : sine * sum;
}

/// Cornish and Fisher's expansion around the normal quantile z: Abramowitz and Stegun 26.7.5.
double expanded(double z, double f) {
  const double z2 = z * z;
  const double g1 = z * (z2 + 1) / 4;
  const double g2 = z * ((5 * z2 + 16) * z2 + 3) / 96;
  const double g3 = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
  const double g4 = z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92160;
  return z + (g1 + (g2 + (g3 + g4 / f) / f) / f) / f;
}

}  // namespace

double student_factor(double level, std::size_t freedom) {
  constexpr std::size_t most_summed = 200;
  if (freedom == 0) return std::numeric_limits<double>::quiet_NaN();
  if (level == 0.95) return student_95(freedom);
  if (freedom > most_summed)
    return expanded(math::normal_quantile((1 + level) / 2), static_cast<double>(freedom));
  double low = 0, high = 1;
  while (central_probability(high, freedom) < level && high < 1e15) high *= 2;
  for (;;) {
    const double middle = low + (high - low) / 2;
    if (!(middle > low && middle < high)) return middle;
    (central_probability(middle, freedom) < level ? low : high) = middle;
  }
}

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

MeanBand mean_band(std::span<const double> values, double level) {
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
  const double half = student_factor(level, band.n - 1) * std::sqrt(squares / (n - 1) / n);
  band.low = band.mean - half;
  band.high = band.mean + half;
  return band;
}

}  // namespace souk
