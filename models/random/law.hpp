#pragma once

// Laws: the distributions a scenario may name, each sampled by its own inverse transform, since
// those of <random> differ between standard libraries.

#include <cstdint>
#include <string_view>
#include <vector>

#include "models/random/stream.hpp"

namespace souk {

enum class LawKind : std::uint8_t {
  constant,
  uniform,
  exponential,
  erlang,
  hyperexponential,
  lognormal,
  bounded_pareto,
  weibull,
  discrete,
  empirical
};

/// A distribution of a plain number in the SI base unit of the key it was given for.
///
/// Parameters by kind: constant a | uniform (a, b), b itself by rounding alone | exponential mean a
/// | erlang a stages, mean b | hyperexponential mean a, cv2 b >= 1 (two phases, balanced means) |
/// lognormal median a, sigma b | bounded_pareto [a, b], alpha c | weibull shape a, scale b |
/// discrete and empirical: `values` with `cumulative` weights in (0, 1], the last of them 1.
struct Law {
  LawKind kind = LawKind::constant;
  double a = 0, b = 0, c = 0;
  std::vector<double> values;
  std::vector<double> cumulative;
  friend bool operator==(const Law&, const Law&) = default;
};

constexpr bool is_constant(const Law& law) {
  return law.kind == LawKind::constant;
}
Law constant_law(double value);

/// One draw. O(1), O(log n) for discrete and empirical, O(stages) for erlang; takes a number of
/// uniforms from the stream that depends on the law alone, so that common random numbers stay
/// aligned.
double sample(const Law& law, Stream& stream);

/// The theoretical mean, in the unit of the law; inf where it does not exist.
double mean(const Law& law);

/// The greatest value it can give (inf if unbounded) and the least.
double upper_bound(const Law& law);
double lower_bound(const Law& law);

}  // namespace souk
