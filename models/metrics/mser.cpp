#include "models/metrics/mser.hpp"

#include <limits>

namespace souk {

WarmupCut mser5(std::span<const double> series) {
  constexpr std::size_t batch = 5;
  const std::size_t batches = series.size() / batch;
  const std::size_t last = batches / 2;
  std::size_t best = 0;
  double least = std::numeric_limits<double>::infinity();
  double mean = 0, squares = 0, count = 0;
  for (std::size_t d = batches; d-- > 0;) {  // Welford's sums, from the end
    double z = 0;
    for (std::size_t i = 0; i < batch; ++i) z += series[d * batch + i];
    z /= batch;
    ++count;
    const double step = z - mean;
    mean += step / count;
    squares += step * (z - mean);
    const double error = squares / (count * count);
    if (d <= last && error <= least) {
      least = error;
      best = d;
    }
  }
  return {best * batch, batches >= 2 && best < last};
}

}  // namespace souk
