#include <cmath>
#include <stdexcept>
#include <vector>

#include <tbb/global_control.h>
#include <catch2/catch.hpp>

#include "analysis/bootstrap.hpp"
#include "analysis/paired.hpp"
#include "analysis/quantile.hpp"
#include "analysis/student.hpp"
#include "models/math/elementary.hpp"
#include "models/random/stream.hpp"

using namespace souk;

namespace {

constexpr double pi = 3.14159265358979323846;

std::vector<double> normals(std::uint32_t study, std::size_t n) {
  Stream stream{7, study, "sample", 0};
  std::vector<double> values(n);
  for (double& value : values) value = math::normal_quantile(stream.uniform());
  return values;
}

}  // namespace

TEST_CASE("quantiles are those of Hyndman and Fan's type 7", "[analysis][oracle]") {
  // n = 4: h = 3 p; p = 1/4: 0.75 of the way from 1 to 2; p = 1/2: halfway from 2 to 4.
  const double values[] = {8, NAN, 1, 4, 2};
  CHECK(quantile(values, 0) == 1);
  CHECK(quantile(values, 0.25) == Approx(1.75));
  CHECK(quantile(values, 0.5) == Approx(3));
  CHECK(quantile(values, 0.9) == Approx(4 + 0.7 * 4));
  CHECK(quantile(values, 1) == 8);
  CHECK(std::isnan(quantile({}, 0.5)));
  const double sorted[] = {1, 2, 4};
  for (const double part : {0.0, 0.3, 0.5, 0.95, 1.0})
    CHECK(quantile_of_sorted(sorted, part) == quantile(sorted, part));
  CHECK(std::isnan(quantile_of_sorted({}, 0.5)));
}

TEST_CASE("a wait's quantile is the value of nearest rank", "[analysis][oracle]") {
  std::vector<double> values(20);
  for (std::size_t i = 0; i < 20; ++i) values[i] = static_cast<double>(20 - i);
  CHECK(nearest_rank(values, 0.95) == 19);
  CHECK(nearest_rank(values, 0.96) == 20);
  CHECK(nearest_rank(values, 0.5) == 10);
  CHECK(nearest_rank(values, 0) == 1);
  CHECK(nearest_rank(values, 1) == 20);
  CHECK(std::isnan(nearest_rank({}, 0.5)));
}

TEST_CASE("Student's factor at any level is that of theory", "[analysis][oracle]") {
  // f = 1: Cauchy's law, tan(level pi / 2); f = 2: level sqrt(2 / (1 - level^2)).
  for (const double level : {0.5, 0.8, 0.9, 0.99, 0.999}) {
    CAPTURE(level);
    CHECK(student_factor(level, 1) == Approx(std::tan(level * pi / 2)).epsilon(1e-11));
    CHECK(student_factor(level, 2) ==
          Approx(level * std::sqrt(2 / (1 - level * level))).epsilon(1e-11));
  }
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2: t of 0.995 and of 0.95.
  const std::tuple<double, std::size_t, double> table[] = {
      {0.99, 5, 4.032}, {0.99, 10, 3.169}, {0.99, 30, 2.750}, {0.99, 100, 2.626},
      {0.9, 5, 2.015},  {0.9, 10, 1.812},  {0.9, 30, 1.697},  {0.9, 100, 1.660}};
  for (const auto& [level, freedom, t] : table) {
    CAPTURE(level, freedom);
    CHECK(std::abs(student_factor(level, freedom) - t) <= 0.0006);
  }
  // The same by the regularised incomplete beta function, SciPy 1.10.1's stats.t.ppf.
  const std::tuple<double, std::size_t, double> exact[] = {
      {0.5, 20, 0.6869544953430642},  {0.5, 201, 0.6757122888308589},
      {0.8, 60, 1.295821093429495},   {0.8, 201, 1.2857775925321167},
      {0.9, 200, 1.652508100910269},  {0.9, 500, 1.6479068539295045},
      {0.99, 20, 2.845339709776814},  {0.99, 201, 2.600509919057327},
      {0.999, 60, 3.460200469196333}, {0.999, 201, 3.339586788641238}};
  for (const auto& [level, freedom, t] : exact) {
    CAPTURE(level, freedom);
    CHECK(student_factor(level, freedom) == Approx(t).epsilon(1e-8));
  }
  CHECK(std::isnan(student_factor(0.9, 0)));
}

TEST_CASE("Student's factors found by sums and by expansion meet", "[analysis][oracle]") {
  // Both ways to 0.95: the 30 roots and the expansion of student_95 against the finite sums.
  for (std::size_t freedom = 1; freedom <= 200; ++freedom) {
    CAPTURE(freedom);
    CHECK(student_factor(std::nextafter(0.95, 1.0), freedom) ==
          Approx(student_95(freedom)).epsilon(3e-8));
  }
  // Around 200 the way changes; the factor falls smoothly: second differences are ~ 1e-7.
  for (const double level : {0.5, 0.9, 0.99, 0.999}) {
    const double before = student_factor(level, 199), at = student_factor(level, 200),
                 after = student_factor(level, 201), second = student_factor(level, 202);
    CAPTURE(level);
    CHECK((before > at && at > after && after > second));
    CHECK(std::abs((at - after) / (after - second) - (before - at) / (at - after)) < 1e-3);
  }
}

TEST_CASE("Student's 95 % interval holds the mean in 95 % of studies", "[analysis][oracle]") {
  // 1,000 studies of 10 normal values: hits are binomial with standard deviation 6.9; 4 of them.
  int hits = 0;
  for (std::uint32_t study = 0; study < 1000; ++study) {
    const MeanBand band = mean_band(normals(study, 10));
    hits += band.low <= 0 && 0 <= band.high ? 1 : 0;
  }
  CHECK(hits >= 950 - 28);
  CHECK(hits <= 950 + 28);
}

TEST_CASE("the bootstrap's interval of a mean is that of its normal limit", "[analysis][oracle]") {
  // Of 400 values: mean -+ 1.96 sqrt(sum of squares / n^2). Ends of 20,000 resamples have a
  // standard error of 1.5 % of the half width.
  const auto values = normals(1, 400);
  const MeanBand band = mean_band(values);
  double squares = 0;
  for (const double value : values) squares += (value - band.mean) * (value - band.mean);
  const double half = 1.959964 * std::sqrt(squares) / 400;
  const auto interval = bootstrap_means(values, 1, {.resamples = 20000}).front();
  CHECK(std::abs(interval.low - (band.mean - half)) < 0.08 * half);
  CHECK(std::abs(interval.high - (band.mean + half)) < 0.08 * half);
}

TEST_CASE("the bootstrap's interval holds the mean in 95 % of large studies",
          "[analysis][oracle]") {
  // 1,000 studies of 200 values. Resampling knows the variance with divisor n and takes the normal
  // factor, so that it covers P(|T_199| < 1.96 sqrt(199 / 200)) = 94.7 %: less 4 x 7 of 1,000.
  int hits = 0;
  for (std::uint32_t study = 0; study < 1000; ++study) {
    const auto interval =
        bootstrap_means(normals(study, 200), 1, {.resamples = 400, .seed = study}).front();
    hits += interval.low <= 0 && 0 <= interval.high ? 1 : 0;
  }
  CHECK(hits >= 947 - 30);
  CHECK(hits <= 947 + 28);
}

TEST_CASE("the bootstrap does not depend on the number of threads", "[analysis][contract]") {
  const auto sample = normals(2, 3000);
  std::vector<std::vector<Interval>> found;
  for (const std::size_t threads : {1, 2, 4}) {
    const tbb::global_control limit{tbb::global_control::max_allowed_parallelism, threads};
    found.push_back(bootstrap_means(sample, 600, {.resamples = 500, .seed = 3}));
  }
  REQUIRE(found[0].size() == 600);
  CHECK(found[1] == found[0]);
  CHECK(found[2] == found[0]);
}

TEST_CASE("the bootstrap resamples whole rows", "[analysis]") {
  // Points that are equal in every row have equal intervals, wherever they stand; the sum of two
  // complementary points is 1 in each row, so that their intervals mirror each other.
  std::vector<double> sample;
  for (const double value : normals(3, 20))
    for (std::size_t p = 0; p < 700; ++p) sample.push_back(p == 1 ? 1 - value : value);
  const auto intervals = bootstrap_means(sample, 700, {.resamples = 1000});
  CHECK(intervals[699] == intervals[0]);
  CHECK(intervals[1].low == Approx(1 - intervals[0].high));
  CHECK(bootstrap_means(sample, 700, {.resamples = 1000, .seed = 2})[0].low != intervals[0].low);
}

TEST_CASE("the bootstrap leaves out what is no value", "[analysis]") {
  const double sample[] = {1, NAN, 5, 2, NAN, NAN, 3, 4, NAN};
  const auto intervals = bootstrap_means(sample, 3, {});
  CHECK((intervals[0].low >= 1 && intervals[0].high <= 3));
  CHECK(std::isnan(intervals[1].low));  // one value
  CHECK(std::isnan(intervals[2].low));
  CHECK_THROWS_AS(bootstrap_means(sample, 2, {}), std::invalid_argument);
}

TEST_CASE("a paired difference is that of its pairs", "[analysis][oracle]") {
  // Differences 1, 2, 3: mean 2, variance 1; a: 0, 10, 20 (100); b: 1, 12, 23 (121).
  const double a[] = {0, NAN, 10, 20}, b[] = {1, 5, 12, 23};
  const PairedDifference found = paired_difference(a, b, {});
  CHECK(found.student.n == 3);
  CHECK(found.student.mean == 2);
  CHECK(found.student.high == Approx(2 + 4.3026527297494639 / std::sqrt(3.0)));
  CHECK(found.variance_reduction == Approx(221));
  CHECK((found.bootstrap.low >= 1 && found.bootstrap.high <= 3));
  CHECK_FALSE(found.resolved());  // Student's interval holds 0
  const double steady[] = {2, 5, 12, 22};
  CHECK(std::isinf(paired_difference({a, 1}, {a, 1}, {}).variance_reduction) == false);
  CHECK(std::isinf(paired_difference(a, steady, {}).variance_reduction));
  CHECK(paired_difference(a, steady, {}).resolved());
  CHECK_THROWS_AS(paired_difference({a, 2}, {b, 3}, {}), std::invalid_argument);
}

TEST_CASE("pairing gains 1 / (1 - correlation) of runs", "[analysis][oracle]") {
  // a = u + x, b = u + y with independent normal u, x, y of variances 9, 1, 1: correlation 0.9.
  const auto u = normals(4, 4000), x = normals(5, 4000), y = normals(6, 4000);
  std::vector<double> a, b;
  for (std::size_t i = 0; i < u.size(); ++i) {
    a.push_back(3 * u[i] + x[i]);
    b.push_back(3 * u[i] + y[i] + 0.2);
  }
  const PairedDifference found = paired_difference(a, b, {});
  CHECK(found.variance_reduction == Approx(10).epsilon(0.1));
  // Standard error sqrt(2 / 4000) = 0.022; the means alone have 0.05.
  CHECK(found.resolved());
  CHECK(found.student.mean == Approx(0.2).margin(4 * 0.0224));
}
