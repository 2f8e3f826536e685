// The studies that come with Souk, swept as a user does, against the closed forms of theory.

#include <numeric>

#include "tests/studies/sharing_chain.hpp"
#include "tests/studies/swept_curves.hpp"

using namespace souk;

namespace {

constexpr double hour = 3600;

std::string study(const std::string& name) {
  return std::string{SOUK_SCENARIOS} + "/" + name + ".toml";
}

/// Of the mean wait of two kinds of jobs.
double mixed(const Waits& waits, double one, double other) {
  return (one * waits.one + other * waits.other) / (one + other);
}

}  // namespace

TEST_CASE("a chain of two owners has the ends that theory knows", "[cli][oracle]") {
  // Without priority both would wait as in M/M/2 at load 0.5, 1/3; the mean over all jobs stays.
  const Waits ruled = owner_priority_waits(0.1, 0.9);
  CHECK(mixed(ruled, 0.1, 0.9) == Approx(1 / 3.0).epsilon(1e-6));
  CHECK(ruled.one < ruled.other);
  const Waits even = owner_priority_waits(0.5, 0.5);
  CHECK(even.one == Approx(1 / 3.0).epsilon(1e-6));
  // One owner alone with half of the servers shared has three of them: M/M/3.
  CHECK(half_shared_waits(1.2, 1e-9).one == Approx(mmc_wait(3, 1.2)).epsilon(1e-3));
  // Half-shared servers serve two equal owners better than apart and worse than pooled.
  const double half = half_shared_waits(1, 1).one;
  CHECK(half < mmc_wait(2, 1));
  CHECK(half > mmc_wait(4, 2));
}

TEST_CASE("the curve over the sharing fraction is that of M/M/2, a Markov chain and M/M/4",
          "[cli][oracle]") {
  const Workplace place;
  const SweptCurves swept{place, study("sharing")};
  const auto waits = swept.of("mean_wait_s");
  REQUIRE(waits.size() == 6);  // shares 0, 0.5, 1; each at equal and at unequal loads
  check_near(waits[0], hour * mmc_wait(2, 1), 0.05);
  check_near(waits[1], hour * (0.1 * mmc_wait(2, 0.2) + 0.9 * mmc_wait(2, 1.8)), 0.25);
  check_near(waits[2], hour * half_shared_waits(1, 1).one, 0.05);
  check_near(waits[3], hour * mixed(half_shared_waits(0.2, 1.8), 0.2, 1.8), 0.08);
  check_near(waits[4], hour * mmc_wait(4, 2), 0.1);
  check_near(waits[5], hour * mmc_wait(4, 2), 0.1);
  // The light owner's completion time of all pooled and apart: it loses, and nobody does at 0.
  const auto most = swept.of("rho_max");
  CHECK(most[1].mean == Approx(1));
  check_near(most[5], (1 + mmc_wait(4, 2)) / (1 + mmc_wait(2, 0.2)), 0.05);
  CHECK(most[3].mean > 1);
}

TEST_CASE(
    "owner priority moves two owners' waits as a Markov chain says, and eviction repairs them",
    "[cli][oracle]") {
  const Workplace place;
  const SweptCurves swept{place, study("owner-priority")};
  const auto waits = swept.of("mean_wait_s"), most = swept.of("rho_max");
  REQUIRE(waits.size() == 3);
  check_near(waits[0], hour / 3, 0.06);
  check_near(waits[1], hour / 3, 0.06);
  const double alone = 1 + 1 / 9.0;  // M/M/1 at load 0.1
  check_near(most[0], (1 + 1 / 3.0) / alone, 0.03);
  check_near(most[1], (1 + owner_priority_waits(0.1, 0.9).one) / alone, 0.03);
  CHECK(contains(swept.out, "differs"));  // pair by pair the priority shows
  // Who evicts has its server as soon as alone, and the other's too: nobody loses. What is begun
  // anew costs the heavy owner time, and the pool more than priority alone.
  CHECK(most[2].high < 1);
  CHECK(waits[2].low > waits[1].mean);
}

TEST_CASE("square-root staffing keeps Erlang's share of jobs that wait", "[cli][oracle]") {
  const Workplace place;
  const auto delayed = SweptCurves{place, study("staffing")}.of("p_wait");
  REQUIRE(delayed.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    const int load = 9 << (2 * i);
    const int servers = load + (3 << i);  // 12, 42, 156
    CAPTURE(servers);
    check_near(delayed[i], erlang_c(servers, load), 0.06);
  }
}

TEST_CASE("the curve over the number of organisations is Erlang's", "[cli][oracle]") {
  const Workplace place;
  const auto waits = SweptCurves{place, study("organisations")}.of("mean_wait_s");
  REQUIRE(waits.size() == 5);
  for (std::size_t i = 0; i < 5; ++i) {
    const int k = 1 << i;
    CAPTURE(k);
    check_near(waits[i], hour * mmc_wait(k, 0.8 * k), 0.12);
  }
}

TEST_CASE("the curve over load is that of M/M/4", "[cli][oracle]") {
  const Workplace place;
  const SweptCurves swept{place, study("load")};
  const auto waits = swept.of("mean_wait_s"), efficiency = swept.of("compute_efficiency");
  const double loads[] = {1.6, 2.4, 3, 3.4, 3.6};
  REQUIRE(waits.size() == 5);
  for (std::size_t i = 0; i < 5; ++i) {
    CAPTURE(loads[i]);
    check_near(waits[i], hour * mmc_wait(4, loads[i]), 0.15);
    check_near(efficiency[i], 1 / (1 + mmc_wait(4, loads[i])), 0.1);
  }
}

TEST_CASE("trade, revenue and welfare follow the posted price as linear demand says",
          "[cli][oracle]") {
  const Workplace place;
  const SweptCurves swept{place, study("price")};
  const auto sold = swept.of("jobs_finished"), revenue = swept.of("revenue_credit"),
             welfare = swept.of("welfare_credit");
  REQUIRE(sold.size() == 8);
  const double jobs = 500 * 20 - 20;  // the last hour's jobs do not end
  for (std::size_t i = 0; i < 8; ++i) {
    const double p = 0.25 * static_cast<double>(i);
    CAPTURE(p);
    check_near(sold[i], jobs * (1 - p / 2), 0.05);
    if (p > 0) check_near(revenue[i], jobs * p * (1 - p / 2), 0.05);
    check_near(welfare[i], jobs * (1 - p * p / 4), 0.05);
    if (i != 4) CHECK(revenue[i].mean < revenue[4].mean);  // p = 1
  }
}

TEST_CASE("a fee's revenue peaks at half of the choke fee, with three quarters of the welfare",
          "[cli][oracle]") {
  const Workplace place;
  const SweptCurves swept{place, study("fee")};
  const auto sold = swept.of("jobs_finished"), fees = swept.of("fee_credit"),
             welfare = swept.of("welfare_credit");
  REQUIRE(sold.size() == 8);
  // Half of the jobs are worth more than the price of 1, by 1/2 on average: Q0 and W0.
  const double q0 = (500 * 20 - 20) / 2.0, w0 = q0 / 2;
  for (std::size_t i = 0; i < 8; ++i) {
    const double t = 0.125 * static_cast<double>(i);
    CAPTURE(t);
    check_near(sold[i], q0 * (1 - t), 0.1);
    if (t > 0) check_near(fees[i], t * q0 * (1 - t), 0.1);
    check_near(welfare[i], w0 * (1 - t * t), 0.1);
    if (i != 4) CHECK(fees[i].mean < fees[4].mean);  // t*/2
  }
  CHECK(welfare[4].mean / welfare[0].mean == Approx(0.75).epsilon(0.02));
}

TEST_CASE("welfare over the length of the queue is Naor's, greatest at four in the system",
          "[cli][oracle]") {
  const Workplace place;
  const SweptCurves swept{place, study("naor")};
  const auto served = swept.of("throughput_per_s"), present = swept.of("mean_jobs_in_system");
  REQUIRE(served.size() == 10);
  std::vector<double> welfare;
  for (int n = 1; n <= 10; ++n) {
    // M/M/1/n at 0.9: chances proportional to 0.9^i.
    double sum = 0, mean = 0;
    for (int i = 0; i <= n; ++i) {
      sum += std::pow(0.9, i);
      mean += i * std::pow(0.9, i);
    }
    const auto at = static_cast<std::size_t>(n - 1);
    CAPTURE(n);
    check_near(served[at], 0.9 * (1 - std::pow(0.9, n) / sum) / hour, 0.02);
    check_near(present[at], mean / sum, 0.06);
    welfare.push_back(10 * hour * served[at].mean - present[at].mean);
  }
  CHECK(welfare[3] == Approx(5.768).epsilon(0.02));
  CHECK(welfare[9] == Approx(4.573).epsilon(0.04));
  CHECK(welfare[3] > welfare[0]);
  CHECK(welfare[3] > welfare[9]);
  const auto counted = swept.of("welfare_credit");  // of 10,000 h
  check_near(counted[3], 5.7707 * 10'000, 0.02);    // a job is worth no less than 0
}

TEST_CASE("efficiency over bandwidth is t_c / (t_c + D / b)", "[cli][oracle]") {
  const Workplace place;
  const auto efficiency = SweptCurves{place, study("bandwidth")}.of("compute_efficiency");
  REQUIRE(efficiency.size() == 7);
  for (int i = 0; i < 7; ++i) {
    const double bits_per_s = 1e8 * std::pow(10, i / 2.0);
    CHECK(efficiency[static_cast<std::size_t>(i)].mean ==
          Approx(hour / (hour + 8 * 450e9 / bits_per_s)).epsilon(1e-6));
  }
}

TEST_CASE("tatonnement finds its price from either side and sells to those who value it most",
          "[cli][oracle]") {
  const Workplace place;
  const SweptCurves swept{place, study("price-rule")};
  const auto price = swept.of("mean_price_credit_per_gpu_h"), used = swept.of("utilisation"),
             welfare = swept.of("welfare_credit"), sold = swept.of("jobs_finished");
  REQUIRE(price.size() == 4);  // posted at 0.5 and 1.5, tatonnement from 0.5 and 1.5
  const double busy = 1 / 1.05, rest = 2 * (1 - 0.5 * busy);
  const double prices[] = {0.5, 1.5, rest, rest}, shares[] = {1, 0.5, busy, busy};
  for (std::size_t i = 0; i < 4; ++i) {
    CAPTURE(i);
    CHECK(price[i].mean == Approx(prices[i]).epsilon(0.015));
    CHECK(used[i].mean == Approx(shares[i]).epsilon(0.015));
    // Whoever buys at p is worth something between p and 2.
    CHECK(welfare[i].mean / sold[i].mean == Approx((prices[i] + 2) / 2).epsilon(0.015));
  }
  CHECK(welfare[2].low > welfare[0].high);
  CHECK(welfare[0].low > welfare[1].high);
}
