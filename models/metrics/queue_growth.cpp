#include "models/metrics/queue_growth.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace souk {

void QueueGrowth::next_window() {
  in_window_ = 0;
  if (++window_ < windows) return;
  for (std::size_t i = 0; i < windows / 2; ++i) sums_[i] = sums_[2 * i] + sums_[2 * i + 1];
  for (std::size_t i = windows / 2; i < windows; ++i) sums_[i] = 0;
  window_ = windows / 2;
  width_ *= 2;
}

double QueueGrowth::mean(int from_quarter, int to_quarter) const {
  const std::size_t from = window_ * static_cast<std::size_t>(from_quarter) / 4;
  const std::size_t to = window_ * static_cast<std::size_t>(to_quarter) / 4;
  double sum = 0;
  for (std::size_t i = from; i < to; ++i) sum += sums_[i];
  return sum / (static_cast<double>(to - from) * static_cast<double>(width_));
}

bool QueueGrowth::unstable() const {
  if (arrivals_ < 200 || last_ <= 30 || first_time_ == last_time_) return false;
  const auto arrivals = static_cast<double>(arrivals_);
  if (static_cast<double>(last_) <= std::min(0.03 * arrivals, 3 * std::sqrt(2 * arrivals)))
    return false;
  return mean(3, 4) > 1.5 * mean(1, 2);
}

std::string QueueGrowth::note() const {
  if (!unstable()) return {};
  return fmt::format(
      "unstable: the queue grew until the last arrival ({:.1f} jobs waited over the second quarter "
      "of "
      "the arrivals, {:.1f} over the last; {} of {} at the end); means over time depend on the "
      "length "
      "of the run",
      mean(1, 2), mean(3, 4), last_, arrivals_);
}

}  // namespace souk
