#include "models/traces/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include "models/check.hpp"
#include "models/traces/cell.hpp"

namespace souk {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

double quantile(const std::vector<double>& sorted, double p) {
  const double at = static_cast<double>(sorted.size() - 1) * p;
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

std::vector<double> gaps_of(const Trace& trace) {
  std::vector<double> gaps;
  for (std::size_t i = 1; i < trace.jobs.size(); ++i)
    gaps.push_back((trace.jobs[i].submit - trace.jobs[i - 1].submit).value);
  return gaps;
}

// Everything a job says but its name, so that equal keys are jobs told twice. Unknown times are
// NaN, which equals nothing: -1 here.
auto whole_job(const TraceJob& job) {
  const auto known = [](double number) { return std::isnan(number) ? -1.0 : number; };
  return std::tuple{job.submit.value,
                    job.duration.value,
                    job.gpus,
                    job.user,
                    job.group,
                    known(job.estimate.value),
                    known(job.start.value),
                    known(job.value),
                    known(job.budget),
                    known(job.deadline.value),
                    known(job.patience.value),
                    job.device,
                    job.dataset,
                    job.model,
                    job.censored};
}

std::size_t count_repeated(const Trace& trace) {
  std::vector<decltype(whole_job({}))> keys;
  for (const TraceJob& job : trace.jobs) keys.push_back(whole_job(job));
  std::ranges::sort(keys);
  const auto [first_left, end] = std::ranges::unique(keys);
  return static_cast<std::size_t>(end - first_left);
}

// Ends come before starts of the same instant, so a GPU can pass from one job to the next.
std::int64_t peak_of(const Trace& trace) {
  std::vector<std::pair<double, std::int64_t>> changes;
  for (const TraceJob& job : trace.jobs) {
    if (job.duration <= Seconds{0}) continue;
    changes.emplace_back(job.submit.value, job.gpus);
    changes.emplace_back((job.submit + job.duration).value, -job.gpus);
  }
  std::ranges::sort(changes);
  std::int64_t busy = 0, peak = 0;
  for (const auto& [time, change] : changes) peak = std::max(peak, busy += change);
  return peak;
}

// Jobs at work after the last submission are cut there: their rest falls outside of the span.
double mean_of(const Trace& trace, double span, std::int64_t peak) {
  if (!(span > 0)) return undefined;
  const Seconds last = trace.jobs.back().submit;
  double gpu_seconds = 0;
  for (const TraceJob& job : trace.jobs)
    gpu_seconds += (std::min(job.duration, last - job.submit) * job.gpus).value;
  return std::min(gpu_seconds / span, static_cast<double>(peak));  // less by rounding alone
}

std::map<int, SizeClass> sizes_of(const Trace& trace) {
  std::map<int, std::vector<double>> durations;
  for (const TraceJob& job : trace.jobs) durations[job.gpus].push_back(job.duration.value);
  std::map<int, SizeClass> sizes;
  for (auto& [gpus, of_size] : durations) {
    const Spread spread = spread_of(std::move(of_size));
    const double total = spread.mean * static_cast<double>(spread.count);
    sizes[gpus] = {spread.count, total * gpus / 3600, spread.mean, spread.median};
  }
  return sizes;
}

void count_wall_times(const Trace& trace, TraceStatistics& statistics) {
  if (!trace.epoch) return;
  constexpr std::int64_t day_s = 86400;
  for (const TraceJob& job : trace.jobs) {
    const std::int64_t time =
        *trace.epoch + static_cast<std::int64_t>(std::floor(job.submit.value));
    const std::int64_t second = (time % day_s + day_s) % day_s, day = (time - second) / day_s;
    // 1970-01-01 was a Thursday, day 3 from Monday.
    ++statistics.by_weekday[static_cast<std::size_t>(((day + 3) % 7 + 7) % 7)];
    ++statistics.by_hour[static_cast<std::size_t>(second / 3600)];
    ++statistics.by_month[wall_time_text(time).substr(0, 7)];
  }
}

/// ln x of the numbers > 0.
std::vector<double> logarithms(const std::vector<double>& numbers) {
  std::vector<double> logs;
  for (const double x : numbers)
    if (x > 0) logs.push_back(std::log(x));
  return logs;
}

}  // namespace

Spread spread_of(std::vector<double> numbers) {
  Spread spread{0, 0, undefined, undefined, undefined, undefined, undefined, undefined, undefined};
  if (numbers.empty()) return spread;
  std::ranges::sort(numbers);
  const auto count = static_cast<double>(numbers.size());
  double sum = 0, squares = 0;
  for (const double x : numbers) sum += x;
  spread.count = numbers.size();
  spread.zeros = static_cast<std::size_t>(std::ranges::count(numbers, 0.0));
  spread.mean = sum / count;
  for (const double x : numbers) squares += (x - spread.mean) * (x - spread.mean);
  if (numbers.size() > 1 && spread.mean != 0)
    spread.cv = std::sqrt(squares / (count - 1)) / spread.mean;
  spread.median = quantile(numbers, 0.5);
  spread.p90 = quantile(numbers, 0.9);
  spread.p99 = quantile(numbers, 0.99);
  spread.least = numbers.front();
  spread.most = numbers.back();
  return spread;
}

LognormalFit fit_lognormal(const std::vector<double>& numbers) {
  const std::vector<double> logs = logarithms(numbers);
  if (logs.empty()) return {undefined, undefined};
  const auto count = static_cast<double>(logs.size());
  double sum = 0, squares = 0;
  for (const double x : logs) sum += x;
  const double mu = sum / count;
  for (const double x : logs) squares += (x - mu) * (x - mu);
  return {mu, std::sqrt(squares / count)};
}

// With y = ln x - max ln x and the sums S_j = sum y^j exp(k y), the shape k is the root of
//     g(k) = S_1 / S_0 - 1 / k - mean y,     g'(k) = S_2 / S_0 - (S_1 / S_0)^2 + 1 / k^2 > 0,
// which rises from -infinity and is found by Newton's steps, halved towards 0 where they leave k >
// 0.
WeibullFit fit_weibull(const std::vector<double>& numbers) {
  std::vector<double> logs = logarithms(numbers);
  const LognormalFit normal = fit_lognormal(numbers);
  if (logs.size() < 2 || !(normal.sigma > 0)) return {undefined, undefined};
  const double top = std::ranges::max(logs);
  const auto count = static_cast<double>(logs.size());
  double shape =
      1.2825498301618641 / normal.sigma;  // ln of a Weibull number has deviation (pi / sqrt 6) / k
  for (int step = 0; step < 100; ++step) {
    double s0 = 0, s1 = 0, s2 = 0;
    for (const double x : logs) {
      const double y = x - top, weight = std::exp(shape * y);
      s0 += weight;
      s1 += y * weight;
      s2 += y * y * weight;
    }
    const double slope = s2 / s0 - (s1 / s0) * (s1 / s0) + 1 / (shape * shape);
    const double next = shape - (s1 / s0 - 1 / shape - (normal.mu - top)) / slope;
    const double before = std::exchange(shape, next > 0 ? next : shape / 2);
    if (std::abs(shape - before) < 1e-12 * shape) break;
  }
  double sum = 0;
  for (const double x : logs) sum += std::exp(shape * (x - top));
  return {shape, std::exp(top + std::log(sum / count) / shape)};
}

Spread observed_waits(const Trace& trace) {
  std::vector<double> waits;
  for (const TraceJob& job : trace.jobs)
    if (job.start >= job.submit) waits.push_back((job.start - job.submit).value);
  return spread_of(std::move(waits));
}

TraceStatistics trace_statistics(const Trace& trace) {
  SOUK_CHECK(!trace.jobs.empty(), "statistics of a trace without jobs");
  std::vector<double> durations;
  double gpu_seconds = 0;
  TraceStatistics statistics;
  for (const TraceJob& job : trace.jobs) {
    durations.push_back(job.duration.value);
    gpu_seconds += (job.duration * job.gpus).value;
    statistics.censored += job.censored ? 1 : 0;
  }
  statistics.first = trace.jobs.front().submit.value;
  statistics.last = trace.jobs.back().submit.value;
  statistics.span = statistics.last - statistics.first;
  statistics.gpu_hours = gpu_seconds / 3600;
  statistics.lognormal = fit_lognormal(durations);
  statistics.weibull = fit_weibull(durations);
  statistics.durations = spread_of(std::move(durations));
  statistics.gaps = spread_of(gaps_of(trace));
  statistics.waits = observed_waits(trace);
  statistics.sizes = sizes_of(trace);
  statistics.repeated = count_repeated(trace);
  statistics.offered = statistics.span > 0 ? gpu_seconds / statistics.span : undefined;
  statistics.peak_busy = peak_of(trace);
  statistics.mean_busy = mean_of(trace, statistics.span, statistics.peak_busy);
  count_wall_times(trace, statistics);
  return statistics;
}

}  // namespace souk
