#include <numeric>
#include <vector>

#include <catch2/catch.hpp>

#include "models/devices/nelder_mead.hpp"
#include "models/devices/sample_statistics.hpp"
#include "models/random/stream.hpp"

using namespace souk;

TEST_CASE("the interval of the median is the binomial law's", "[devices][oracle]") {
  // n = 11: P(Bin(11, 1/2) <= 1) = 12 / 2048 = 0.6 % and <= 2: 67 / 2048 = 3.3 %, so d = 2.
  std::vector<double> times(11);
  std::iota(times.begin(), times.end(), 1.0);
  const TimingSummary summary = summarise(times);
  CHECK(summary.median_s == 6);
  CHECK(summary.least_s == 1);
  CHECK(summary.low_s == 2);
  CHECK(summary.high_s == 10);
  CHECK(summary.n == 11);
  CHECK_FALSE(summary.converged);
}

TEST_CASE("the interval covers the median in at least 95 % of cases", "[devices][oracle]") {
  // Uniform times have the median 1/2; 400 trials of 21 have a deviation of 1.1 %.
  int covered = 0;
  for (std::uint32_t trial = 0; trial < 400; ++trial) {
    Stream stream{3, trial, "times", 0};
    std::vector<double> times(21);
    for (double& time : times) time = stream.uniform();
    const TimingSummary summary = summarise(times);
    covered += summary.low_s <= 0.5 && 0.5 <= summary.high_s ? 1 : 0;
  }
  CHECK(covered >= 400 * 0.92);
}

TEST_CASE("outliers are counted and do not move the median", "[devices]") {
  std::vector<double> times(21, 1.0);
  for (std::size_t i = 0; i < times.size(); ++i) times[i] += 1e-4 * static_cast<double>(i % 5);
  times[3] = 50;
  times[9] = 60;
  const TimingSummary summary = summarise(times);
  CHECK(summary.outliers == 2);
  CHECK(summary.median_s < 1.001);
  CHECK(summary.n == 21);
  CHECK(summary.converged);
}

TEST_CASE("few samples never count as converged", "[devices]") {
  CHECK_FALSE(summarise(std::vector<double>(10, 1.0)).converged);
  CHECK(summarise(std::vector<double>(11, 1.0)).converged);
  CHECK(summarise(std::vector<double>{2.0}).low_s == 2);
}

TEST_CASE("a device is warm when two windows agree to 1 %", "[devices]") {
  CHECK(settled(std::vector{1.0, 1.0}, std::vector{1.009, 1.009}));
  CHECK_FALSE(settled(std::vector{1.0, 1.0}, std::vector{0.98, 0.98}));
}

TEST_CASE("the simplex search finds Rosenbrock's minimum at (1, 1)", "[devices][oracle]") {
  const auto valley = [](const std::vector<double>& x) {
    const double a = 1 - x[0], b = x[1] - x[0] * x[0];
    return a * a + 100 * b * b;
  };
  const Minimum found = nelder_mead(valley, {-1.2, 1}, 0.5, 1e-16, 2000);
  CHECK(found.at[0] == Approx(1).epsilon(1e-4));
  CHECK(found.at[1] == Approx(1).epsilon(1e-4));
  CHECK(found.value <= valley({-1.2, 1}));
}
