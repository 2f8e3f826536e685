#include "analysis/bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <tbb/parallel_for.h>

#include "analysis/quantile.hpp"
#include "models/random/stream.hpp"

namespace souk {
namespace {

constexpr std::size_t points_at_once = 512;  // 8 MB of means at 2,000 resamples

/// Points [from, to) of a sample.
struct Block {
  std::span<const double> sample;
  std::size_t points, from, to;
  [[nodiscard]] std::size_t rows() const { return sample.size() / points; }
};

/// The means over the rows of resample `number`, a point each. Rows are drawn anew for each block
/// of points, and are the same ones: a stream is a function of its number.
void resampled_means(const Block& block, std::uint64_t seed, std::uint32_t number, double* means) {
  const std::size_t width = block.to - block.from;
  std::vector<double> counts(width, 0);
  std::fill(means, means + width, 0.0);
  Stream stream{seed, number, "bootstrap", 0};
  for (std::size_t r = 0; r < block.rows(); ++r) {
    const double* row = block.sample.data() + stream.below(block.rows()) * block.points;
    for (std::size_t p = 0; p < width; ++p) {
      const double value = row[block.from + p];
      if (std::isnan(value)) continue;
      means[p] += value;
      ++counts[p];
    }
  }
  for (std::size_t p = 0; p < width; ++p) means[p] /= counts[p];  // none: 0 / 0 is NaN
}

std::size_t values_at(const Block& block, std::size_t point) {
  std::size_t values = 0;
  for (std::size_t r = 0; r < block.rows(); ++r)
    values += std::isnan(block.sample[r * block.points + point]) ? 0 : 1;
  return values;
}

void add_intervals(const Block& block, const BootstrapSpec& spec, std::vector<Interval>& out) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const std::size_t width = block.to - block.from;
  std::vector<double> means(spec.resamples * width);
  tbb::parallel_for(std::uint32_t{0}, spec.resamples, [&](std::uint32_t number) {
    resampled_means(block, spec.seed, number, means.data() + number * width);
  });
  std::vector<double> column(spec.resamples);
  for (std::size_t p = 0; p < width; ++p) {
    for (std::size_t b = 0; b < spec.resamples; ++b) column[b] = means[b * width + p];
    const bool enough = values_at(block, block.from + p) >= 2;
    const double tail = (1 - spec.level) / 2;
    out.push_back(enough ? Interval{quantile(column, tail), quantile(column, 1 - tail)}
                         : Interval{nan, nan});
  }
}

}  // namespace

std::vector<Interval> bootstrap_means(std::span<const double> sample, std::size_t points,
                                      const BootstrapSpec& spec) {
  if (points == 0 || sample.size() % points != 0)
    throw std::invalid_argument{"a sample that is not whole rows of its points"};
  std::vector<Interval> intervals;
  for (std::size_t from = 0; from < points; from += points_at_once)
    add_intervals({sample, points, from, std::min(points, from + points_at_once)}, spec, intervals);
  return intervals;
}

}  // namespace souk
