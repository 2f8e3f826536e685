#include "analysis/sobol_indices.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "analysis/quantile.hpp"
#include "models/random/stream.hpp"

namespace souk {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

using Blocks = std::vector<std::span<const double>>;

Blocks whole_blocks(std::span<const double> y, std::size_t dimensions) {
  const std::size_t size = dimensions + 2;
  if (y.size() % size != 0) throw std::invalid_argument{"results that are not whole blocks"};
  Blocks blocks;
  for (std::size_t at = 0; at < y.size(); at += size) {
    const auto block = y.subspan(at, size);
    if (std::none_of(block.begin(), block.end(), [](double f) { return std::isnan(f); }))
      blocks.push_back(block);
  }
  return blocks;
}

/// The sum over f(a) and f(b) of every block of `of(f)`.
template <class Of>
double sum_over(const Blocks& blocks, Of of) {
  double sum = 0;
  for (const auto& block : blocks) sum += of(block[0]) + of(block[1]);
  return sum;
}

SobolIndices indices_of(const Blocks& blocks, std::size_t dimensions) {
  const double n = static_cast<double>(blocks.size());
  const double mean = sum_over(blocks, [](double f) { return f; }) / (2 * n);
  const double variance =
      sum_over(blocks, [&](double f) { return (f - mean) * (f - mean); }) / (2 * n);
  SobolIndices indices;
  for (std::size_t i = 0; i < dimensions; ++i) {
    double first = 0, total = 0;
    for (const auto& block : blocks) {
      const double change = block[2 + i] - block[0];
      first += (block[1] - mean) * change;
      total += change * change;
    }
    indices.first.push_back(variance > 0 ? first / n / variance : nan);
    indices.total.push_back(variance > 0 ? total / (2 * n) / variance : nan);
  }
  return indices;
}

/// Of estimates by resample; quantile leaves out those without variance, which are NaN.
Interval interval_of(const std::vector<double>& estimates, double level) {
  const double tail = (1 - level) / 2;
  return {quantile(estimates, tail), quantile(estimates, 1 - tail)};
}

}  // namespace

SobolIndices sobol_indices(std::span<const double> y, std::size_t dimensions) {
  return indices_of(whole_blocks(y, dimensions), dimensions);
}

SobolIntervals sobol_intervals(std::span<const double> y, std::size_t dimensions,
                               const BootstrapSpec& spec) {
  const Blocks blocks = whole_blocks(y, dimensions);
  if (blocks.size() < 2)
    return {std::vector(dimensions, Interval{nan, nan}),
            std::vector(dimensions, Interval{nan, nan})};
  std::vector<std::vector<double>> first(dimensions), total(dimensions);
  for (std::uint32_t number = 0; number < spec.resamples; ++number) {
    Stream stream{spec.seed, number, "sobol_bootstrap", 0};
    Blocks drawn;
    for (std::size_t b = 0; b < blocks.size(); ++b)
      drawn.push_back(blocks[stream.below(blocks.size())]);
    const SobolIndices indices = indices_of(drawn, dimensions);
    for (std::size_t i = 0; i < dimensions; ++i) {
      first[i].push_back(indices.first[i]);
      total[i].push_back(indices.total[i]);
    }
  }
  SobolIntervals intervals;
  for (std::size_t i = 0; i < dimensions; ++i) {
    intervals.first.push_back(interval_of(first[i], spec.level));
    intervals.total.push_back(interval_of(total[i], spec.level));
  }
  return intervals;
}

}  // namespace souk
