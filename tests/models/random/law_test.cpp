#include "models/math/elementary.hpp"
#include "models/random/law.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

using namespace souk;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr int n = 100'000;

/// A law with its moments and distribution function, from the textbooks.
struct Known {
  std::string name;
  Law law;
  double mean, square;                  ///< first and second moment
  std::function<double(double)> below;  ///< P(X <= x)
};

double normal_below(double z) {
  return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

/// Moment k of the bounded Pareto law, k != alpha: the integral of x^k alpha low^alpha x^(-alpha-1)
/// / mass.
double pareto_moment(double low, double high, double alpha, double k) {
  const double mass = 1 - std::pow(low / high, alpha);
  return alpha * std::pow(low, alpha) / mass *
         (std::pow(high, k - alpha) - std::pow(low, k - alpha)) / (k - alpha);
}

std::vector<Known> known_laws() {
  const auto decay = [](double x) { return 1 - std::exp(-x); };
  // cv2 = 4: p = (1 + sqrt(3/5)) / 2; E X^2 = (cv2 + 1) mean^2.
  const double p = 0.5 * (1 + std::sqrt(0.6));
  return {
      {"uniform",
       {LawKind::uniform, 2, 5, 0, {}, {}},
       3.5,
       13,
       [](double x) { return (x - 2) / 3; }},
      {"exponential",
       {LawKind::exponential, 3, 0, 0, {}, {}},
       3,
       18,
       [=](double x) { return decay(x / 3); }},
      // Stages k, mean m: E X^2 = m^2 (1 + 1/k); P(X > x) = e^-y (1 + y + y^2/2) with y = k x / m,
      // k = 3.
      {"erlang",
       {LawKind::erlang, 3, 6, 0, {}, {}},
       6,
       48,
       [](double x) { return 1 - std::exp(-x / 2) * (1 + x / 2 + x * x / 8); }},
      {"hyperexponential",
       {LawKind::hyperexponential, 2, 4, 0, {}, {}},
       2,
       20,
       [=](double x) { return p * decay(p * x) + (1 - p) * decay((1 - p) * x); }},
      {"lognormal",
       {LawKind::lognormal, 2, 0.5, 0, {}, {}},
       2 * std::exp(0.125),
       4 * std::exp(0.5),
       [](double x) { return normal_below(std::log(x / 2) / 0.5); }},
      {"bounded_pareto",
       {LawKind::bounded_pareto, 1, 100, 1.5, {}, {}},
       pareto_moment(1, 100, 1.5, 1),
       pareto_moment(1, 100, 1.5, 2),
       [](double x) { return (1 - std::pow(x, -1.5)) / (1 - 1e-3); }},
      {"weibull",
       {LawKind::weibull, 0.8, 2, 0, {}, {}},
       2 * std::tgamma(1 + 1 / 0.8),
       4 * std::tgamma(1 + 2 / 0.8),
       [=](double x) { return decay(std::pow(x / 2, 0.8)); }},
  };
}

std::vector<double> draws(const Law& law, std::uint64_t owner) {
  Stream stream{20260401, 0, "law", owner};
  std::vector<double> result(n);
  for (double& x : result) x = sample(law, stream);
  return result;
}

struct Estimate {
  double mean, error;  ///< standard error
};

Estimate average(const std::vector<double>& draws, double power) {
  double sum = 0;
  double squares = 0;
  for (const double x : draws) {
    const double y = std::pow(x, power);
    sum += y;
    squares += y * y;
  }
  const double mean = sum / n;
  return {mean, std::sqrt((squares / n - mean * mean) / n)};
}

}  // namespace

TEST_CASE("each law has the moments and the distribution of theory", "[random][oracle]") {
  std::uint64_t owner = 0;
  for (const Known& known : known_laws()) {
    DYNAMIC_SECTION(known.name) {
      std::vector<double> xs = draws(known.law, owner);
      const Estimate first = average(xs, 1);
      CHECK(std::fabs(first.mean - known.mean) < 4 * first.error);
      const Estimate second = average(xs, 2);
      CHECK(std::fabs(second.mean - known.square) < 4 * second.error);

      // Kolmogorov-Smirnov: P(sqrt(n) D > 1.95) = 2 exp(-2 x 1.95^2) = 0.001.
      std::sort(xs.begin(), xs.end());
      double distance = 0;
      for (int i = 0; i < n; ++i) {
        const double f = known.below(xs[static_cast<std::size_t>(i)]);
        distance = std::max(
            {distance, f - i / static_cast<double>(n), (i + 1) / static_cast<double>(n) - f});
      }
      CHECK(distance * std::sqrt(n) < 1.95);

      CHECK(mean(known.law) == Approx(known.mean).epsilon(1e-13));
      CHECK(xs.front() >= lower_bound(known.law));
      CHECK(xs.back() <= upper_bound(known.law));
    }
    ++owner;
  }
}

TEST_CASE("discrete and empirical laws give their values with their weights", "[random][oracle]") {
  const LawKind kind = GENERATE(LawKind::discrete, LawKind::empirical);
  const Law law{kind, 0, 0, 0, {1, 2, 8}, {0.5, 0.75, 1}};
  const std::vector<double> xs = draws(law, 100);
  // Standard deviations of the counts: sqrt(n p (1 - p)) = 158 and 137.
  CHECK(std::abs(std::count(xs.begin(), xs.end(), 1.0) - 50'000) < 4 * 158);
  CHECK(std::abs(std::count(xs.begin(), xs.end(), 2.0) - 25'000) < 4 * 137);
  CHECK(std::abs(std::count(xs.begin(), xs.end(), 8.0) - 25'000) < 4 * 137);
  CHECK(mean(law) == 3);  // 0.5 + 0.25 x 2 + 0.25 x 8
  CHECK(lower_bound(law) == 1);
  CHECK(upper_bound(law) == 8);
}

TEST_CASE("a value of weight 0 is never drawn", "[random][contract]") {
  const Law law{LawKind::discrete, 0, 0, 0, {1, 2, 3}, {0.5, 0.5, 1}};
  for (const double x : draws(law, 101)) CHECK(x != 2);
}

TEST_CASE("means and bounds are those of the closed forms at the limits", "[random][oracle]") {
  CHECK(mean(constant_law(7)) == 7);
  CHECK(lower_bound(constant_law(7)) == 7);
  CHECK(upper_bound(constant_law(inf)) == inf);
  // alpha = 1: low high / (high - low) x ln(high / low) = 100/99 ln 100.
  CHECK(mean({LawKind::bounded_pareto, 1, 100, 1, {}, {}}) == Approx(100.0 / 99 * std::log(100.0)));
  CHECK(mean({LawKind::bounded_pareto, 1, inf, 1, {}, {}}) == inf);
  CHECK(mean({LawKind::bounded_pareto, 1, inf, 0.5, {}, {}}) == inf);
  CHECK(mean({LawKind::bounded_pareto, 3, inf, 2.5, {}, {}}) ==
        Approx(5));  // alpha low / (alpha - 1)
  CHECK(mean({LawKind::weibull, 0.1, 1, 0, {}, {}}) ==
        Approx(3628800).epsilon(1e-12));  // gamma(11) = 10!
  CHECK(mean({LawKind::weibull, 0.5, 3, 0, {}, {}}) == Approx(6).epsilon(1e-13));  // gamma(3) = 2
  CHECK(lower_bound({LawKind::lognormal, 2, 0, 0, {}, {}}) == 2);
  CHECK(upper_bound({LawKind::lognormal, 2, 0, 0, {}, {}}) == 2);
  CHECK(upper_bound({LawKind::exponential, 0, 0, 0, {}, {}}) == 0);
  // cv2 = 1 is the exponential law: both phases have rate 1 / mean.
  Stream stream{1, 0, "law", 0};
  Stream copy = stream;
  const double hyper = sample({LawKind::hyperexponential, 3, 1, 0, {}, {}}, stream);
  copy.bits();
  CHECK(hyper == Approx(sample({LawKind::exponential, 3, 0, 0, {}, {}}, copy)));
}

TEST_CASE("an exponential draw is the logarithm of the uniform one in its place, in any mix",
          "[random][contract]") {
  Stream stream{1, 0, "law", 0};
  Stream plain = stream;
  for (const int exponential : {1, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1}) {
    const double uniform = plain.uniform();
    CHECK((exponential == 1 ? stream.exponential() : stream.uniform()) ==
          (exponential == 1 ? -math::log(uniform) : uniform));
  }
}

TEST_CASE("an erlang law of many stages does not underflow", "[random][contract]") {
  // 1000 stages of mean 1: mean 1000, variance 1000.
  Stream stream{1, 0, "law", 0};
  for (int i = 0; i < 1000; ++i) {
    CHECK(sample({LawKind::erlang, 1000, 1000, 0, {}, {}}, stream) ==
          Approx(1000).margin(6 * 31.6));
  }
}

TEST_CASE("a law takes a number of uniforms that depends on the law alone", "[random][contract]") {
  for (const Known& known : known_laws()) {
    CAPTURE(known.name);
    const int uniforms = known.name == "erlang" ? 3 : known.name == "hyperexponential" ? 2 : 1;
    Stream drawn{1, 0, "law", 0};
    Stream counted{1, 0, "law", 0};
    for (int i = 0; i < 1000; ++i) {
      sample(known.law, drawn);
      for (int u = 0; u < uniforms; ++u) counted.uniform();
    }
    CHECK(drawn.bits() == counted.bits());
  }
  Stream untouched{1, 0, "law", 0};
  Stream fresh = untouched;
  sample(constant_law(1), untouched);
  CHECK(untouched.bits() == fresh.bits());
}
