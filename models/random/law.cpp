#include "models/random/law.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "models/check.hpp"
#include "models/math/elementary.hpp"

namespace souk {
namespace {

constexpr double unbounded = std::numeric_limits<double>::infinity();

/// The sum of exponential stages is minus the log of a product of uniforms; 16 factors >= 2^-53
/// stay far from underflow.
double erlang(double stages, double mean, Stream& stream) {
  double sum = 0;
  auto left = static_cast<int>(stages);
  while (left > 0) {
    double product = 1;
    for (int factor = std::min(left, 16); factor > 0; --factor) product *= stream.uniform();
    sum -= math::log(product);
    left -= 16;
  }
  return mean / stages * sum;
}

/// Two phases with balanced means: p / rate1 = (1 - p) / rate2 = mean / 2.
/// Source: Whitt, "Approximating a point process by a renewal process", Operations Research 30
/// (1982).
double hyperexponential(double mean, double cv2, Stream& stream) {
  const double first = 0.5 * (1 + std::sqrt((cv2 - 1) / (cv2 + 1)));
  const double chance = stream.uniform() < first ? first : 1 - first;
  return stream.exponential() * mean / (2 * chance);
}

/// F(x) = (1 - (low / x)^alpha) / (1 - (low / high)^alpha), solved for x; high may be infinite.
double bounded_pareto(double low, double high, double alpha, double u) {
  const double mass = 1 - math::pow(low / high, alpha);
  return std::clamp(low * math::pow(1 - u * mass, -1 / alpha), low, high);
}

double chosen(const Law& law, double u) {
  const auto found = std::upper_bound(law.cumulative.begin(), law.cumulative.end(), u);
  SOUK_CHECK(found != law.cumulative.end(), "the last cumulative weight of a law is not 1");
  return law.values[static_cast<std::size_t>(found - law.cumulative.begin())];
}

/// The gamma function for x >= 1, relative error < 1e-14. Source: Lanczos, SIAM J. Numer. Anal. B 1
/// (1964); the coefficients for g = 7, n = 9 are Godfrey's.
double gamma(double x) {
  constexpr std::array series{676.5203681218851,     -1259.1392167224028,  771.32342877765313,
                              -176.61502916214059,   12.507343278686905,   -0.13857109526572012,
                              9.9843695780195716e-6, 1.5056327351493116e-7};
  const double z = x - 1;
  double sum = 0.99999999999980993;
  for (std::size_t i = 0; i < series.size(); ++i)
    sum += series[i] / (z + static_cast<double>(i + 1));
  const double t = z + 7.5;
  // t^(z + 1/2) in two factors, since it overflows before gamma does.
  const double half_power = math::pow(t, 0.5 * (z + 0.5));
  return std::sqrt(2 * std::numbers::pi) * half_power * math::exp(-t) * half_power * sum;
}

double bounded_pareto_mean(double low, double high, double alpha) {
  if (alpha == 1) {
    return high == unbounded ? unbounded : low / (1 - low / high) * math::log(high / low);
  }
  if (high == unbounded) return alpha > 1 ? alpha * low / (alpha - 1) : unbounded;
  const double ratio = low / high;
  return low * alpha / (alpha - 1) * (1 - math::pow(ratio, alpha - 1)) /
         (1 - math::pow(ratio, alpha));
}

double weighted_mean(const Law& law) {
  double sum = 0;
  double below = 0;
  for (std::size_t i = 0; i < law.values.size(); ++i) {
    if (law.cumulative[i] > below) sum += (law.cumulative[i] - below) * law.values[i];
    below = law.cumulative[i];
  }
  return sum;
}

}  // namespace

Law constant_law(double value) {
  return {LawKind::constant, value, 0, 0, {}, {}};
}

double sample(const Law& law, Stream& stream) {
  switch (law.kind) {
    case LawKind::constant:
      return law.a;
    case LawKind::uniform:
      return law.a + (law.b - law.a) * stream.uniform();
    case LawKind::exponential:
      return law.a * stream.exponential();
    case LawKind::erlang:
      return erlang(law.a, law.b, stream);
    case LawKind::hyperexponential:
      return hyperexponential(law.a, law.b, stream);
    case LawKind::lognormal:
      return law.a * math::exp(law.b * math::normal_quantile(stream.uniform()));
    case LawKind::bounded_pareto:
      return bounded_pareto(law.a, law.b, law.c, stream.uniform());
    case LawKind::weibull:
      return law.b * math::pow(stream.exponential(), 1 / law.a);
    case LawKind::discrete:
    case LawKind::empirical:
      return chosen(law, stream.uniform());
  }
  check_failed("law.kind", "not a law", __FILE__, __LINE__);
}

double mean(const Law& law) {
  switch (law.kind) {
    case LawKind::constant:
    case LawKind::exponential:
    case LawKind::hyperexponential:
      return law.a;
    case LawKind::uniform:
      return 0.5 * (law.a + law.b);
    case LawKind::erlang:
      return law.b;
    case LawKind::lognormal:
      return law.a * math::exp(0.5 * law.b * law.b);
    case LawKind::bounded_pareto:
      return bounded_pareto_mean(law.a, law.b, law.c);
    case LawKind::weibull:
      return law.b * gamma(1 + 1 / law.a);
    case LawKind::discrete:
    case LawKind::empirical:
      return weighted_mean(law);
  }
  check_failed("law.kind", "not a law", __FILE__, __LINE__);
}

double upper_bound(const Law& law) {
  switch (law.kind) {
    case LawKind::constant:
      return law.a;
    case LawKind::uniform:
    case LawKind::bounded_pareto:
      return law.b;
    case LawKind::exponential:
    case LawKind::hyperexponential:
      return law.a > 0 ? unbounded : 0;
    case LawKind::erlang:
    case LawKind::weibull:
      return law.b > 0 ? unbounded : 0;
    case LawKind::lognormal:
      return law.a > 0 && law.b > 0 ? unbounded : law.a;
    case LawKind::discrete:
    case LawKind::empirical:
      return *std::max_element(law.values.begin(), law.values.end());
  }
  check_failed("law.kind", "not a law", __FILE__, __LINE__);
}

double lower_bound(const Law& law) {
  switch (law.kind) {
    case LawKind::constant:
    case LawKind::uniform:
    case LawKind::bounded_pareto:
      return law.a;
    case LawKind::exponential:
    case LawKind::erlang:
    case LawKind::hyperexponential:
    case LawKind::weibull:
      return 0;
    case LawKind::lognormal:
      return law.b > 0 ? 0 : law.a;
    case LawKind::discrete:
    case LawKind::empirical:
      return *std::min_element(law.values.begin(), law.values.end());
  }
  check_failed("law.kind", "not a law", __FILE__, __LINE__);
}

}  // namespace souk
