#include <cmath>
#include <limits>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/oracles/oracle_file.hpp"
#include "tests/oracles/tolerance.hpp"

using namespace souk;
using namespace souk::oracles;

namespace {

Tolerance tolerance(const std::string& text) {
  return read_tolerance(parse_toml(text, "tolerance"));
}

const std::string statistical =
    "kind = 'statistical'\nreplications = 3\njobs_per_replication = 10\nz = 4.0\n"
    "max_rel_se = 0.5\n";

}  // namespace

TEST_CASE("Student's tail is that of the closed forms", "[oracles][oracle]") {
  // One degree of freedom is Cauchy's law: P(T > 1) = 1/4. Two: P(T > t) = (1 - t / sqrt(2 + t^2))
  // / 2.
  CHECK(student_tail(1, 1) == Approx(0.25).epsilon(1e-9));
  CHECK(student_tail(0, 7) == Approx(0.5).epsilon(1e-9));
  CHECK(student_tail(3, 2) == Approx((1 - 3 / std::sqrt(11)) / 2).epsilon(1e-9));
  // Published table: t = 2.571 and 4.032 leave 2.5 % and 0.5 % with 5 degrees, 2.045 leaves 2.5 %
  // with 29.
  CHECK(student_quantile(0.025, 5) == Approx(2.571).margin(5e-4));
  CHECK(student_quantile(0.005, 5) == Approx(4.032).margin(5e-4));
  CHECK(student_quantile(0.025, 29) == Approx(2.045).margin(5e-4));
}

TEST_CASE("z = 4 with 30 replications fails once in 2500", "[oracles][oracle]") {
  CHECK(2 * student_tail(4, 29) ==
        Approx(1.0 / 2500).epsilon(0.01));  // as the oracles' README says
}

TEST_CASE("equality is within abs or rel, whichever is wider, and never for NaN", "[oracles]") {
  const Tolerance exact = tolerance("kind = 'exact'\nabs = 0.01\nrel = 0.1");
  CHECK(judge(exact, Side::none, 10.9, 10).holds);
  CHECK_FALSE(judge(exact, Side::none, 11.1, 10).holds);
  CHECK(judge(exact, Side::none, 0.009, 0).holds);
  CHECK_FALSE(judge(exact, Side::none, 0.011, 0).holds);
  CHECK_FALSE(judge(exact, Side::none, std::numeric_limits<double>::quiet_NaN(), 0).holds);
}

TEST_CASE("a bound has a legal side, an invariant and a property an upper one", "[oracles]") {
  const Tolerance bound = tolerance("kind = 'bound'\nabs = 0.0\nrel = 0.01");
  CHECK(judge(bound, Side::at_least, 99.5, 100).holds);
  CHECK_FALSE(judge(bound, Side::at_least, 98, 100).holds);
  CHECK(judge(bound, Side::at_most, 1, 100).holds);
  CHECK_FALSE(judge(bound, Side::at_most, 102, 100).holds);
  CHECK_THROWS_AS(judge(bound, Side::none, 100, 100), OracleFault);
  CHECK(judge(tolerance("kind = 'invariant'"), Side::none, 1e-12, 1e-9).holds);
  CHECK_FALSE(judge(tolerance("kind = 'invariant'"), Side::none, 2e-9, 1e-9).holds);
  CHECK(judge(tolerance("kind = 'property'\nslack = 0.5"), Side::none, 0.4, 0).holds);
  CHECK_FALSE(judge(tolerance("kind = 'property'\nslack = 0.5"), Side::none, 1, 0).holds);
}

TEST_CASE("the statistical rule is about the mean and its standard error", "[oracles]") {
  // 1, 2, 3: mean 2, sd 1, s = 1 / sqrt(3) = 0.577; z s = 2.309.
  const std::vector<double> means{1, 2, 3};
  CHECK(judge(tolerance(statistical), means, 4.3).holds);
  CHECK_FALSE(judge(tolerance(statistical), means, 4.4).holds);
  CHECK(judge(tolerance(statistical + "model_bias_rel = 0.05"), means, 4.4).holds);
  CHECK(judge(tolerance(statistical), means, 2).precise);        // 0.577 <= 0.5 x 2
  CHECK_FALSE(judge(tolerance(statistical), means, 1).precise);  // 0.577 > 0.5 x 1
}

TEST_CASE("fewer replications keep the chance of a false alarm", "[oracles]") {
  // Two of three: P(T > 4) with 2 degrees is (1 - 4 / sqrt(18)) / 2 = 0.02860; with 1 degree that
  // tail is at tan(pi (1/2 - 0.02860)) = 11.10. 1 and 3: s = 1, so the reach is 11.10.
  const std::vector<double> means{1, 3};
  CHECK(judge(tolerance(statistical), means, 2 + 11.0).holds);
  CHECK_FALSE(judge(tolerance(statistical), means, 2 + 11.2).holds);
  // s may be sqrt(3 / 2) of the case's bound: 1 <= 0.5 x 1.2247 x want from want = 1.633 on.
  CHECK(judge(tolerance(statistical), means, 1.64).precise);
  CHECK_FALSE(judge(tolerance(statistical), means, 1.62).precise);
}

TEST_CASE("a tolerance that is not one of the format is refused", "[oracles]") {
  CHECK_THROWS_AS(tolerance("kind = 'close'"), OracleFault);
  CHECK_THROWS_AS(tolerance("abs = 0.1"), OracleFault);
  CHECK_THROWS_AS(tolerance("kind = 'exact'\nz = 4"), OracleFault);
  CHECK_THROWS_AS(tolerance("kind = 'statistical'\nreplications = 1\nz = 4\nmax_rel_se = 0.1"),
                  OracleFault);
  CHECK_THROWS_AS(tolerance("kind = 'statistical'\nreplications = 30\nz = 4"), OracleFault);
}

TEST_CASE("stat_keys name what is statistical; without them all is", "[oracles]") {
  CHECK(tolerance(statistical).is_statistical("rho"));
  const Tolerance some = tolerance(statistical + "stat_keys = ['W', 'fcfs']");
  CHECK(some.is_statistical("W"));
  CHECK(some.is_statistical("fcfs.start"));
  CHECK_FALSE(some.is_statistical("Wq"));
}
