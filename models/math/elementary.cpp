#include "models/math/elementary.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "models/math/tables.hpp"

// Table-driven after Tang, "Table-driven implementation of the logarithm function in IEEE
// floating-point arithmetic", ACM TOMS 16 (1990), and of the exponential, TOMS 15 (1989). Every
// step is an addition, product or conversion of IEEE 754, so the result is the same on every
// machine that rounds to nearest and does not contract a product and a sum.

namespace souk::math {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// 128 / j: the reciprocals of the centres.
constexpr auto reciprocal = [] {
  std::array<double, log_centre.size()> table{};
  for (int j = first_centre; j <= last_centre; ++j) {
    table[static_cast<std::size_t>(j - first_centre)] = 128.0 / j;
  }
  return table;
}();

/// high + low without error, for |high| >= |low| or high = 0. Source: Dekker (1971).
Split add_exactly(double high, double low) {
  const double sum = high + low;
  return {sum, low - (sum - high)};
}

/// log x of a finite x > 0, with a relative error below 2^-66.
///
///     x = 2^k z, z in [0.6875, 1.375), c = j/128 nearest to z, r = z/c - 1, |r| < 2^-7.4
///     log x = (k ln 2 + log c) + (r - r^2/2 + r^3/3 - ... + r^9/9)
///
/// c = 1 near x = 1, where log c vanishes and r is exact. r is a quotient in two parts of which the
/// first has 24 bits, so that its product with c and its square are exact.
Split split_log(double x) {
  constexpr std::uint64_t offset = 0x3fe6000000000000;  // of 0.6875
  int k = 0;
  if (x < std::numeric_limits<double>::min()) {
    x *= 0x1p54;
    k = -54;
  }
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const auto shifted = static_cast<std::int64_t>(bits - offset) >> 52;
  k += static_cast<int>(shifted);
  const double z = std::bit_cast<double>(bits - (static_cast<std::uint64_t>(shifted) << 52));

  const int j = static_cast<int>(z * 128 + 0.5);
  const auto row = static_cast<std::size_t>(j - first_centre);
  const double c = j * 0x1p-7;
  const double difference = z - c;
  const double high = static_cast<double>(static_cast<float>(difference * reciprocal[row]));
  const double low = (difference - high * c) * reciprocal[row];
  const double r = high + low;

  const double r2 = r * r;
  const double tail = (1.0 / 3 - r * 0.25) + r2 * ((1.0 / 5 - r * (1.0 / 6)) +
                                                   r2 * ((1.0 / 7 - r * 0.125) + r2 * (1.0 / 9)));
  const Split centre = log_centre[row];
  const Split first = add_exactly(k * ln2.high + centre.high, high);
  const Split second = add_exactly(first.high, -0.5 * high * high);
  const double rest = low - low * (high + 0.5 * low) + (k * ln2.low + centre.low);
  return add_exactly(second.high, second.low + (first.low + (rest + r2 * r * tail)));
}

/// s 2^k for s in (0.99, 2) and -1100 < k <= 1024; rounds once.
double scale(double s, int k) {
  if (k >= -1021 && k <= 1023) {
    const auto exponent = static_cast<std::uint64_t>(static_cast<std::int64_t>(k)) << 52;
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(s) + exponent);
  }
  if (k > 0) return s * 0x1p1023 * 2;
  return scale(s, k + 200) * 0x1p-200;
}

/// exp(high + low) for |low| < 2^-40 and any high that is not NaN; 0.51 ulp.
///
///     high + low = k ln 2 / 128 + r, |r| < 2^-8.5;  exp = 2^(k/128) (1 + r + ... + r^6/720)
double split_exp(double high, double low) {
  if (high > 710) return infinite;
  if (high < -746) return 0;
  constexpr double round = 0x1.8p52;  // adding it rounds to a whole number
  const double whole = (high * per_ln2_over_128 + round) - round;
  const int k = static_cast<int>(whole);
  const double r = (high - whole * ln2_over_128.high) - (whole * ln2_over_128.low - low);
  const double r2 = r * r;
  const double growth =
      r + r2 * ((0.5 + r * (1.0 / 6)) + r2 * ((1.0 / 24 + r * (1.0 / 120)) + r2 * (1.0 / 720)));
  const Split step = exp2_step[static_cast<std::size_t>(k & 127)];
  return scale(step.high + (step.low + step.high * growth), k >> 7);
}

/// The upper 26 bits of the significand.
double upper_half(double x) {
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) & ~((std::uint64_t{1} << 27) - 1));
}

enum class Parity { none, odd, even };

/// Whether a finite y is an odd or even whole number, or none.
Parity parity(double y) {
  const double size = std::fabs(y);
  if (size >= 0x1p53) return Parity::even;
  if (std::floor(size) != size) return Parity::none;
  return (static_cast<std::int64_t>(size) & 1) != 0 ? Parity::odd : Parity::even;
}

/// pow where x or y is 0 or infinite, y is not 0, x is not 1, and neither is NaN (C, Annex
/// F.10.4.4).
double pow_at_limits(double x, double y) {
  const double size = std::fabs(x);
  if (std::isinf(y)) {
    if (size == 1) return 1;
    return (size > 1) == (y > 0) ? infinite : 0;
  }
  const double result = (size > 1) == (y > 0) ? infinite : 0;
  return std::signbit(x) && parity(y) == Parity::odd ? -result : result;
}

/// x^y for finite x > 0, x != 1, and finite y != 0.
double positive_pow(double x, double y) {
  if (std::fabs(y) >= 0x1p64) return (x > 1) == (y > 0) ? infinite : 0;  // |log x| > 2^-54
  const Split log_x = split_log(x);
  const double y_high = upper_half(y);
  const double y_low = y - y_high;
  const double log_high = upper_half(log_x.high);
  const double log_low = log_x.high - log_high;
  const double product = y * log_x.high;
  const double error = (((y_high * log_high - product) + y_high * log_low) + y_low * log_high) +
                       y_low * log_low;  // Dekker's exact product
  return split_exp(product, error + y * log_x.low);
}

}  // namespace

double log(double x) {
  if (x > 0 && x < infinite) [[likely]] {
    const Split result = split_log(x);
    return result.high + result.low;
  }
  if (x == 0) return -infinite;
  return x < 0 ? not_a_number : x;
}

double exp(double x) {
  return x == x ? split_exp(x, 0) : x;
}

double pow(double x, double y) {
  if (y == 0 || x == 1) return 1;
  if (std::isnan(x) || std::isnan(y)) return not_a_number;
  if (x == 0 || std::isinf(x) || std::isinf(y)) return pow_at_limits(x, y);
  if (x > 0) return positive_pow(x, y);
  const Parity whole = parity(y);
  if (whole == Parity::none) return not_a_number;
  const double size = x == -1 ? 1 : positive_pow(-x, y);
  return whole == Parity::odd ? -size : size;
}

}  // namespace souk::math
