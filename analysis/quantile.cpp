#include "analysis/quantile.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <vector>

namespace souk {

double quantile(std::span<const double> values, double part) {
  std::vector<double> sorted;
  std::copy_if(values.begin(), values.end(), std::back_inserter(sorted),
               [](double value) { return !std::isnan(value); });
  std::sort(sorted.begin(), sorted.end());
  return quantile_of_sorted(sorted, part);
}

double quantile_of_sorted(std::span<const double> sorted, double part) {
  if (sorted.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double at = static_cast<double>(sorted.size() - 1) * part;
  const auto below = static_cast<std::size_t>(std::floor(at));
  const double rest = at - static_cast<double>(below);
  if (rest == 0 || below + 1 >= sorted.size()) return sorted[below];
  return sorted[below] + rest * (sorted[below + 1] - sorted[below]);
}

}  // namespace souk
