#include "sim/cli/summary_text.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/cli/cost_text.hpp"
#include "sim/cli/print.hpp"
#include "sim/cli/sharing_text.hpp"

namespace souk::cli {
namespace {

std::string line(std::string_view title, const std::string& text) {
  return fmt::format("{:<12}{}\n", title, text);
}

/// The named metrics of a run, shortly.
class Named {
 public:
  explicit Named(const RunSummary& summary) : summary_{&summary} {}
  double operator()(std::string_view name) const { return metric(*summary_, name).value; }
  [[nodiscard]] MetricFlag flag(std::string_view name) const {
    return metric(*summary_, name).flag;
  }

 private:
  const RunSummary* summary_;
};

std::string head_text(const Scenario& scenario, const RunResult& run) {
  double gpus = 0;
  for (const SiteRow& site : run.started.sites)
    gpus += static_cast<double>(site.nodes) * site.gpus_per_node;
  const auto consumers =
      std::count_if(run.started.agents.begin(), run.started.agents.end(),
                    [](const AgentRow& agent) { return agent.role == Role::consumer; });
  const GeneralSpec& general = scenario.general;
  std::string text = general.title == general.name
                         ? fmt::format("{}\n", general.name)
                         : fmt::format("{}: {}\n", general.name, general.title);
  text += fmt::format(
      "{} of {}, {}; {}; mechanism {}, scheduling {}, placement {}; seed {}, replication {}\n\n",
      counted_text(gpus, "GPU"),
      counted_text(static_cast<double>(run.started.sites.size()), "provider"),
      counted_text(static_cast<double>(consumers), "consumer"),
      duration_text(run.summary.end.value), scenario.market.mechanism.name,
      scenario.scheduling.rule.name, scenario.placement.rule.name, run.started.seed,
      run.started.replication);
  return text;
}

std::string jobs_text(const Named& value) {
  std::string text = fmt::format("{} submitted: {} finished", count_text(value("jobs_submitted")),
                                 count_text(value("jobs_finished")));
  for (const std::string_view name : {"late", "refused", "expired", "cancelled", "killed"}) {
    const double jobs = value(fmt::format("jobs_{}", name));
    if (jobs > 0) text += fmt::format(", {} {}", count_text(jobs), name);
  }
  return line("jobs", text + fmt::format(", {} unfinished", count_text(value("jobs_unfinished"))));
}

std::string service_text(const Named& value) {
  std::string text = line(
      "wait",
      fmt::format("mean {}, median {}, 95th percentile {}", duration_text(value("mean_wait_s")),
                  duration_text(value("p50_wait_s")), duration_text(value("p95_wait_s"))));
  text += line("completion", fmt::format("mean {}, mean bounded slowdown {}, makespan {}",
                                         duration_text(value("mean_jct_s")),
                                         number_text(value("mean_bounded_slowdown")),
                                         duration_text(value("makespan_s"))));
  const double gpu_hours = value("gpu_hours");
  text +=
      line("GPUs",
           fmt::format("utilisation {}, {} useful GPU-hours, goodput {}, compute "
                       "efficiency {}",
                       percent_text(value("utilisation")),
                       gpu_hours < 1000 ? number_text(gpu_hours) : count_text(gpu_hours),
                       percent_text(value("goodput")), number_text(value("compute_efficiency"))));
  return text + line("fairness",
                     fmt::format("Jain index {}, Gini coefficient {} (useful GPU-hours "
                                 "of each consumer)",
                                 number_text(value("jain_index")), number_text(value("gini"))));
}

/// "12.3 MB/s", or that every access was a hit.
std::string efficiency_text(const Named& value, std::string_view name, double unit,
                            std::string_view unit_name) {
  if (value.flag(name) == MetricFlag::no_transfers) return "no transfers, all hits";
  return std::isnan(value(name)) ? "-"
                                 : fmt::format("{} {}", number_text(value(name) / unit), unit_name);
}

std::string goods_text(const Scenario& scenario, const Named& value) {
  if (scenario.goods.empty() && !(value("bytes_moved") > 0)) return "";
  return line("goods",
              fmt::format("{} GB moved, hit ratio {}, data efficiency {}, model efficiency {}",
                          number_text(value("bytes_moved") / 1e9), percent_text(value("hit_ratio")),
                          efficiency_text(value, "data_efficiency", 1e6, "MB/s"),
                          efficiency_text(value, "model_efficiency", 1, "/s")));
}

std::string market_text(const Scenario& scenario, const Named& value) {
  // Money is whole micro-credits and a price is not: less than one is rounding.
  const auto credits = [&](const char* name) {
    const double found = value(name);
    return number_text(std::abs(found) < 1e-6 ? 0 : found);
  };
  if (scenario.market.mechanism.name == "none" && credits("welfare_credit") == "0") return "";
  std::string text =
      line("market", fmt::format("welfare {} credit, consumer surplus {}, producer surplus {}",
                                 credits("welfare_credit"), credits("consumer_surplus_credit"),
                                 credits("producer_surplus_credit")));
  if (scenario.market.mechanism.name == "none") return text;
  return text + line("money", fmt::format("mean price {} credit/GPUh, revenue {} credit, fees {}, "
                                          "budget residual {}",
                                          number_text(value("mean_price_credit_per_gpu_h")),
                                          credits("revenue_credit"), credits("fee_credit"),
                                          credits("budget_residual_credit")));
}

std::string audit_text(const RunSummary& summary) {
  std::vector<std::string> held, broken;
  for (const AuditLine& each : summary.audit)
    if (each.holds)
      held.push_back(each.name);
    else
      broken.push_back(
          fmt::format("{}: expected {}, found {}", each.name, each.expected, each.found));
  return line("audit", broken.empty() ? fmt::format("holds: {}", fmt::join(held, ", "))
                                      : fmt::format("FAILS: {}", fmt::join(broken, "; ")));
}

}  // namespace

MetricValue metric(const RunSummary& summary, std::string_view name) {
  return summary.metrics[metric_index(name)];
}

std::string summary_text(const Scenario& scenario, const RunResult& run) {
  const Named value{run.summary};
  std::string text = head_text(scenario, run);
  text += jobs_text(value) + service_text(value);
  text += goods_text(scenario, value) + market_text(scenario, value);
  if (run.alone) text += "\n" + sharing_text(scenario, run.summary) + "\n";
  if (const std::string winners = winners_text(scenario); !winners.empty())
    text += "\n" + winners + "\n";
  for (const std::string& note : run.summary.notes) text += line("note", note);
  text += audit_text(run.summary);
  text += line("event hash", fmt::format("{:016x} ({} events)", run.summary.event_hash,
                                         count_text(static_cast<double>(run.summary.events))));
  return text;
}

}  // namespace souk::cli
