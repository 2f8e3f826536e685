#include <cmath>
#include <set>

#include <catch2/catch.hpp>

#include "models/math/designs.hpp"
#include "models/math/sobol_sequence.hpp"

using namespace souk::math;

TEST_CASE("Sobol's sequence begins with the points of the literature", "[math][oracle]") {
  // By hand, in binary: point i + 1 is point i with the direction of the lowest zero bit of i added
  // without carry. Directions: dimension 1: .1, .01, .001; dimension 2 (x + 1): .1, .11, .101;
  // dimension 3 (x^2 + x + 1): .1, .11, and .11 + .1 + .001 = .011.
  const double expected[7][3] = {
      {0.5, 0.5, 0.5},       {0.75, 0.25, 0.25},    {0.25, 0.75, 0.75},   {0.375, 0.375, 0.625},
      {0.875, 0.875, 0.125}, {0.625, 0.125, 0.875}, {0.125, 0.625, 0.375}};
  SobolSequence sequence{3};
  for (const auto& row : expected) {
    const auto point = sequence.next();
    CHECK(std::vector<double>(point.begin(), point.end()) == std::vector<double>(row, row + 3));
  }
}

TEST_CASE("every coordinate of Sobol's sequence hits each dyadic interval once", "[math]") {
  // With the origin that is left out, 2^10 points have one in each [i, i + 1) / 2^10: the property
  // of a (0, 1)-sequence, which a wrong direction number breaks.
  const auto points = sobol_design(1023, SobolSequence::most_dimensions);
  for (std::size_t d = 0; d < SobolSequence::most_dimensions; ++d) {
    std::set<int> hit{0};
    for (const auto& point : points) hit.insert(static_cast<int>(point[d] * 1024));
    CAPTURE(d);
    CHECK(hit.size() == 1024);
  }
}

TEST_CASE("pairs of early coordinates of Sobol's sequence balance in boxes", "[math][oracle]") {
  // The mean of (x_i - 1/2)(x_j - 1/2) is 0; at 4095 points of a low-discrepancy sequence it is
  // below 1e-3, where 4095 points at random have a standard deviation of 1/12/64 = 1.3e-3.
  const auto points = sobol_design(4095, 10);
  for (std::size_t i = 0; i < 10; ++i)
    for (std::size_t j = 0; j < i; ++j) {
      double sum = 0;
      for (const auto& point : points) sum += (point[i] - 0.5) * (point[j] - 0.5);
      CAPTURE(i, j);
      CHECK(std::abs(sum / 4095) < 1e-3);
    }
}

TEST_CASE("a Latin hypercube has one point in each stratum of each coordinate", "[math]") {
  const std::size_t n = GENERATE(1, 2, 7, 100);
  const auto points = latin_hypercube(n, 4, 5);
  REQUIRE(points.size() == n);
  for (std::size_t d = 0; d < 4; ++d) {
    std::set<int> strata;
    for (const auto& point : points) {
      CHECK((point[d] > 0 && point[d] < 1));
      strata.insert(static_cast<int>(std::floor(point[d] * static_cast<double>(n))));
    }
    CHECK(strata.size() == n);
  }
}

TEST_CASE("a Latin hypercube depends on its seed, and coordinates not on each other", "[math]") {
  const auto four = latin_hypercube(20, 4, 5), two = latin_hypercube(20, 2, 5);
  CHECK(latin_hypercube(20, 4, 6) != four);
  for (std::size_t i = 0; i < 20; ++i) {
    CHECK(two[i][0] == four[i][0]);
    CHECK(two[i][1] == four[i][1]);
  }
}

TEST_CASE("a block of the sensitivity design changes one coordinate at a time", "[math]") {
  const auto points = saltelli_design(8, 3);
  REQUIRE(points.size() == 40);
  for (std::size_t block = 0; block < 8; ++block) {
    const auto& a = points[5 * block];
    const auto& b = points[5 * block + 1];
    CHECK(a != b);
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t d = 0; d < 3; ++d)
        CHECK(points[5 * block + 2 + i][d] == (d == i ? b[d] : a[d]));
  }
}
