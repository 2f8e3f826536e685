#include "models/metrics/fairness.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace souk {

double jain_index(std::span<const double> shares) {
  if (shares.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double largest = *std::max_element(shares.begin(), shares.end());
  if (largest == 0) return std::numeric_limits<double>::quiet_NaN();  // 0 / 0
  double sum = 0, squares = 0;
  for (const double x : shares) {
    const double scaled = x / largest;  // so that no square overflows or vanishes
    sum += scaled;
    squares += scaled * scaled;
  }
  return sum * sum / (static_cast<double>(shares.size()) * squares);
}

double gini(std::span<const double> shares) {
  if (shares.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::vector<double> sorted(shares.begin(), shares.end());
  std::sort(sorted.begin(), sorted.end());
  const auto n = static_cast<double>(sorted.size());
  double sum = 0, weighted = 0, rank = 1;
  for (const double x : sorted) {
    sum += x;
    weighted += (2 * rank - n - 1) * x;
    ++rank;
  }
  return sum == 0 ? 0 : std::max(0.0, weighted / (n * sum));
}

}  // namespace souk
