#include "models/devices/sample_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace souk {
namespace {

constexpr double interval_width = 0.02, settled_within = 0.01;
constexpr std::size_t least_samples = 11;

/// The largest d with P(Binomial(n, 1/2) < d) <= 2.5 %: the d-th and (n + 1 - d)-th order
/// statistics cover the median with at least 95 %. 0: there is none.
std::size_t order_of_interval(std::size_t n) {
  double term = std::ldexp(1.0, -static_cast<int>(n));  // of 0 successes; n <= 1000 keeps it normal
  double below = 0;
  std::size_t d = 0;
  while (d < n && below + term <= 0.025) {
    below += term;
    term *= static_cast<double>(n - d) / static_cast<double>(d + 1);
    ++d;
  }
  return d;
}

}  // namespace

double quantile_of(std::vector<double> values, double part) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::ranges::sort(values);
  const double place = part * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  if (below + 1 >= values.size()) return values.back();
  const double rest = place - static_cast<double>(below);
  return values[below] + rest * (values[below + 1] - values[below]);
}

TimingSummary summarise(std::span<const double> seconds) {
  std::vector<double> sorted{seconds.begin(), seconds.end()};
  std::ranges::sort(sorted);
  TimingSummary summary{
      .median_s = quantile_of(sorted, 0.5), .least_s = sorted.front(), .n = sorted.size()};
  const std::size_t order = std::max<std::size_t>(order_of_interval(sorted.size()), 1);
  summary.low_s = sorted[order - 1];
  summary.high_s = sorted[sorted.size() - order];
  const double first = quantile_of(sorted, 0.25), third = quantile_of(sorted, 0.75);
  const double fence = 3 * (third - first);
  summary.outliers = static_cast<std::size_t>(std::ranges::count_if(
      sorted, [&](double x) { return x < first - fence || x > third + fence; }));
  summary.converged = summary.n >= least_samples &&
                      summary.high_s - summary.low_s <= interval_width * summary.median_s;
  return summary;
}

bool settled(std::span<const double> earlier, std::span<const double> later) {
  const double before = quantile_of({earlier.begin(), earlier.end()}, 0.5);
  const double after = quantile_of({later.begin(), later.end()}, 0.5);
  return std::abs(after - before) <= settled_within * before;
}

}  // namespace souk
