#include "models/metrics/metric_fold.hpp"

#include <algorithm>
#include <utility>

namespace souk {
namespace {

/// A start later than this after the submission was waited for; dates are good to 1e-9 s or 2 ulp.
bool is_later(double start, double submit) {
  return start - submit > 1e-9 + 0x1p-50 * start;
}

constexpr double tau_s = 10;  // of the bounded slowdown

}  // namespace

void MetricFold::update(const RunStarted& event) {
  totals_.time.now = event.time.value;
  datasets_ = event.datasets;
  rows_ = event.agents;
  agents_.resize(event.agents.size());
  for (std::size_t i = 0; i < agents_.size(); ++i) {
    agents_[i].role = event.agents[i].role;
    agents_[i].home = event.agents[i].home;
  }
  list_accounts();
  for (const SiteRow& row : event.sites) {
    sites_.push_back({row.provider, row.reserve});
    site_names_.push_back(row.name);
    totals_.gpus += static_cast<double>(row.nodes) * row.gpus_per_node;
  }
  if (!warmup_.by_order && warmup_.time <= event.time) open_window();
  if (warmup_.by_order && warmup_.order == 0) open_window();
}

void MetricFold::open_window() {
  totals_.observed = true;
  totals_.time.open_window();
  if (warmup_.by_order) first_counted_ = warmup_.order;
}

/// Past the end of the warm-up if it lies on the way.
void MetricFold::next_instant(Seconds time) {
  if (!finals_.empty()) book_finals();
  if (!totals_.observed && !warmup_.by_order && warmup_.time <= time) [[unlikely]] {
    totals_.time.advance(warmup_.time.value);
    open_window();
  }
  totals_.time.advance(time.value);
}

void MetricFold::update(const OrderSubmitted& event) {
  advance(event.time);
  if (!totals_.observed && warmup_.by_order && event.order.value == warmup_.order) open_window();
  if (totals_.observed && first_counted_ == UINT32_MAX) [[unlikely]]
    first_counted_ = event.order.value;

  Order& row = orders_.insert(event.order.value);
  row.submit = event.time.value;
  const std::uint32_t kind = event.job_kind.value;
  row.work = event.work.value / (kind < best_pace_.size() ? best_pace_[kind] : 1.0);
  row.value = event.value.value;
  row.delay_cost = event.delay_cost;
  row.consumer = event.consumer;
  row.gpus = event.gpus;
  row.late_rule = event.late_rule;

  TimeTotals& time = totals_.time;
  ++time.in_system;
  growth_.arrive(static_cast<std::uint64_t>(time.in_system - time.computing));
  if (!counts(event.order)) return;
  JobTotals& jobs = totals_.jobs;
  if (jobs.submitted++ == 0) jobs.first_submit = row.submit;
}

/// Whether a member takes its owner's own nodes, which no price is asked for.
bool MetricFold::is_own_use(const TradeMade& event) {
  if (event.price.value != 0) return false;
  const Order* order = orders_.find(event.order.value);
  if (order == nullptr || !order->consumer.exists()) return false;
  const SiteId home = agents_[order->consumer.value].home;
  return home.exists() && sites_[home.value].provider == event.provider;
}

void MetricFold::update(const TradeMade& event) {
  if (!counts(event.order) || is_own_use(event)) return;
  totals_.money.traded_gpu_s += event.quantity.value;
  totals_.money.traded_credit_s += event.price.value * event.quantity.value;
}

void MetricFold::update(const JobStarted& event) {
  advance(event.time);
  if (event.attempt > 0 && counts(event.order)) ++totals_.jobs.restarts;
  Order* row = orders_.find(event.order.value);
  SOUK_CHECK(row != nullptr && !row->computing, "a job starts that is not waiting");
  row->computing = true;
  ++totals_.time.computing;
  if (row->start < 0) row->start = event.time.value;
  totals_.transfers.accessed_data_bytes += std::exchange(row->data_bytes, 0);
  totals_.transfers.accessed_models += std::exchange(row->models, 0);
}

void MetricFold::update(const JobEnded& event) {
  advance(event.time);
  Order* row = orders_.find(event.order.value);
  if (row == nullptr || !row->computing) return;  // it ended before it computed
  row->computing = false;
  --totals_.time.computing;
}

void MetricFold::update(const OrderFinal& event) {
  advance(event.time);
  Order* row = orders_.find(event.order.value);
  SOUK_CHECK(row != nullptr, "an order becomes final that is not alive");
  finals_.push_back({event.order.value, event.state, event.time.value});
  --totals_.time.in_system;
  if (row->computing) --totals_.time.computing;  // its JobEnded follows in this instant
  row->computing = false;
}

void MetricFold::book_finals() {
  for (const Final& final : finals_) {
    const Order* row = orders_.extract(final.order);
    if (row == nullptr) continue;  // final twice: the audit says so
    if (counts(OrderId{final.order})) book(*row, final);
  }
  finals_.clear();
}

void MetricFold::book(const Order& row, const Final& final) {
  JobTotals& jobs = totals_.jobs;
  ++jobs.by_state[static_cast<std::size_t>(final.state)];
  if (final.state != OrderState::refused) {
    ++jobs.admitted;
    if (row.start < 0 || is_later(row.start, row.submit)) ++jobs.waited;
  }
  if (final.state == OrderState::finished || final.state == OrderState::late)
    book_completed(row, final);
}

void MetricFold::book_completed(const Order& row, const Final& final) {
  JobTotals& jobs = totals_.jobs;
  const double wait = std::max(row.start, row.submit) - row.submit;
  const double jct = final.end - row.submit;
  const double run = row.useful / row.gpus;
  jobs.wait_s += wait;
  jobs.jct_s += jct;
  waits_.add(wait);
  jcts_.add(jct);
  if (run > 0) {
    ++jobs.with_run_time;
    jobs.slowdown += jct / run;
  }
  jobs.bounded_slowdown += std::max(1.0, jct / std::max(run, tau_s));
  jobs.work_gpu_s += row.work;
  jobs.occupied_gpu_s += row.gpus * jct;
  jobs.last_end = std::max(jobs.last_end, final.end);

  const bool worthless = final.state == OrderState::late &&
                         row.late_rule == static_cast<std::uint8_t>(Late::worthless);
  const double value = worthless ? 0 : std::max(0.0, row.value - row.delay_cost * jct);
  jobs.value_credit += value;
  Agent& agent = agents_[row.consumer.value];
  ++agent.jobs;
  agent.wait_s += wait;
  agent.jct_s += jct;
  agent.value_credit += value;
  agent.waits.add(wait);
}

void MetricFold::update(const LeaseStarted& event) {
  advance(event.time);
  totals_.time.leased += event.gpus;
  const Order* order = orders_.find(event.order.value);
  Lease& row = leases_.insert(event.lease.value);
  row.start = event.time.value;
  row.order = event.order;
  row.consumer = order == nullptr ? AgentId{} : order->consumer;
  row.site = event.site;
  row.gpus = event.gpus;
}

void MetricFold::update(const LeaseEnded& event) {
  advance(event.time);
  const Lease* const found = leases_.extract(event.lease.value);
  SOUK_CHECK(found != nullptr, "a lease ends that is not alive");
  const Lease& row = *found;
  totals_.time.leased -= row.gpus;
  if (Order* order = orders_.find(row.order.value)) {
    order->useful += event.useful.value;
    order->data_bytes = 0;
    order->models = 0;
  }
  if (!counts(row.order)) return;

  const GpuSeconds leased = (event.time - Seconds{row.start}) * row.gpus;
  const Site& site = sites_[row.site.value];
  const double cost = (site.reserve * hours(leased)).value;
  JobTotals& jobs = totals_.jobs;
  jobs.leased_gpu_s += leased.value;
  jobs.useful_gpu_s += event.useful.value;
  jobs.lost_gpu_s += event.lost.value;
  jobs.lease_cost_credit += cost;
  Agent& provider = agents_[site.provider.value];
  provider.cost_credit += cost;
  if (!row.consumer.exists()) return;
  Agent& consumer = agents_[row.consumer.value];
  consumer.used_gpu_s += event.useful.value;
  if (consumer.home == row.site) return;
  provider.lent_gpu_s += leased.value;
  consumer.taken_gpu_s += leased.value;
}

void MetricFold::update(const RunEnded& event) {
  advance(event.time);
  book_finals();
}

}  // namespace souk
