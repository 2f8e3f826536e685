#include "models/math/sobol_sequence.hpp"

#include <bit>

#include "models/check.hpp"

namespace souk::math {
namespace {

/// A primitive polynomial over GF(2) of degree `degree`, whose inner coefficients are the bits of
/// `inner`, and the first direction numbers that go with it.
struct Row {
  std::uint32_t degree, inner;
  std::array<std::uint32_t, 7> first;
};

// Joe and Kuo (2008), criterion D(6): dimensions 2 to 31. Dimension 1 is van der Corput's sequence.
constexpr std::array<Row, SobolSequence::most_dimensions - 1> rows{{
    {1, 0, {1}},
    {2, 1, {1, 3}},
    {3, 1, {1, 3, 1}},
    {3, 2, {1, 1, 1}},
    {4, 1, {1, 1, 3, 3}},
    {4, 4, {1, 3, 5, 13}},
    {5, 2, {1, 1, 5, 5, 17}},
    {5, 4, {1, 1, 5, 5, 5}},
    {5, 7, {1, 1, 7, 11, 19}},
    {5, 11, {1, 1, 5, 1, 1}},
    {5, 13, {1, 1, 1, 3, 11}},
    {5, 14, {1, 3, 5, 5, 31}},
    {6, 1, {1, 3, 3, 9, 7, 49}},
    {6, 13, {1, 1, 1, 15, 21, 21}},
    {6, 16, {1, 3, 1, 13, 27, 49}},
    {6, 19, {1, 1, 1, 15, 7, 5}},
    {6, 22, {1, 3, 1, 15, 13, 25}},
    {6, 25, {1, 1, 5, 5, 19, 61}},
    {7, 1, {1, 3, 7, 11, 23, 15, 103}},
    {7, 4, {1, 3, 7, 13, 13, 15, 69}},
    {7, 7, {1, 1, 3, 13, 7, 35, 63}},
    {7, 8, {1, 3, 5, 9, 1, 25, 53}},
    {7, 14, {1, 3, 1, 13, 9, 35, 107}},
    {7, 19, {1, 3, 1, 5, 27, 61, 31}},
    {7, 21, {1, 1, 5, 11, 19, 41, 61}},
    {7, 28, {1, 3, 5, 3, 3, 13, 69}},
    {7, 31, {1, 1, 7, 13, 1, 19, 1}},
    {7, 32, {1, 3, 7, 5, 13, 19, 59}},
    {7, 37, {1, 1, 3, 9, 25, 29, 41}},
    {7, 41, {1, 3, 5, 13, 23, 1, 55}},
}};

/// Bratley and Fox, ACM Trans. Math. Softw. 14 (1988), eq. 2:
///
///     v_i = a_1 v_{i-1} + ... + a_{s-1} v_{i-s+1} + v_{i-s} + v_{i-s} / 2^s    (+ without carry)
std::array<std::uint32_t, 32> directions_of(std::size_t dimension) {
  std::array<std::uint32_t, 32> v{};
  if (dimension == 0) {
    for (std::size_t i = 0; i < v.size(); ++i) v[i] = 0x80000000U >> i;
    return v;
  }
  const Row& row = rows[dimension - 1];
  const std::size_t s = row.degree;
  for (std::size_t i = 0; i < v.size(); ++i) {
    if (i < s) {
      v[i] = row.first[i] << (31 - i);
      continue;
    }
    v[i] = v[i - s] ^ (v[i - s] >> s);
    for (std::size_t k = 1; k < s; ++k)
      if ((row.inner >> (s - 1 - k) & 1U) != 0) v[i] ^= v[i - k];
  }
  return v;
}

}  // namespace

SobolSequence::SobolSequence(std::size_t dimensions) : last_(dimensions), point_(dimensions) {
  SOUK_CHECK(dimensions >= 1 && dimensions <= most_dimensions,
             "a Sobol sequence of more dimensions than there are direction numbers for");
  for (std::size_t d = 0; d < dimensions; ++d) directions_.push_back(directions_of(d));
}

std::span<const double> SobolSequence::next() {
  SOUK_CHECK(index_ != 0xffffffffU, "a Sobol sequence at its end");
  const auto flipped = static_cast<std::size_t>(std::countr_one(index_));
  ++index_;
  for (std::size_t d = 0; d < last_.size(); ++d) {
    last_[d] ^= directions_[d][flipped];
    point_[d] = static_cast<double>(last_[d]) * 0x1.0p-32;
  }
  return point_;
}

}  // namespace souk::math
