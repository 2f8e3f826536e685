#include <algorithm>
#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

#include "models/metrics/fairness.hpp"
#include "models/metrics/log_histogram.hpp"
#include "models/metrics/queue_growth.hpp"
#include "small_market.hpp"

using namespace souk;
using namespace souk::test;

TEST_CASE("a quantile of the histogram is within 2^-11 of the value of its rank",
          "[metrics][contract]") {
  LogHistogram<10> histogram, first, second;
  LogHistogram<5> coarse;
  std::vector<double> values;
  Uniforms random{7};
  for (int i = 0; i < 20000; ++i) {
    // From microseconds to years, a tenth of them zero.
    const double value = i % 10 == 0 ? 0 : std::exp(30 * random.exponential(1.5) - 15);
    values.push_back(value);
    histogram.add(value);
    coarse.add(value);
    (i % 3 == 0 ? first : second).add(value);
  }
  first.merge(second);
  std::sort(values.begin(), values.end());
  CHECK(histogram.count() == values.size());
  for (const double p : {0.05, 0.1, 0.11, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0}) {
    const auto rank = static_cast<std::size_t>(std::lround(std::ceil(p * 20000 - 1e-6)));
    const double exact = std::min(values[rank - 1], 0x1p64);
    CAPTURE(p, exact);
    if (exact < 0x1p63) {
      CHECK(std::fabs(histogram.quantile(p) - exact) <= exact * 0x1p-11);
      CHECK(std::fabs(coarse.quantile(p) - exact) <= exact * 0x1p-6);
    }
    CHECK(first.quantile(p) == histogram.quantile(p));
  }
  CHECK(histogram.quantile(0.1) == 0);
  CHECK(histogram.quantile(1) == values.back());
}

TEST_CASE("the extremes of the histogram and a constant are exact", "[metrics][contract]") {
  LogHistogram<10> histogram;
  CHECK(std::isnan(histogram.quantile(0.5)));
  for (int i = 0; i < 20; ++i) histogram.add(0.1);
  CHECK(histogram.quantile(0.5) == 0.1);
  histogram.add(0.3);
  CHECK(histogram.quantile(0.01) == 0.1);
  CHECK(histogram.quantile(0.95) == Approx(0.1).epsilon(0x1p-11));  // rank 20 of 21
  CHECK(histogram.quantile(0.96) == 0.3);
  histogram.add(1e300);
  histogram.add(1e-300);
  CHECK(histogram.quantile(1) == 1e300);
  CHECK(histogram.quantile(0.01) == 1e-300);
}

TEST_CASE("rank ceil(p n) is taken without a slip of rounding", "[metrics]") {
  // 0.95 x 20 is a little above 19 in doubles, but the 95th percentile of 1..20 is 19.
  LogHistogram<10> histogram;
  for (int i = 1; i <= 20; ++i) histogram.add(i);
  CHECK(histogram.quantile(0.95) == Approx(19).epsilon(0x1p-11));
  CHECK(histogram.quantile(0.951) == 20);
  CHECK(histogram.quantile(0.5) == Approx(10).epsilon(0x1p-11));
}

TEST_CASE("Jain's index runs from 1 / n to 1", "[metrics][oracle]") {
  const std::vector<double> equal{3, 3, 3, 3}, one{0, 5, 0, 0}, zero{0, 0}, tiny{1e-200, 1e-200},
      pair{1, 3};
  CHECK(jain_index(equal) == Approx(1));
  CHECK(jain_index(one) == Approx(0.25));
  CHECK(std::isnan(jain_index(zero)));
  CHECK(jain_index(tiny) == Approx(1));
  CHECK(jain_index(pair) == Approx(16.0 / 20));  // 4^2 / (2 (1 + 9))
  CHECK(std::isnan(jain_index({})));
}

TEST_CASE("the Gini coefficient is half the relative mean difference", "[metrics][oracle]") {
  const std::vector<double> equal{3, 3, 3}, one{0, 5, 0, 0}, zero{0, 0}, four{4, 2, 1, 3};
  CHECK(gini(equal) == Approx(0).margin(1e-15));
  CHECK(gini(one) == Approx(0.75));  // 1 - 1/n
  CHECK(gini(zero) == 0);
  CHECK(gini(four) == Approx(0.25));  // (-3 - 2 + 3 + 12) / (4 x 10)
  CHECK(std::isnan(gini({})));

  // Against the definition sum |x_i - x_j| / (2 n^2 mean), which is O(n^2).
  std::vector<double> drawn;
  Uniforms random{3};
  for (int i = 0; i < 200; ++i) drawn.push_back(random.exponential(1));
  double differences = 0, sum = 0;
  for (const double x : drawn) {
    sum += x;
    for (const double y : drawn) differences += std::fabs(x - y);
  }
  CHECK(gini(drawn) == Approx(differences / (2 * 200 * sum)));
}

namespace {

bool called_unstable(double load, std::uint64_t seed, int servers, std::uint64_t jobs = 2000) {
  Census census;
  Metrics metrics{Scenario{}};
  play_queue({.servers = servers, .arrival_rate = load * servers, .jobs = jobs, .seed = seed},
             [&](const auto& event) { fold_event(census, event, metrics); });
  RunSummary summary;
  metrics.finish(summary, {});
  return !summary.notes.empty() && summary.notes[0].rfind("unstable: ", 0) == 0;
}

}  // namespace

TEST_CASE("a queue at load 0.8 is never called unstable and one at 1.2 always",
          "[metrics][oracle]") {
  // Both runs drain after their last arrival: only what happens before counts.
  int wrong = 0, missed = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    wrong += called_unstable(0.8, seed, 1);
    missed += !called_unstable(1.2, seed, 1);
    if (seed >= 20) continue;
    wrong += called_unstable(0.8, seed, 16);
    missed += !called_unstable(1.2, seed, 16);
  }
  CHECK(wrong == 0);
  CHECK(missed == 0);
}

TEST_CASE("a long run tells a load just above 1 from one just below", "[metrics][oracle]") {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    CHECK(called_unstable(1.02, seed, 1, 400'000));
    CHECK_FALSE(called_unstable(0.98, seed, 1, 400'000));
  }
}

TEST_CASE("a queue that is long but no longer grows is not called unstable", "[metrics]") {
  QueueGrowth steady, growing, few, batch;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const Seconds time{static_cast<double>(i)};
    steady.arrive(time, 100);
    growing.arrive(time, i / 5);
    if (i < 150) few.arrive(time, i);  // too few to judge
    batch.arrive(Seconds{7}, i);       // all at once: it does not grow over time
  }
  CHECK_FALSE(steady.unstable());
  CHECK(steady.note().empty());
  CHECK(growing.unstable());
  CHECK_FALSE(few.unstable());
  CHECK_FALSE(batch.unstable());
}
