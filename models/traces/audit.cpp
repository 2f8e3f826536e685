#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "models/traces/cell.hpp"
#include "models/traces/statistics.hpp"
#include "models/traces/trace.hpp"

namespace souk {
namespace {

// Up to `decimals` decimals, no zeros behind. Where these would hold one digit at most, three
// digits; what is below 1e-9 is rounding.
std::string number(double value, int decimals = 3) {
  if (std::isnan(value)) return "undefined";
  const double size = std::abs(value);
  if (size >= 1e-9 && size < std::pow(10.0, 1 - decimals)) return fmt::format("{:.3g}", value);
  std::string text = fmt::format("{:.{}f}", value, decimals);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string percent(double share) {
  return std::isnan(share) ? "undefined" : fmt::format("{:.1f} %", 100 * share);
}

std::string line(std::string_view name, std::string_view text) {
  return fmt::format("{:<14}{}\n", name, text);
}

std::string rows_part(const Trace& trace) {
  std::string out = line("rows", fmt::format("{}, jobs {}, not taken {}", trace.rows,
                                             trace.jobs.size(), trace.refused.size()));
  constexpr std::size_t shown = 10;
  for (std::size_t i = 0; i < std::min(shown, trace.refused.size()); ++i)
    out += fmt::format("  {}:{}: {}\n", trace.file, trace.refused[i].line, trace.refused[i].reason);
  if (trace.refused.size() > shown)
    out += fmt::format("  and {} more\n", trace.refused.size() - shown);
  return out;
}

std::string people_part(const Trace& trace, const TraceStatistics& statistics) {
  std::string out = line("users", fmt::format("{}", trace.users.size()));
  out += line("groups", fmt::format("{}", trace.groups.size()));
  if (statistics.repeated > 0)
    out += line("repeated",
                fmt::format("{} rows are equal to an earlier one (kept)", statistics.repeated));
  if (statistics.censored > 0)
    out += line("censored", fmt::format("{} jobs were stopped early: their true duration is longer",
                                        statistics.censored));
  return out;
}

std::string span_part(const Trace& trace, const TraceStatistics& statistics) {
  const std::string length =
      fmt::format("{} s ({:.1f} d)", number(statistics.span), statistics.span / 86400);
  if (!trace.epoch) return line("span", length);
  const auto wall = [&](double time) {
    return wall_time_text(*trace.epoch + static_cast<std::int64_t>(std::floor(time)));
  };
  return line("span",
              fmt::format("{} to {}, {}", wall(statistics.first), wall(statistics.last), length));
}

std::string spread_part(std::string_view name, const Spread& spread) {
  return line(name,
              fmt::format("mean {}, median {}, p90 {}, p99 {}, min {}, max {}, CV {}, zeros {}",
                          number(spread.mean), number(spread.median), number(spread.p90),
                          number(spread.p99), number(spread.least), number(spread.most),
                          number(spread.cv), spread.zeros));
}

std::string size_row(std::string_view name, const SizeClass& size, double jobs, double gpu_hours,
                     bool durations) {
  std::string out = fmt::format("  {:>7} GPU  {:>9} jobs {:>8}  {:>8} of GPU time", name, size.jobs,
                                percent(static_cast<double>(size.jobs) / jobs),
                                percent(size.gpu_hours / gpu_hours));
  if (durations)
    out += fmt::format("  duration s mean {}, median {}", number(size.mean_duration),
                       number(size.median_duration));
  return out + "\n";
}

std::string sizes_part(const Trace& trace, const TraceStatistics& statistics) {
  constexpr std::size_t shown = 20;
  const auto jobs = static_cast<double>(trace.jobs.size());
  std::string out =
      line("sizes", fmt::format("{} different, largest {} GPUs", statistics.sizes.size(),
                                statistics.sizes.rbegin()->first));
  SizeClass others;
  std::size_t row = 0;
  for (const auto& [gpus, size] : statistics.sizes) {
    if (row++ < shown) {
      out += size_row(std::to_string(gpus), size, jobs, statistics.gpu_hours, true);
      continue;
    }
    others.jobs += size.jobs;
    others.gpu_hours += size.gpu_hours;
  }
  return others.jobs == 0 ? out
                          : out + size_row("larger", others, jobs, statistics.gpu_hours, false);
}

std::string load_part(const Trace& trace, const TraceStatistics& statistics,
                      std::uint64_t capacity) {
  std::string out = line("GPU-hours", number(statistics.gpu_hours));
  out += line("no queue", fmt::format("mean {} GPUs busy over the span, peak {}",
                                      number(statistics.mean_busy), statistics.peak_busy));
  if (capacity == 0) return out;
  const double load = statistics.offered / static_cast<double>(capacity);
  out += line("load", fmt::format("rho {} of {} GPUs{}", number(load), capacity,
                                  load > 1 ? ": more than they can serve" : ""));
  std::size_t too_large = 0;
  for (const TraceJob& job : trace.jobs)
    too_large += static_cast<std::uint64_t>(job.gpus) > capacity ? 1 : 0;
  if (too_large > 0)
    out += line("", fmt::format("{} jobs ask for more than {} GPUs and can never run", too_large,
                                capacity));
  return out;
}

std::string calendar_part(const Trace& trace, const TraceStatistics& statistics) {
  if (!trace.epoch) return {};
  constexpr std::array<std::string_view, 7> days{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  std::string weekdays, hours, months;
  for (std::size_t i = 0; i < days.size(); ++i)
    weekdays += fmt::format("{} {}  ", days[i], statistics.by_weekday[i]);
  for (std::size_t i = 0; i < statistics.by_hour.size(); ++i)
    hours += fmt::format("{:02}h {}{}", i, statistics.by_hour[i],
                         i % 8 == 7 && i < 23 ? "\n              " : "  ");
  for (const auto& [month, jobs] : statistics.by_month)
    months += fmt::format("{} {}  ", month, jobs);
  for (std::string* text : {&weekdays, &hours, &months})
    text->erase(text->find_last_not_of(' ') + 1);
  return line("by weekday", weekdays) + line("by hour", hours) + line("by month", months);
}

}  // namespace

std::string audit_report(const Trace& trace, std::uint64_t capacity_gpus) {
  std::string out = fmt::format("trace {}, format {}\n", trace.file, trace.format);
  if (!trace.sha256.empty()) out += line("sha256", trace.sha256);
  out += rows_part(trace);
  if (trace.jobs.empty()) return out;
  const TraceStatistics statistics = trace_statistics(trace);
  out += people_part(trace, statistics);
  out += span_part(trace, statistics);
  out += sizes_part(trace, statistics);
  out += load_part(trace, statistics, capacity_gpus);
  out += spread_part("duration s", statistics.durations);
  const auto& [mu, sigma] = statistics.lognormal;
  const auto& [shape, scale] = statistics.weibull;
  out += line("", fmt::format("lognormal mu {}, sigma {}; Weibull shape {}, scale {}",
                              number(mu, 4), number(sigma, 4), number(shape), number(scale)));
  out += spread_part("inter-arrival", statistics.gaps);
  if (statistics.waits.count > 0)
    out += spread_part("observed wait", statistics.waits) +
           line("", fmt::format("known for {} jobs", statistics.waits.count));
  out += calendar_part(trace, statistics);
  for (const std::string& assumption : trace.assumptions) out += line("assumed", assumption);
  return out;
}

std::string refused_note(const Trace& trace) {
  if (trace.refused.empty()) return {};
  const RefusedRow& first = trace.refused.front();
  return fmt::format("{}: {} of {} rows {} not taken; the first, line {}: {}", trace.file,
                     trace.refused.size(), trace.rows, trace.refused.size() == 1 ? "was" : "were",
                     first.line, first.reason);
}

}  // namespace souk
