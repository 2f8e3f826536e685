#include "models/math/designs.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "models/math/sobol_sequence.hpp"
#include "models/random/stream.hpp"

namespace souk::math {

UnitPoints sobol_design(std::size_t points, std::size_t dimensions) {
  SobolSequence sequence{dimensions};
  UnitPoints out;
  out.reserve(points);
  for (std::size_t i = 0; i < points; ++i) {
    const auto point = sequence.next();
    out.emplace_back(point.begin(), point.end());
  }
  return out;
}

UnitPoints latin_hypercube(std::size_t points, std::size_t dimensions, std::uint64_t seed) {
  UnitPoints out(points, std::vector<double>(dimensions));
  std::vector<std::size_t> stratum(points);
  const double width = static_cast<double>(points);
  for (std::size_t d = 0; d < dimensions; ++d) {
    Stream stream{seed, 0, "design", d};
    std::iota(stratum.begin(), stratum.end(), std::size_t{0});
    for (std::size_t left = points; left > 1; --left)  // Fisher and Yates
      std::swap(stratum[left - 1], stratum[stream.below(left)]);
    for (std::size_t i = 0; i < points; ++i) {
      const double low = static_cast<double>(stratum[i]);
      // low + u may round up to the next stratum.
      out[i][d] = std::min(low + stream.uniform(), std::nextafter(low + 1, 0.0)) / width;
    }
  }
  return out;
}

UnitPoints saltelli_design(std::size_t base, std::size_t dimensions) {
  SobolSequence sequence{2 * dimensions};
  sequence.next();  // both halves of the first point are (1/2, ..., 1/2)
  UnitPoints out;
  out.reserve(base * (dimensions + 2));
  for (std::size_t block = 0; block < base; ++block) {
    const auto both = sequence.next();
    const std::vector<double> a(both.begin(), both.begin() + static_cast<long>(dimensions));
    const std::vector<double> b(both.begin() + static_cast<long>(dimensions), both.end());
    out.push_back(a);
    out.push_back(b);
    for (std::size_t i = 0; i < dimensions; ++i) {
      out.push_back(a);
      out.back()[i] = b[i];
    }
  }
  return out;
}

}  // namespace souk::math
