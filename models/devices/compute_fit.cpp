#include "models/devices/compute_fit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "models/devices/fit_parameters.hpp"
#include "models/devices/nelder_mead.hpp"
#include "models/devices/sample_statistics.hpp"
#include "models/math/elementary.hpp"
#include "models/random/stream.hpp"

namespace souk {
namespace {

constexpr double huber_width = 0.1;  // in ln(predicted / measured)
constexpr double prior_weight =
    0.003;  // a prior one deviation off costs as much as a 7.7 % residual
constexpr std::size_t starts = 4;
constexpr double idle_part = 1e-3;  // of the loss: what does not change it by more is not fitted

double huber(double residual) {
  const double size = std::abs(residual);
  return size <= huber_width ? size * size / 2 : huber_width * (size - huber_width / 2);
}

/// What the loss is made of; the samples' memory times are computed once.
class Loss {
 public:
  Loss(const DeviceProfile& device, const FitParameters& parameters,
       std::span<const OpSample> samples)
      : parameters_{parameters}, sm_count_{device.sm_count.value_or(1)} {
    for (const OpSample& sample : samples)
      rows_.push_back({sample.work, memory_seconds(device, sample.work).value(),
                       math::log(sample.seconds), sample.weight});
  }

  /// Only the rows of this resample count, as often as it names them.
  void choose(const std::vector<std::size_t>& rows) { chosen_ = rows; }

  double operator()(const std::vector<double>& at) const {
    return with_data(prior_weight * parameters_.surprise(at), at);
  }

  /// Without the priors.
  [[nodiscard]] double of_data(const std::vector<double>& at) const { return with_data(0, at); }

 private:
  struct Row {
    OpWork work;
    double memory_s, log_measured, weight;
  };

  [[nodiscard]] double with_data(double loss, const std::vector<double>& at) const {
    const ComputeFit fit = parameters_.fit_at(at);
    const auto add = [&](const Row& row) { loss += row.weight * huber(residual(fit, row)); };
    if (chosen_.empty()) std::ranges::for_each(rows_, add);
    for (const std::size_t row : chosen_) add(rows_[row]);
    return loss;
  }

  [[nodiscard]] double residual(const ComputeFit& fit, const Row& row) const {
    double work_s = row.memory_s * fit.pass_factor;
    if (row.work.flop() > 0)
      work_s = std::max(work_s, compute_seconds({*fit.peak_flops, fit.k0, fit.tile_c, fit.wave_a},
                                                sm_count_, row.work));
    return math::log(*fit.t0_s + work_s) - row.log_measured;
  }

  const FitParameters& parameters_;
  double sm_count_;
  std::vector<Row> rows_;
  std::vector<std::size_t> chosen_;
};

void require_fittable(const DeviceProfile& device, std::span<const OpSample> samples) {
  if (samples.size() < 4) throw std::invalid_argument{"a fit needs at least 4 samples"};
  for (const OpSample& sample : samples) {
    if (!(sample.seconds > 0) || !std::isfinite(sample.seconds))
      throw std::invalid_argument{"a measured time is not positive and finite"};
    if (!memory_seconds(device, sample.work))
      throw std::invalid_argument{"the bandwidth must be known before the fit"};
    if (sample.work.flop() > 0 && !device.sm_count)
      throw std::invalid_argument{"the number of SMs must be known before the fit"};
  }
}

std::vector<double> best_of_starts(const Loss& loss, const FitParameters& parameters,
                                   std::uint64_t seed) {
  Minimum best;
  for (std::size_t start = 0; start < starts; ++start) {
    std::vector<double> from = parameters.start();
    Stream stream{seed, 0, "fit-start", start};
    for (double& value : from) value += start == 0 ? 0 : 2 * stream.uniform() - 1;
    Minimum found = nelder_mead(loss, from, 0.5, 1e-10, 1500);
    found = nelder_mead(loss, found.at, 0.2, 1e-11, 1500);  // a collapsed simplex starts anew
    if (start == 0 || found.value < best.value) best = found;
  }
  return best.at;
}

std::vector<double> column(const std::vector<std::vector<double>>& rows, std::size_t index) {
  std::vector<double> values;
  for (const std::vector<double>& row : rows) values.push_back(row.at(index));
  return values;
}

/// Sample covariance, the lower triangle by rows.
std::vector<double> covariance_of(const std::vector<std::vector<double>>& rows) {
  const std::size_t width = rows.front().size();
  const auto count = static_cast<double>(rows.size());
  std::vector<double> means(width);
  for (const auto& row : rows)
    for (std::size_t i = 0; i < width; ++i) means[i] += row[i] / count;
  std::vector<double> triangle;
  for (std::size_t i = 0; i < width; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = 0;
      for (const auto& row : rows) sum += (row[i] - means[i]) * (row[j] - means[j]);
      triangle.push_back(sum / (count - 1));
    }
  return triangle;
}

Interval interval_of(std::vector<double> logs) {
  return {math::exp(quantile_of(logs, 0.025)), math::exp(quantile_of(logs, 0.975))};
}

/// Refits of resampled shapes: how far the parameters move.
void add_intervals(ComputeFit& fit, Loss& loss, const FitParameters& parameters,
                   const std::vector<double>& best, std::size_t shapes, const FitOptions& options) {
  std::vector<std::vector<double>> refits;
  for (int resample = 0; resample < options.resamples; ++resample) {
    Stream stream{options.seed, static_cast<std::uint32_t>(resample), "bootstrap", 0};
    std::vector<std::size_t> rows(shapes);
    for (std::size_t& row : rows) row = stream.below(shapes);
    loss.choose(rows);
    refits.push_back(parameters.logs_at(nelder_mead(loss, best, 0.1, 1e-7, 250).at));
  }
  fit.covariance = covariance_of(refits);
  if (fit.peak_flops) fit.peak_interval = interval_of(column(refits, 0));
  fit.t0_interval = interval_of(column(refits, 4));
}

/// A shape of the model, and where its loss is least.
struct Found {
  FitShape shape;
  std::vector<double> at;
};

/// The form that is nearest to the data, by the robust loss without the priors: those expect tiles,
/// and a roofline has none. It must halve the loss, for else scatter alone would decide.
Found best_of_forms(const DeviceProfile& device, std::span<const OpSample> samples,
                    std::uint64_t seed) {
  std::vector<FitForm> forms{FitForm::tiles};
  if (samples.front().work.flop() > 0) forms.push_back(FitForm::roofline);
  Found best;
  double least = std::numeric_limits<double>::infinity();
  for (const FitForm form : forms) {
    const FitParameters parameters{device, samples, {form}};
    const Loss loss{device, parameters, samples};
    std::vector<double> at = best_of_starts(loss, parameters, seed);
    const double found = loss.of_data(at);
    if (found >= least / 2) continue;
    least = found;
    best = {{form}, std::move(at)};
  }
  return best;
}

/// Where no sample is bound by memory, the data say nothing of how often bytes are moved, and the
/// search ends at its prior. Once is the least that can be, and then it is what is taken.
Found without_idle_passes(Found found, const DeviceProfile& device,
                          std::span<const OpSample> samples) {
  const FitParameters with{device, samples, found.shape};
  Found once{{found.shape.form, false}, {found.at.begin(), found.at.end() - 1}};
  const FitParameters without{device, samples, once.shape};
  const double loss = Loss{device, with, samples}.of_data(found.at);
  const bool idle = Loss{device, without, samples}.of_data(once.at) <= loss * (1 + idle_part);
  return idle ? once : found;
}

ComputeFit fit_point(const DeviceProfile& device, std::span<const OpSample> samples,
                     const FitOptions& options) {
  const auto [shape, best] =
      without_idle_passes(best_of_forms(device, samples, options.seed), device, samples);
  const FitParameters parameters{device, samples, shape};
  Loss loss{device, parameters, samples};
  ComputeFit fit = parameters.fit_at(best);
  fit.n_fit = samples.size();
  if (options.resamples > 1) add_intervals(fit, loss, parameters, best, samples.size(), options);
  return fit;
}

/// The error on the quarter with the most work, from a fit of the rest.
PredictionError extrapolation_error(const DeviceProfile& device, std::vector<OpSample> samples,
                                    FitOptions options) {
  std::ranges::stable_sort(samples, {}, [](const OpSample& sample) {
    return sample.work.flop() > 0 ? sample.work.flop() : sample.work.bytes();
  });
  const std::size_t small = samples.size() - samples.size() / 4;
  options.resamples = 0;
  const std::span<const OpSample> all{samples};
  const ComputeFit fit = fit_point(device, all.first(small), options);
  return prediction_error(device, fit, all.subspan(small));
}

/// The spread of log(measured / predicted) that its median absolute deviation stands for, so that a
/// few outliers do not decide it.
double robust_sigma(const DeviceProfile& device, const ComputeFit& fit,
                    std::span<const OpSample> samples) {
  std::vector<double> sizes;
  for (const OpSample& sample : samples)
    sizes.push_back(
        std::abs(math::log(sample.seconds / op_time(device, fit, sample.work)->total_s)));
  return 1.4826 * quantile_of(sizes, 0.5);
}

}  // namespace

ComputeFit fit_compute(const DeviceProfile& device, std::span<const OpSample> samples,
                       std::span<const OpSample> holdout, const FitOptions& options) {
  require_fittable(device, samples);
  ComputeFit fit = fit_point(device, samples, options);
  fit.sigma_log = robust_sigma(device, fit, holdout.empty() ? samples : holdout);
  if (!holdout.empty()) fit.holdout = prediction_error(device, fit, holdout);
  if (options.extrapolate && samples.size() >= 16)
    fit.extrapolation = extrapolation_error(device, {samples.begin(), samples.end()}, options);
  return fit;
}

PredictionError prediction_error(const DeviceProfile& device, const ComputeFit& fit,
                                 std::span<const OpSample> samples) {
  std::vector<double> predicted, measured;
  for (const OpSample& sample : samples) {
    predicted.push_back(op_time(device, fit, sample.work).value().total_s);
    measured.push_back(sample.seconds);
  }
  return prediction_error(predicted, measured);
}

PredictionError prediction_error(std::span<const double> predicted,
                                 std::span<const double> measured) {
  if (predicted.empty() || predicted.size() != measured.size())
    throw std::invalid_argument{"predictions and measurements must be as many, at least one"};
  PredictionError error{.shapes = predicted.size()};
  std::vector<double> sizes;
  for (std::size_t i = 0; i < predicted.size(); ++i) {
    const double off = predicted[i] / measured[i] - 1;
    error.bias += off / static_cast<double>(predicted.size());
    error.mape += std::abs(off) / static_cast<double>(predicted.size());
    sizes.push_back(std::abs(off));
  }
  error.median = quantile_of(sizes, 0.5);
  error.p90 = quantile_of(sizes, 0.9);
  return error;
}

}  // namespace souk
