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

void MetricFold::update(const RunStarted& event, const Census&) {
  totals_.time.now = event.time.value;
  datasets_ = event.datasets;
  rows_ = event.agents;
  agents_.resize(event.agents.size());
  for (std::size_t i = 0; i < agents_.size(); ++i) {
    agents_[i].role = event.agents[i].role;
    agents_[i].home = event.agents[i].home;
  }
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

void MetricFold::advance(Seconds time) {
  if (!totals_.observed && !warmup_.by_order && warmup_.time <= time) [[unlikely]] {
    totals_.time.advance(warmup_.time.value);
    open_window();
  }
  totals_.time.advance(time.value);
}

void MetricFold::update(const OrderSubmitted& event, const Census& census) {
  if (!totals_.observed && warmup_.by_order && event.order.value == warmup_.order) open_window();
  if (totals_.observed && first_counted_ == UINT32_MAX) [[unlikely]]
    first_counted_ = event.order.value;
  if (census.order() == nullptr) [[unlikely]]
    return;
  TimeTotals& time = totals_.time;
  ++time.in_system;
  growth_.arrive(event.time, static_cast<std::uint64_t>(time.in_system - time.computing));
  if (!counts(event.order)) return;
  JobTotals& jobs = totals_.jobs;
  if (jobs.submitted++ == 0) jobs.first_submit = event.time.value;
}

/// Whether a member takes its owner's own nodes, which no price is asked for.
bool MetricFold::is_own_use(const TradeMade& event, const LiveOrder* order) const {
  if (event.price.value != 0) return false;
  if (order == nullptr || !order->consumer.exists()) return false;
  const SiteId home = agents_[order->consumer.value].home;
  return home.exists() && sites_[home.value].provider == event.provider;
}

void MetricFold::update(const TradeMade& event, const Census& census) {
  if (!counts(event.order) || is_own_use(event, census.order())) return;
  totals_.money.traded_gpu_s += event.quantity.value;
  totals_.money.traded_credit_s += event.price.value * event.quantity.value;
}

void MetricFold::update(const JobStarted& event, const Census& census) {
  LiveOrder* const row = census.order();
  if (row == nullptr) [[unlikely]]
    return;
  if (event.attempt > 0 && counts(event.order)) ++totals_.jobs.restarts;
  ++totals_.time.computing;
  totals_.transfers.accessed_data_bytes += std::exchange(row->data, Bytes{0}).value;
  totals_.transfers.accessed_models += std::exchange(row->models, 0);
}

void MetricFold::update(const JobEnded&, const Census& census) {
  const LiveOrder* const row = census.order();
  if (row != nullptr && !row->final) --totals_.time.computing;
}

void MetricFold::update(const OrderFinal&, const Census& census) {
  const LiveOrder* const row = census.order();
  if (row == nullptr) [[unlikely]]
    return;
  --totals_.time.in_system;
  if (row->running) --totals_.time.computing;  // its JobEnded follows in this instant
}

void MetricFold::left(OrderId order, const LiveOrder& row) {
  if (!counts(order)) return;
  JobTotals& jobs = totals_.jobs;
  ++jobs.by_state[static_cast<std::size_t>(row.state)];
  if (row.state != OrderState::refused) {
    ++jobs.admitted;
    if (row.start.value < 0 || is_later(row.start.value, row.submit.value)) ++jobs.waited;
  }
  if (row.state == OrderState::finished || row.state == OrderState::late) book_completed(row);
  if (row.state == OrderState::cancelled) forfeit(row);
}

/// Its deadline came before its output was saved: what it had computed is lost after all.
void MetricFold::forfeit(const LiveOrder& row) {
  totals_.jobs.useful_gpu_s -= row.useful.value;
  totals_.jobs.lost_gpu_s += row.useful.value;
  if (row.consumer.exists()) agents_[row.consumer.value].used_gpu_s -= row.useful.value;
}

void MetricFold::book_completed(const LiveOrder& row) {
  JobTotals& jobs = totals_.jobs;
  const double end = totals_.time.now, submit = row.submit.value;
  const double wait = std::max(row.start.value, submit) - submit;
  const double jct = end - submit;
  const double run = row.useful.value / row.gpus;
  jobs.wait_s += wait;
  jobs.jct_s += jct;
  waits_.add(wait);
  jcts_.add(jct);
  if (run > 0) {
    ++jobs.with_run_time;
    jobs.slowdown += jct / run;
  }
  jobs.bounded_slowdown += std::max(1.0, jct / std::max(run, tau_s));
  jobs.work_gpu_s += row.best_work.value;
  jobs.occupied_gpu_s += row.gpus * jct;
  jobs.last_end = std::max(jobs.last_end, end);

  const bool worthless =
      row.state == OrderState::late && row.late_rule == static_cast<std::uint8_t>(Late::worthless);
  const double value = worthless ? 0 : std::max(0.0, row.value.value - row.delay_cost * jct);
  jobs.value_credit += value;
  Agent& agent = agents_[row.consumer.value];
  ++agent.jobs;
  agent.wait_s += wait;
  agent.jct_s += jct;
  agent.value_credit += value;
  agent.waits.add(wait);
}

void MetricFold::update(const LeaseStarted& event, const Census& census) {
  if (census.lease() != nullptr) [[likely]]
    totals_.time.leased += event.gpus;
}

void MetricFold::update(const LeaseEnded& event, const Census& census) {
  const LiveLease* const found = census.lease();
  if (found == nullptr) [[unlikely]]
    return;
  const LiveLease& row = *found;
  totals_.time.leased -= row.gpus;
  if (LiveOrder* const order = census.order()) {
    order->useful += event.useful;
    order->data = Bytes{0};
    order->models = 0;
  }
  if (!counts(row.order)) return;

  const GpuSeconds leased = (event.time - row.start) * row.gpus;
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

}  // namespace souk
