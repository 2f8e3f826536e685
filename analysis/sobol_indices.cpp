#include "analysis/sobol_indices.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace souk {
namespace {

using Blocks = std::vector<std::span<const double>>;

/// The sum over f(a) and f(b) of every block of `of(f)`.
template <class Of>
double sum_over(const Blocks& blocks, Of of) {
  double sum = 0;
  for (const auto& block : blocks) sum += of(block[0]) + of(block[1]);
  return sum;
}

}  // namespace

SobolIndices sobol_indices(std::span<const double> y, std::size_t dimensions) {
  const std::size_t size = dimensions + 2;
  if (y.size() % size != 0) throw std::invalid_argument{"results that are not whole blocks"};
  Blocks blocks;
  for (std::size_t at = 0; at < y.size(); at += size) {
    const auto block = y.subspan(at, size);
    if (std::none_of(block.begin(), block.end(), [](double f) { return std::isnan(f); }))
      blocks.push_back(block);
  }
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
    const double nan = std::numeric_limits<double>::quiet_NaN();
    indices.first.push_back(variance > 0 ? first / n / variance : nan);
    indices.total.push_back(variance > 0 ? total / (2 * n) / variance : nan);
  }
  return indices;
}

}  // namespace souk
