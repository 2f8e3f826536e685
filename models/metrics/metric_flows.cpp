// The part of the fold that follows goods and money.

#include "models/metrics/metric_fold.hpp"

namespace souk {

MetricFold::Content MetricFold::content_of(GoodId good) const {
  if (!good.exists()) return Content::output;
  return good.value < datasets_ ? Content::data : Content::model;
}

void MetricFold::move(Content content, int by) {
  if (content == Content::data) totals_.time.moving_data += by;
  if (content == Content::model) totals_.time.moving_models += by;
}

// Data is accessed when the job starts with it: what is cut off on its way was asked for in vain.
void MetricFold::update(const GoodAccessed& event) {
  if (!counts(event.order)) return;
  TransferTotals& sums = totals_.transfers;
  Order* order = orders_.find(event.order.value);
  ++sums.accesses;
  if (event.hit != 0) ++sums.hits;
  if (content_of(event.good) == Content::data) {
    ++sums.data_accesses;
    if (order != nullptr) order->data_bytes += event.bytes.value;
  } else {
    ++sums.model_accesses;
    if (order != nullptr) ++order->models;
  }
}

void MetricFold::update(const TransferQueued& event) {
  advance(event.time);
  Transfer& row = transfers_.insert(event.transfer.value);
  row.queued = event.time.value;
  row.order = event.order;
  row.content = content_of(event.good);
}

void MetricFold::update(const TransferStarted& event) {
  advance(event.time);
  Transfer* row = transfers_.find(event.transfer.value);
  SOUK_CHECK(row != nullptr && row->start < 0, "a transfer starts that is not queued");
  row->start = event.time.value;
  move(row->content, 1);
  if (!counts(row->order)) return;
  ++totals_.transfers.started;
  totals_.transfers.waited_s += row->start - row->queued;
}

void MetricFold::update(const TransferEnded& event) {
  advance(event.time);
  const Transfer* const found = transfers_.extract(event.transfer.value);
  SOUK_CHECK(found != nullptr, "a transfer ends that is not under way");
  const Transfer& row = *found;
  if (row.start >= 0) move(row.content, -1);
  if (!counts(row.order)) return;
  TransferTotals& sums = totals_.transfers;
  sums.moved_bytes += event.bytes.value;
  if (row.start < 0) return;  // it ended in the queue
  const double length = event.time.value - row.start;
  if (row.content == Content::data) {
    ++sums.data_transfers;
    sums.data_s += length;
  } else if (row.content == Content::model) {
    ++sums.model_transfers;
    sums.model_s += length;
  }
}

/// Once, so that no posting takes the number of an account apart.
void MetricFold::list_accounts() {
  for_each_account(agents_.size(), [this](AgentId agent, AccountKind kind) {
    const Role role = agent.value < agents_.size() ? agents_[agent.value].role : Role::platform;
    const bool wallet = kind == AccountKind::wallet && role != Role::platform;
    const bool budget = wallet || kind == AccountKind::fee || kind == AccountKind::surplus ||
                        kind == AccountKind::subsidy;
    sides_.push_back({agent.value, role, kind, budget});
  });
}

void MetricFold::update(const Posting& event) {
  const std::size_t accounts = sides_.size();
  if (event.from_account.value >= accounts || event.to_account.value >= accounts)
    return;  // the audit says so
  const Side from = sides_[event.from_account.value], to = sides_[event.to_account.value];
  if (is_outside(from.kind) || is_outside(to.kind)) return;
  const Money amount = event.amount;
  if (from.in_budget) totals_.money.residual += amount;
  if (to.in_budget) totals_.money.residual -= amount;
  const bool counted = event.order.exists() ? counts(event.order) : totals_.observed;
  // An agent's own accounts: escrow and refund.
  if (!counted || from.agent == to.agent) return;

  MoneyTotals& money = totals_.money;
  if (from.role == Role::consumer) {
    agents_[from.agent].spent += amount;
    money.spent += amount;
  } else if (from.role == Role::provider) {
    agents_[from.agent].earned -= amount;
    if (to.kind == AccountKind::fee) money.seller_fees += amount;
  }
  if (to.role == Role::provider) {
    agents_[to.agent].earned += amount;
    money.revenue += amount;
  }
  if (to.kind == AccountKind::fee) money.fees += amount;
}

}  // namespace souk
