#include "analysis/paired.hpp"

#include <cmath>
#include <stdexcept>
#include <vector>

namespace souk {
namespace {

/// Of the values that are all numbers; NaN for less than two.
double variance(std::span<const double> values) {
  const double n = static_cast<double>(values.size());
  double sum = 0, squares = 0;
  for (const double value : values) sum += value;
  for (const double value : values) squares += (value - sum / n) * (value - sum / n);
  return squares / (n - 1);
}

}  // namespace

bool PairedDifference::resolved() const {
  const auto leaves_out_0 = [](double low, double high) { return low > 0 || high < 0; };
  return leaves_out_0(student.low, student.high) && leaves_out_0(bootstrap.low, bootstrap.high);
}

Pairs whole_pairs(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size()) throw std::invalid_argument{"pairs of unequal numbers of values"};
  Pairs pairs;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::isnan(a[i]) || std::isnan(b[i])) continue;
    pairs.a.push_back(a[i]);
    pairs.b.push_back(b[i]);
    pairs.difference.push_back(b[i] - a[i]);
  }
  return pairs;
}

PairedDifference paired_difference(std::span<const double> a, std::span<const double> b,
                                   const BootstrapSpec& spec) {
  const Pairs pairs = whole_pairs(a, b);
  return {mean_band(pairs.difference, spec.level),
          bootstrap_means(pairs.difference, 1, spec).front(),
          (variance(pairs.a) + variance(pairs.b)) / variance(pairs.difference)};
}

}  // namespace souk
