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
void MetricFold::update(const GoodAccessed& event, const Census& census) {
  if (!counts(event.order)) return;
  TransferTotals& sums = totals_.transfers;
  LiveOrder* const order = census.order();
  ++sums.accesses;
  if (event.hit != 0) ++sums.hits;
  if (content_of(event.good) == Content::data) {
    ++sums.data_accesses;
    if (order != nullptr) order->data += event.bytes;
  } else {
    ++sums.model_accesses;
    if (order != nullptr) ++order->models;
  }
}

void MetricFold::update(const TransferStarted&, const Census& census) {
  const LiveTransfer* const row = census.transfer();
  if (row == nullptr) return;
  move(content_of(row->good), 1);
  if (!counts(row->order)) return;
  ++totals_.transfers.started;
  totals_.transfers.waited_s += (row->start - row->queued).value;
}

void MetricFold::update(const TransferEnded& event, const Census& census) {
  const LiveTransfer* const row = census.transfer();
  if (row == nullptr) return;
  const Content content = content_of(row->good);
  const bool started = row->start.value >= 0;
  if (started) move(content, -1);
  if (!counts(row->order)) return;
  TransferTotals& sums = totals_.transfers;
  sums.moved_bytes += event.bytes.value;
  if (!started) return;  // it ended in the queue
  const double length = (event.time - row->start).value;
  if (content == Content::data) {
    ++sums.data_transfers;
    sums.data_s += length;
  } else if (content == Content::model) {
    ++sums.model_transfers;
    sums.model_s += length;
  }
}

void MetricFold::update(const Posting& event, const Census& census) {
  if (census.from() == nullptr) return;  // the audit says so
  const Account& from = *census.from();
  const Account& to = *census.to();
  if (from.outside || to.outside) return;
  const Money amount = event.amount;
  if (from.in_budget) totals_.money.residual += amount;
  if (to.in_budget) totals_.money.residual -= amount;
  const bool counted = event.order.exists() ? counts(event.order) : totals_.observed;
  // An agent's own accounts: escrow and refund.
  if (!counted || from.agent == to.agent) return;

  MoneyTotals& money = totals_.money;
  if (from.role == Role::consumer) {
    agents_[from.agent.value].spent += amount;
    money.spent += amount;
  } else if (from.role == Role::provider) {
    agents_[from.agent.value].earned -= amount;
    if (to.kind == AccountKind::fee) money.seller_fees += amount;
  }
  if (to.role == Role::provider) {
    agents_[to.agent.value].earned += amount;
    money.revenue += amount;
  }
  if (to.kind == AccountKind::fee) money.fees += amount;
}

}  // namespace souk
