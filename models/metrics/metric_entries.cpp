// The metric registry: name, unit, exact definition, formula.

#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "models/check.hpp"
#include "models/metrics/metric_entry.hpp"

namespace souk {
namespace {

using T = const Totals&;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// A number, or "undefined" where it is none.
MetricValue value(double x) {
  if (std::isnan(x)) return {none, MetricFlag::undefined};
  return {x, MetricFlag::measured};
}
MetricValue count(std::uint64_t n) {
  return {static_cast<double>(n), MetricFlag::measured};
}
MetricValue ratio(double part, double whole) {
  return value(whole > 0 ? part / whole : none);
}
MetricValue per(double sum, std::uint64_t n) {
  return ratio(sum, static_cast<double>(n));
}
MetricValue credit(Money amount) {
  return value(amount.credits().value);
}

MetricValue state(T t, OrderState s) {
  return count(t.jobs.by_state[static_cast<std::size_t>(s)]);
}
MetricValue completed(T t, double sum) {
  return ratio(sum, t.completed());
}

/// Accesses (or bytes) over transfer time: no accesses is undefined, all hits is "no transfers".
MetricValue efficiency(double accessed, std::uint64_t accesses, std::uint64_t transfers,
                       double time) {
  if (accesses == 0) return {none, MetricFlag::undefined};
  if (transfers == 0) return {none, MetricFlag::no_transfers};
  return ratio(accessed, time);
}
MetricValue data_rate(T t, double time) {
  const TransferTotals& x = t.transfers;
  return efficiency(x.accessed_data_bytes, x.data_accesses, x.data_transfers, time);
}
MetricValue model_rate(T t, double time) {
  const TransferTotals& x = t.transfers;
  return efficiency(static_cast<double>(x.accessed_models), x.model_accesses, x.model_transfers,
                    time);
}

double spent(T t) {
  return t.money.spent.credits().value;
}
double earned(T t) {
  return (t.money.revenue - t.money.seller_fees).credits().value;
}

struct Row {
  MetricEntry entry;
  MetricFormula formula;
};

// "Jobs" below are those submitted after warm-up, "completed" means finished or late, "the window"
// is the time from the end of warm-up to the end of the run (its horizon, if it has one).
const std::vector<Row>& job_rows() {
  static const std::vector<Row> rows{
      {{"jobs_submitted", "1",
        "jobs submitted after warm-up; every job_ and mean below is over these", true},
       [](T t) { return count(t.jobs.submitted); }},
      {{"jobs_finished", "1", "jobs that ended, and not after their deadline", true},
       [](T t) { return state(t, OrderState::finished); }},
      {{"jobs_late", "1", "jobs that ended after their deadline", true},
       [](T t) { return state(t, OrderState::late); }},
      {{"jobs_refused", "1", "jobs refused: infeasible, queue full, price, budget or rule", true},
       [](T t) { return state(t, OrderState::refused); }},
      {{"jobs_expired", "1", "jobs that left because their patience ran out", true},
       [](T t) { return state(t, OrderState::expired); }},
      {{"jobs_cancelled", "1", "jobs cancelled, for instance at their deadline", true},
       [](T t) { return state(t, OrderState::cancelled); }},
      {{"jobs_killed", "1", "jobs evicted or failed and not resumed", true},
       [](T t) { return state(t, OrderState::killed); }},
      {{"jobs_unfinished", "1", "jobs without an end when the run ended", true},
       [](T t) { return state(t, OrderState::unfinished); }},
      {{"p_wait", "1",
        "share of the jobs not refused that did not start the moment they were submitted", false},
       [](T t) { return per(static_cast<double>(t.jobs.waited), t.jobs.admitted); }},
      {{"p_refused", "1", "jobs refused / jobs submitted", false},
       [](T t) { return per(state(t, OrderState::refused).value, t.jobs.submitted); }},
      {{"mean_wait_s", "s",
        "mean of start - submit of completed jobs; start: when it first computes", true},
       [](T t) { return completed(t, t.jobs.wait_s); }},
      {{"p50_wait_s", "s", "median wait of completed jobs (nearest rank, within 0.05 %)", false},
       [](T t) { return value(t.wait_quantiles[0]); }},
      {{"p95_wait_s", "s",
        "95th percentile of the wait of completed jobs (nearest rank, within 0.05 %)", true},
       [](T t) { return value(t.wait_quantiles[1]); }},
      {{"p99_wait_s", "s",
        "99th percentile of the wait of completed jobs (nearest rank, within 0.05 %)", false},
       [](T t) { return value(t.wait_quantiles[2]); }},
      {{"mean_jct_s", "s", "mean of end - submit of completed jobs", true},
       [](T t) { return completed(t, t.jobs.jct_s); }},
      {{"p95_jct_s", "s",
        "95th percentile of end - submit of completed jobs (nearest rank, within 0.05 %)", true},
       [](T t) { return value(t.jct_quantiles[0]); }},
      {{"p99_jct_s", "s",
        "99th percentile of end - submit of completed jobs (nearest rank, within 0.05 %)", false},
       [](T t) { return value(t.jct_quantiles[1]); }},
      {{"mean_slowdown", "1",
        "mean of (end - submit) / run of completed jobs with run > 0; run: useful GPU-time / GPUs",
        false},
       [](T t) { return per(t.jobs.slowdown, t.jobs.with_run_time); }},
      {{"mean_bounded_slowdown", "1",
        "mean of max(1, (end - submit) / max(run, 10 s)) of completed jobs; run: useful GPU-time / "
        "GPUs",
        false},
       [](T t) { return completed(t, t.jobs.bounded_slowdown); }},
      {{"makespan_s", "s", "latest end of a completed job - earliest submit of a job", true},
       [](T t) { return value(t.completed() > 0 ? t.jobs.last_end - t.jobs.first_submit : none); }},
      {{"throughput_per_s", "s-1", "completed jobs / the window", false},
       [](T t) { return ratio(t.completed(), t.observed_s()); }},
      {{"restarts", "1", "starts of jobs beyond each one's first", false},
       [](T t) { return count(t.jobs.restarts); }},
  };
  return rows;
}

const std::vector<Row>& system_rows() {
  static const std::vector<Row> rows{
      {{"mean_queue_length", "1",
        "time average over the window of jobs in the system that do not compute", false},
       [](T t) { return ratio(t.time.queue_s, t.observed_s()); }},
      {{"mean_jobs_in_system", "1", "time average over the window of jobs submitted and not final",
        false},
       [](T t) { return ratio(t.time.in_system_s, t.observed_s()); }},
      {{"gpu_hours", "h", "useful leased GPU-time of the jobs: progress that was kept to the end",
        true},
       [](T t) { return value(t.jobs.useful_gpu_s / 3600); }},
      {{"lost_gpu_hours", "h", "leased GPU-time of the jobs whose progress was thrown away", false},
       [](T t) { return value(t.jobs.lost_gpu_s / 3600); }},
      {{"utilisation", "1", "GPU-time leased in the window / (all GPUs x the window)", true},
       [](T t) { return ratio(t.time.leased_s, t.gpus * t.observed_s()); }},
      {{"goodput", "1", "useful / leased GPU-time, over the leases of the jobs", false},
       [](T t) { return ratio(t.jobs.useful_gpu_s, t.jobs.leased_gpu_s); }},
      {{"compute_efficiency", "1",
        "sum w / sum g (end - submit) over completed jobs; w: GPU-seconds on the fastest device "
        "that the job accepts and somebody has, g: GPUs",
        true},
       [](T t) { return ratio(t.jobs.work_gpu_s, t.jobs.occupied_gpu_s); }},
      {{"compute_efficiency_union", "1",
        "sum w of completed jobs / (all GPUs x time of the window with a job in the system)",
        false},
       [](T t) { return ratio(t.jobs.work_gpu_s, t.gpus * t.time.busy_s); }},
      {{"data_efficiency", "byte s-1",
        "dataset bytes accessed / sum of the lengths of dataset transfers; no transfers: flag 1",
        true},
       [](T t) { return data_rate(t, t.transfers.data_s); }},
      {{"data_efficiency_union", "byte s-1",
        "dataset bytes accessed / time of the window with a dataset transfer in progress", false},
       [](T t) { return data_rate(t, t.time.moving_data_s); }},
      {{"model_efficiency", "s-1",
        "model accesses / sum of the lengths of model transfers; no transfers: flag 1", true},
       [](T t) { return model_rate(t, t.transfers.model_s); }},
      {{"model_efficiency_union", "s-1",
        "model accesses / time of the window with a model transfer in progress", false},
       [](T t) { return model_rate(t, t.time.moving_models_s); }},
      {{"bytes_moved", "byte", "bytes that the jobs' transfers delivered, outputs included", false},
       [](T t) { return value(t.transfers.moved_bytes); }},
      {{"hit_ratio", "1", "accesses to goods already at the site / all accesses", false},
       [](T t) { return per(static_cast<double>(t.transfers.hits), t.transfers.accesses); }},
      {{"transfer_wait_s", "s", "mean time from queued to started of transfers that started",
        false},
       [](T t) { return per(t.transfers.waited_s, t.transfers.started); }},
  };
  return rows;
}

const std::vector<Row>& market_rows() {
  static const std::vector<Row> rows{
      {{"welfare_credit", "credit",
        "sum of max(0, V - d (end - submit)) of completed jobs (0 if late and worthless) - reserve "
        "price x "
        "leased GPU-hours",
        true},
       [](T t) { return value(t.jobs.value_credit - t.jobs.lease_cost_credit); }},
      {{"consumer_surplus_credit", "credit",
        "value of completed jobs, as in welfare, - what consumers paid", false},
       [](T t) { return value(t.jobs.value_credit - spent(t)); }},
      {{"producer_surplus_credit", "credit",
        "what providers received - their part of the fee - reserve price x leased GPU-hours",
        false},
       [](T t) { return value(earned(t) - t.jobs.lease_cost_credit); }},
      {{"revenue_credit", "credit", "paid to providers, before their part of the fee", true},
       [](T t) { return credit(t.money.revenue); }},
      {{"fee_credit", "credit", "paid to the platform by buyers and sellers", true},
       [](T t) { return credit(t.money.fees); }},
      {{"budget_residual_credit", "credit",
        "buyers' payments + subsidy - sellers' receipts - fees - surplus, over the whole run; 0 if "
        "books balance",
        true},
       [](T t) { return credit(t.money.residual); }},
      {{"mean_price_credit_per_gpu_h", "credit h-1",
        "price of the jobs' trades, weighted by GPU-time bought; own use at no price is none",
        false},
       [](T t) { return ratio(t.money.traded_credit_s, t.money.traded_gpu_s); }},
      {{"jain_index", "1",
        "Jain's index (sum x)^2 / (n sum x^2) of the useful GPU-hours of each consumer; undefined "
        "if none has any",
        true},
       [](T t) { return value(t.jain); }},
      {{"gini", "1", "Gini coefficient of the useful GPU-hours of each consumer; 0 if none has any",
        true},
       [](T t) { return value(t.gini); }},
      {{"rho_mean", "1",
        "mean over members of finish-time fairness rho: mean jct / mean jct on the owner's nodes "
        "alone",
        false},
       [](T t) { return value(t.rho_mean); }},
      {{"rho_max", "1", "greatest rho of a member", false}, [](T t) { return value(t.rho_max); }},
      {{"sharing_incentive", "1", "share of members with rho <= 1", false},
       [](T t) { return value(t.sharing_incentive); }},
  };
  return rows;
}

std::vector<Row> all_rows() {
  std::vector<Row> rows;
  for (const auto* part : {&job_rows(), &system_rows(), &market_rows()})
    rows.insert(rows.end(), part->begin(), part->end());
  return rows;
}

}  // namespace

std::span<const MetricEntry> metric_entries() {
  static const std::vector<MetricEntry> entries = [] {
    std::vector<MetricEntry> list;
    for (const Row& row : all_rows()) list.push_back(row.entry);
    return list;
  }();
  return entries;
}

std::size_t metric_index(std::string_view name) {
  const auto entries = metric_entries();
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (entries[i].name == name) return i;
  throw InternalError{fmt::format("no metric is called {}", name)};
}

std::span<const MetricFormula> metric_formulas() {
  static const std::vector<MetricFormula> formulas = [] {
    std::vector<MetricFormula> list;
    for (const Row& row : all_rows()) list.push_back(row.formula);
    return list;
  }();
  return formulas;
}

}  // namespace souk
