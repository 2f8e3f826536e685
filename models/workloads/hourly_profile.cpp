#include "models/workloads/hourly_profile.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/check.hpp"

namespace souk {
namespace {

constexpr double hour = 3600;

/// Seconds from the start of the profile to time 0: from midnight, or from Monday midnight.
double offset_of(std::int64_t epoch, std::int64_t period) {
  constexpr std::int64_t monday = 3 * 86400;  // 1970-01-01 was a Thursday
  const std::int64_t since = (epoch + monday) % period;
  return static_cast<double>(since < 0 ? since + period : since);
}

}  // namespace

HourlyProfile::HourlyProfile(std::vector<double> weights, std::optional<std::int64_t> epoch)
    : weights_{std::move(weights)} {
  if (weights_.empty()) weights_.assign(24, 1.0);
  cumulative_.push_back(0);
  for (const double weight : weights_) cumulative_.push_back(cumulative_.back() + weight * hour);
  SOUK_CHECK(cumulative_.back() > 0, "a profile has no weight");
  period_ = hour * static_cast<double>(weights_.size());
  if (epoch) offset_ = offset_of(*epoch, static_cast<std::int64_t>(period_));
}

Seconds HourlyProfile::after(Seconds now, double amount) const {
  const double local = now.value + offset_;
  double cycle = std::floor(local / period_);
  const double within = local - cycle * period_;
  const auto here = std::min(static_cast<std::size_t>(within / hour), weights_.size() - 1);
  const double since = within - hour * static_cast<double>(here);
  double target = cumulative_[here] + since * weights_[here] + amount;

  const double cycles = std::floor(target / cumulative_.back());
  cycle += cycles;
  target = std::max(0.0, target - cycles * cumulative_.back());
  if (target >= cumulative_.back()) {  // by rounding alone
    cycle += 1;
    target = 0;
  }
  // The hour whose weight reaches the target; it is not 0, since the integral grows in it.
  const auto above = std::upper_bound(cumulative_.begin(), cumulative_.end(), target);
  const auto there = static_cast<std::size_t>(above - cumulative_.begin()) - 1;
  const double instant = cycle * period_ + hour * static_cast<double>(there) +
                         (target - cumulative_[there]) / weights_[there] - offset_;
  return std::max(now, Seconds{instant});
}

}  // namespace souk
