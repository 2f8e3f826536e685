#include "models/devices/fit_parameters.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/devices/compute_fit.hpp"
#include "models/math/elementary.hpp"

namespace souk {
namespace {

constexpr double steepness = 1e4;        // of surprise beyond a bound
constexpr double eager_launch_s = 8e-6;  // of a framework's kernel on a GPU, with its call

/// The fastest rate seen: the peak is at least that, and not far above.
double fastest(std::span<const OpSample> samples) {
  double rate = 0;
  for (const OpSample& sample : samples) rate = std::max(rate, sample.work.flop() / sample.seconds);
  return rate;
}

double logistic(double x) {
  return 1 / (1 + math::exp(-x));
}

double shortest(std::span<const OpSample> samples) {
  return std::ranges::min(samples, {}, &OpSample::seconds).seconds;
}

}  // namespace

FitParameters::FitParameters(const DeviceProfile& device, std::span<const OpSample> samples,
                             FitShape shape)
    : op_class_{samples.front().work.op_class},
      dtype_{samples.front().work.dtype},
      products_{samples.front().work.flop() > 0},
      most_log_peak_{std::numeric_limits<double>::infinity()},
      most_log_t0_{math::log(shortest(samples))} {
  const Figure published = published_peak(device, dtype_);
  if (published) most_log_peak_ = math::log(*published);
  priors_[0] = {products_ ? std::min(math::log(fastest(samples) * 1.05), most_log_peak_ - 0.02) : 0,
                0.5, products_};
  const bool tiles = products_ && shape.form == FitForm::tiles;
  priors_[1] = {math::log(64.0), 1.5, tiles};
  priors_[2] = {math::log(16.0), 1.5, tiles};
  priors_[3] = {0, 1.5, tiles};
  priors_[4] = device.launch_latency_s ? Prior{math::log(*device.launch_latency_s), 0.5, true}
                                       : Prior{math::log(eager_launch_s), 1, true};
  priors_[5] = {math::log(0.1), 1.5, shape.passes};
}

std::vector<double> FitParameters::start() const {
  std::vector<double> at;
  for (const Prior& prior : priors_)
    if (prior.fitted) at.push_back(prior.mean);
  return at;
}

ComputeFit FitParameters::fit_at(const std::vector<double>& at) const {
  ComputeFit fit{.op_class = op_class_, .dtype = dtype_};
  std::size_t next = 0;
  if (priors_[0].fitted) fit.peak_flops = math::exp(std::min(at[next++], most_log_peak_));
  if (priors_[1].fitted) {
    fit.k0 = math::exp(at[next++]);
    fit.tile_c = math::exp(at[next++]);
    fit.wave_a = logistic(at[next++]);
  }
  fit.t0_s = math::exp(std::min(at[next++], most_log_t0_));
  if (priors_[5].fitted) fit.pass_factor = 1 + math::exp(at[next]);
  return fit;
}

double FitParameters::surprise(const std::vector<double>& at) const {
  double sum = 0;
  std::size_t next = 0;
  for (const Prior& prior : priors_) {
    if (!prior.fitted) continue;
    const double off = (at[next++] - prior.mean) / prior.deviation;
    sum += off * off / 2;
  }
  if (products_ && at[0] > most_log_peak_) sum += steepness * (at[0] - most_log_peak_);
  const double log_t0 = at[at.size() - (priors_[5].fitted ? 2 : 1)];
  if (log_t0 > most_log_t0_) sum += steepness * (log_t0 - most_log_t0_);
  return sum;
}

std::vector<double> FitParameters::logs_at(const std::vector<double>& at) const {
  const ComputeFit fit = fit_at(at);
  const auto log_or_0 = [](double x) { return x > 0 ? math::log(x) : 0; };
  return {fit.peak_flops ? math::log(*fit.peak_flops) : 0,
          log_or_0(fit.k0),
          log_or_0(fit.tile_c),
          priors_[3].fitted ? at[3] : 0,
          math::log(*fit.t0_s),
          math::log(fit.pass_factor)};
}

}  // namespace souk
