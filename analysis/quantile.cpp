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

double nearest_rank(std::span<const double> values, double part) {
  std::vector<double> sorted{values.begin(), values.end()};
  std::sort(sorted.begin(), sorted.end());
  return nearest_rank_of_sorted(sorted, part);
}

double nearest_rank_of_sorted(std::span<const double> sorted, double part) {
  if (sorted.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double wanted =
      std::ceil(part * static_cast<double>(sorted.size()) * (1 - 1e-15));  // 0.95 x 20 is rank 19
  return sorted[static_cast<std::size_t>(std::max(wanted, 1.0)) - 1];
}

}  // namespace souk
