#include "models/math/elementary.hpp"

#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <limits>

#include "models/math/tables.hpp"

using namespace souk;

// The reference is the long double of x86-64, whose 64-bit significand resolves 2^-11 ulp of a
// double.

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
const double undefined = std::numeric_limits<double>::quiet_NaN();

/// Distance from the reference in units of the last place of a double at the reference.
double ulps(double got, long double wanted) {
  if (std::fabs(wanted) > static_cast<long double>(std::numeric_limits<double>::max())) {
    return std::fabs(got) == inf || std::fabs(got) == std::numeric_limits<double>::max() ? 0 : 1e9;
  }
  int exponent = 0;
  std::frexp(wanted, &exponent);
  const int last = std::max(exponent - 53, -1074);
  return static_cast<double>(std::fabs(std::ldexp(static_cast<long double>(got) - wanted, -last)));
}

/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): points for the sweeps, independent of the code
/// tested.
struct Points {
  std::uint64_t state;
  std::uint64_t bits() {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  double between(double low, double high) {
    return low + (high - low) * (static_cast<double>(bits() >> 11) * 0x1p-53);
  }
  double any_positive() {  // every exponent alike, subnormals included
    return std::bit_cast<double>(bits() % 0x7ff0000000000000);
  }
};

constexpr int many = 300'000;

}  // namespace

TEST_CASE("log is within 0.55 ulp over the whole range", "[math][contract]") {
  Points points{1};
  double worst = 0;
  for (int i = 0; i < many; ++i) {
    const double wide = points.any_positive();
    const double near_one = points.between(0.65, 1.4);
    const double beside_one = 1 + points.between(-1, 1) * std::ldexp(1.0, -(i % 53));
    const double tiny = std::bit_cast<double>(points.bits() >> 12);  // subnormal
    for (const double x : {wide, near_one, beside_one, tiny}) {
      if (x > 0) worst = std::max(worst, ulps(math::log(x), std::log(static_cast<long double>(x))));
    }
  }
  CHECK(worst < 0.55);
}

TEST_CASE("exp is within 0.55 ulp, and 1 ulp where the result is subnormal", "[math][contract]") {
  Points points{2};
  double worst = 0;
  double worst_subnormal = 0;
  for (int i = 0; i < many; ++i) {
    const double wide = points.between(-708, 709.8);
    const double small = points.between(-1, 1) * std::ldexp(1.0, -(i % 60));
    for (const double x : {wide, small}) {
      worst = std::max(worst, ulps(math::exp(x), std::exp(static_cast<long double>(x))));
    }
    const double low = points.between(-746, -708);
    worst_subnormal =
        std::max(worst_subnormal, ulps(math::exp(low), std::exp(static_cast<long double>(low))));
  }
  CHECK(worst < 0.55);
  CHECK(worst_subnormal < 1);
}

TEST_CASE("pow is within 0.6 ulp, and 1.1 ulp where the result is subnormal", "[math][contract]") {
  // The reference powl itself is good to about 1 ulp of a long double.
  Points points{3};
  double worst = 0;
  double worst_subnormal = 0;
  for (int i = 0; i < many; ++i) {
    const double wide = points.any_positive();
    const double full = points.between(-745, 710) / std::log(wide);  // results of every size
    const double near_one = 1 + points.between(-0.5, 0.5) * std::ldexp(1.0, -(i % 50));
    const double steep = points.between(-745, 710) / std::log(near_one);
    const double plain = points.between(0, 100);
    const double root = points.between(-5, 5);
    for (const auto& [x, y] :
         {std::pair{wide, full}, std::pair{near_one, steep}, std::pair{plain, root}}) {
      if (!(x > 0) || !std::isfinite(y)) continue;
      const long double wanted = std::pow(static_cast<long double>(x), static_cast<long double>(y));
      double& bound = wanted < 0x1p-1022L ? worst_subnormal : worst;
      bound = std::max(bound, ulps(math::pow(x, y), wanted));
    }
  }
  CHECK(worst < 0.6);
  CHECK(worst_subnormal < 1.1);
}

TEST_CASE("exact cases are exact", "[math][oracle]") {
  CHECK(math::log(1.0) == 0);
  CHECK_FALSE(std::signbit(math::log(1.0)));
  CHECK(math::exp(0.0) == 1);
  for (int k = -1074; k <= 1023; ++k) CHECK(math::pow(2.0, k) == std::ldexp(1.0, k));
  CHECK(math::pow(10.0, 15) == 1e15);
  CHECK(math::pow(-3.0, 3) == -27);
  CHECK(math::pow(-3.0, 4) == 81);
  CHECK(math::pow(0.25, 0.5) == 0.5);
}

TEST_CASE("log and exp follow Annex F at their limits", "[math][contract]") {
  CHECK(math::log(0.0) == -inf);
  CHECK(math::log(-0.0) == -inf);
  CHECK(math::log(inf) == inf);
  CHECK(std::isnan(math::log(-1.0)));
  CHECK(std::isnan(math::log(-inf)));
  CHECK(std::isnan(math::log(undefined)));
  CHECK(math::exp(inf) == inf);
  CHECK(math::exp(-inf) == 0);
  CHECK(std::isnan(math::exp(undefined)));
  CHECK(math::exp(709.782712893384) < inf);  // ln of the greatest double is 709.78271289338397...
  CHECK(math::exp(709.782712893385) == inf);
  CHECK(math::exp(-745.1332) ==
        std::numeric_limits<double>::denorm_min());  // ln 2^-1075 = -745.13321...
  CHECK(math::exp(-745.1333) == 0);
  CHECK(math::exp(1e300) == inf);
  CHECK(math::exp(-1e300) == 0);
}

TEST_CASE("pow follows Annex F at its limits, as the C library does", "[math][contract]") {
  const double edges[] = {0.0,       -0.0,    1.0,     -1.0,       0.5,         -0.5,  2.0,
                          -2.0,      3.0,     -3.0,    2.5,        -2.5,        inf,   -inf,
                          undefined, 0x1p53,  -0x1p53, 0x1p53 - 1, 1 - 0x1p-53, 1e308, -1e308,
                          5e-324,    -5e-324, 1e19,    -1e19};
  for (const double x : edges) {
    for (const double y : edges) {
      CAPTURE(x, y);
      const double got = math::pow(x, y);
      const double wanted = std::pow(x, y);
      if (std::isnan(wanted)) {
        CHECK(std::isnan(got));
      } else {
        if (wanted == 0 || std::isinf(wanted)) {
          CHECK(got == wanted);
        } else {
          CHECK(ulps(got, wanted) <= 1);
        }
        CHECK(std::signbit(got) == std::signbit(wanted));
      }
    }
  }
}

TEST_CASE("the tables hold the logarithms and roots they name", "[math][oracle]") {
  for (std::size_t i = 0; i < math::log_centre.size(); ++i) {
    const math::Split row = math::log_centre[i];
    const long double wanted =
        std::log(static_cast<long double>(math::first_centre + static_cast<int>(i)) / 128);
    CHECK(std::fabs(row.high + static_cast<long double>(row.low) - wanted) < 1e-19L);
    CHECK(std::ldexp(row.high, 42) == std::rint(std::ldexp(row.high, 42)));
  }
  for (std::size_t j = 0; j < math::exp2_step.size(); ++j) {
    const math::Split row = math::exp2_step[j];
    const long double wanted = std::exp2(static_cast<long double>(j) / 128);
    CHECK(std::fabs(row.high + static_cast<long double>(row.low) - wanted) < 3e-19L);
  }
  CHECK(std::fabs(math::ln2.high + static_cast<long double>(math::ln2.low) - std::log(2.0L)) <
        1e-19L);
  CHECK(std::fabs(math::ln2_over_128.high + static_cast<long double>(math::ln2_over_128.low) -
                  std::log(2.0L) / 128) < 1e-21L);
}

TEST_CASE("the normal quantile inverts the normal distribution", "[math][oracle]") {
  // Phi(-x) = erfc(x / sqrt 2) / 2, so a relative error e of x shows as |Phi - p| = e |x| phi(x).
  Points points{4};
  double worst = 0;
  for (int i = 0; i < many; ++i) {
    const double lower = points.between(0, 0.5) * std::ldexp(1.0, -(i % 900));
    const double beside_half = 0.5 - points.between(0, 0.1) * std::ldexp(1.0, -(i % 40));
    for (const double p : {lower, beside_half}) {
      if (!(p > 0) || p == 0.5) continue;
      const long double x = -static_cast<long double>(math::normal_quantile(p));
      // Near 1/2 the difference from 1/2 is what counts: Phi(-x) - 1/2 = -erf(x / sqrt 2) / 2.
      const long double gap =
          p > 0.25
              ? std::fabs(-std::erf(x / std::sqrt(2.0L)) / 2 - (static_cast<long double>(p) - 0.5L))
              : std::fabs(std::erfc(x / std::sqrt(2.0L)) / 2 - static_cast<long double>(p));
      const long double density = std::exp(-x * x / 2) / std::sqrt(2 * std::acos(-1.0L));
      worst = std::max(worst, static_cast<double>(gap / (x * density)));
    }
  }
  CHECK(worst < 1e-15);
  CHECK(math::normal_quantile(0.5) == 0);
  CHECK(math::normal_quantile(0.975) ==
        Approx(1.959963984540054).epsilon(1e-15));  // printed tables
  CHECK(math::normal_quantile(0.75) == -math::normal_quantile(0.25));
}
