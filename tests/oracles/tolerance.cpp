#include "tests/oracles/tolerance.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "tests/oracles/inputs.hpp"

namespace souk::oracles {
namespace {

/// Expected values are doubles from closed forms: a true 0 may stand there as 2e-16, so equality is
/// only asked for to this much.
constexpr double rounding = 1e-12;

Rule rule_called(const std::string& kind) {
  static const std::map<std::string_view, Rule> rules{
      {"exact", Rule::exact}, {"numeric", Rule::numeric},     {"statistical", Rule::statistical},
      {"bound", Rule::bound}, {"invariant", Rule::invariant}, {"property", Rule::property}};
  const auto found = rules.find(kind);
  if (found == rules.end()) throw OracleFault{fmt::format("unknown tolerance.kind \"{}\"", kind)};
  return found->second;
}

void read_statistical(Inputs& in, Tolerance& out) {
  out.replications = in.count("replications");
  out.jobs = in.has("jobs_per_replication") ? in.count("jobs_per_replication") : 0;
  out.warmup = in.number_or("warmup_fraction", 0);
  out.z = in.number("z");
  out.max_rel_se = in.number("max_rel_se");
  out.model_bias_rel = in.number_or("model_bias_rel", 0);
  if (in.has("stat_keys")) out.stat_keys = in.texts("stat_keys");
  if (out.replications < 2 || !(out.warmup >= 0 && out.warmup < 1) || !(out.z > 0) ||
      !(out.max_rel_se > 0))
    throw OracleFault{"tolerance: a number of the statistical rule is out of range"};
}

}  // namespace

bool Tolerance::is_statistical(std::string_view key) const {
  if (rule != Rule::statistical) return false;
  return stat_keys.empty() || std::ranges::any_of(stat_keys, [&](const std::string& name) {
           return key == name || key.starts_with(name + ".");
         });
}

Tolerance read_tolerance(const Node& table) {
  Inputs in{table, "tolerance"};
  Tolerance out;
  out.rule = rule_called(in.text("kind"));
  if (out.rule == Rule::exact || out.rule == Rule::numeric || out.rule == Rule::bound) {
    out.abs = in.number_or("abs", out.abs);
    out.rel = in.number_or("rel", out.rel);
  }
  if (out.rule == Rule::statistical) read_statistical(in, out);
  if (out.rule == Rule::property) out.slack = in.number_or("slack", 0);
  in.finish();
  return out;
}

Verdict judge(const Tolerance& tolerance, Side side, double got, double want) {
  Verdict out{.got = got};
  const double slack = std::max(tolerance.abs, tolerance.rel * std::abs(want));
  switch (tolerance.rule) {
    case Rule::exact:
    case Rule::numeric:
    case Rule::statistical:  // a formula beside what is measured
      out.holds = std::abs(got - want) <= slack;
      out.tolerance = fmt::format("+- {:.3g}", slack);
      break;
    case Rule::bound:
      if (side == Side::none) throw OracleFault{"the adapter does not say which side is legal"};
      out.holds = side == Side::at_most ? got <= want + slack : got >= want - slack;
      out.tolerance = side == Side::at_most ? "at most" : "at least";
      break;
    case Rule::invariant:
    case Rule::property:
      out.holds = got <= want + tolerance.slack;
      out.tolerance = fmt::format("at most, slack {:.3g}", tolerance.slack);
      break;
  }
  return out;
}

Verdict judge(const Tolerance& tolerance, std::span<const double> means, double want) {
  const auto r = static_cast<double>(means.size());
  const auto all = static_cast<double>(tolerance.replications);
  double mean = 0, squares = 0;
  for (const double x : means) mean += x / r;
  for (const double x : means) squares += (x - mean) * (x - mean);
  const double s = std::sqrt(squares / (r - 1) / r);

  const double z = means.size() == tolerance.replications
                       ? tolerance.z
                       : student_quantile(student_tail(tolerance.z, tolerance.replications - 1),
                                          means.size() - 1);
  const double reach = z * s + tolerance.model_bias_rel * std::abs(want) + rounding;
  const double most_s = tolerance.max_rel_se * std::abs(want) * std::sqrt(all / r) + rounding;
  return {.holds = std::abs(mean - want) <= reach,
          .precise = s <= most_s,
          .excess = s / most_s,
          .got = mean,
          .tolerance = fmt::format("+- {:.3g} (s = {:.3g}, at most {:.3g}; {} replications)", reach,
                                   s, most_s, means.size())};
}

// The density is k (1 + t^2 / n)^(-(n + 1) / 2); with t = sqrt(n) tan(a) the tail is an integral of
// cos(a)^(n - 1) over a finite range, smooth, so Simpson's rule on 2,000 parts is far finer than
// any use here.
double student_tail(double t, std::size_t freedom) {
  const auto n = static_cast<double>(freedom);
  const double from = std::atan(t / std::sqrt(n)), to = std::acos(0.0);
  constexpr int parts = 2000;
  const double step = (to - from) / parts;
  double sum = 0;
  for (int i = 0; i <= parts; ++i) {
    const double weight = i == 0 || i == parts ? 1 : (i % 2 == 1 ? 4 : 2);
    sum += weight * std::pow(std::max(0.0, std::cos(from + i * step)), n - 1);
  }
  const double log_k = std::lgamma((n + 1) / 2) - std::lgamma(n / 2) - std::log(2 * to) / 2;
  return std::exp(log_k) * sum * step / 3;
}

double student_quantile(double tail, std::size_t freedom) {
  double low = 0, high = 1;
  while (student_tail(high, freedom) > tail) high *= 2;
  for (int i = 0; i < 100; ++i) {
    const double middle = (low + high) / 2;
    (student_tail(middle, freedom) > tail ? low : high) = middle;
  }
  return high;
}

}  // namespace souk::oracles
