#include <vector>

#include <catch2/catch.hpp>

#include "models/math/elementary.hpp"
#include "models/metrics/mser.hpp"
#include "models/random/stream.hpp"

using namespace souk;

namespace {

/// Each number five times.
std::vector<double> batches_of(const std::vector<double>& means) {
  std::vector<double> series;
  for (const double mean : means) series.insert(series.end(), 5, mean);
  return series;
}

}  // namespace

TEST_CASE("MSER-5 cuts where the standard error of the rest is least", "[metrics][oracle]") {
  // Batches 8, 2, 0, 2, 0, 2, 0. d = 0: mean 2, 48 / 49; d = 1: mean 1, 6 / 36 = 0.167; d = 2:
  // mean 0.8, 4.8 / 25 = 0.192; d = 3: 4 / 16.
  const WarmupCut cut = mser5(batches_of({8, 2, 0, 2, 0, 2, 0}));
  CHECK(cut.dropped == 5);
  CHECK(cut.settled);
  // d = 0: mean 1, 8 / 64 = 0.125; each later one has less to divide by.
  CHECK(mser5(batches_of({0, 2, 0, 2, 0, 2, 0, 2})).dropped == 0);
  // Values within a batch do not count, nor those after the last whole one.
  CHECK(mser5(std::vector<double>{16, 0, 16, 0, 8, 2, 2, 2, 2, 2, 0, 0, 0, 0, 0, 2, 2, 2,
                                  2,  2, 0,  0, 0, 0, 0, 2, 2, 2, 2, 2, 0, 0, 0, 0, 0, 99})
            .dropped == 5);
}

TEST_CASE("MSER-5 says when a series does not settle", "[metrics]") {
  // A straight rise: the standard error falls with every batch that goes.
  CHECK_FALSE(mser5(batches_of({1, 2, 3, 4, 5, 6, 7, 8})).settled);
  CHECK(mser5(batches_of({1, 2, 3, 4, 5, 6, 7, 8})).dropped == 20);
  CHECK_FALSE(mser5({}).settled);
  const double few[] = {1, 2, 3, 4, 5, 6};
  CHECK_FALSE(mser5(few).settled);
  CHECK(mser5(few).dropped == 0);
}

TEST_CASE("MSER-5 takes an initial bias away", "[metrics][oracle]") {
  // 20 exp(-t / 100) + normal noise, t < 4000: the bias of the whole mean is 0.5; after 300 values
  // the rest of it is below 20 exp(-3) 100 / 3700 = 0.03, and the noise has 1 / sqrt(3700) = 0.016.
  Stream stream{3, 0, "noise", 0};
  std::vector<double> series;
  for (int t = 0; t < 4000; ++t)
    series.push_back(20 * math::exp(-t / 100.0) + math::normal_quantile(stream.uniform()));
  const WarmupCut cut = mser5(series);
  CHECK(cut.settled);
  CHECK(cut.dropped >= 200);
  CHECK(cut.dropped <= 1000);
  double sum = 0;
  for (std::size_t i = cut.dropped; i < series.size(); ++i) sum += series[i];
  CHECK(sum / static_cast<double>(series.size() - cut.dropped) == Approx(0).margin(0.15));
}
