#include "models/metrics/census.hpp"

namespace souk {

void Census::update(const RunStarted& event) {
  now_ = event.time;
  for_each_account(event.agents.size(), [&](AgentId agent, AccountKind kind) {
    const bool listed = agent.value < event.agents.size();
    const Role role = listed ? event.agents[agent.value].role : Role::platform;
    const bool wallet = kind == AccountKind::wallet && role != Role::platform;
    const bool in_budget = wallet || kind == AccountKind::fee || kind == AccountKind::surplus ||
                           kind == AccountKind::subsidy;
    accounts_.push_back({agent, role, kind, is_outside(kind), in_budget});
  });
}

void Census::update(const OrderSubmitted& event) {
  latest_ = event.order;
  order_ = orders_.try_insert(event.order.value);
  if (order_ == nullptr) [[unlikely]]
    return forget_latest();
  LiveOrder& row = *order_;
  row.submit = event.time;
  row.best_work = event.best_work;
  row.value = event.value;
  row.delay_cost = event.delay_cost;
  row.consumer = event.consumer;
  row.gpus = event.gpus;
  row.late_rule = event.late_rule;
}

void Census::update(const OrderFinal& event) {
  find_order(event.order);
  if (order_ == nullptr || order_->final) [[unlikely]]
    return forget_latest();
  order_->final = true;
  order_->state = event.state;
  finals_.push_back(event.order);
}

void Census::update(const LeaseStarted& event) {
  find_order(event.order);
  lease_ = leases_.try_insert(event.lease.value);
  if (lease_ == nullptr) [[unlikely]]
    return;
  LiveLease& row = *lease_;
  row.start = event.time;
  row.order = event.order;
  row.consumer = order_ == nullptr ? AgentId{} : order_->consumer;
  row.site = event.site;
  row.gpus = event.gpus;
  row.nodes = event.nodes;
}

void Census::update(const LeaseEnded& event) {
  lease_ = leases_.extract(event.lease.value);
  if (lease_ == nullptr) [[unlikely]]
    return forget_latest();
  find_order(lease_->order);
}

void Census::update(const JobStarted& event) {
  find_order(event.order);
  if (order_ == nullptr || order_->running || order_->final) [[unlikely]]
    return forget_latest();
  order_->running = true;
  order_->attempt = event.attempt;
  if (order_->start < Seconds{0}) order_->start = event.time;
}

void Census::update(const JobEnded& event) {
  find_order(event.order);
  if (order_ == nullptr || !order_->running || order_->attempt != event.attempt) [[unlikely]]
    return forget_latest();
  order_->running = false;
}

void Census::update(const TransferQueued& event) {
  transfer_ = transfers_.try_insert(event.transfer.value);
  if (transfer_ == nullptr) [[unlikely]]
    return;
  transfer_->queued = event.time;
  transfer_->bytes = event.bytes;
  transfer_->order = event.order;
  transfer_->good = event.good;
}

void Census::update(const TransferStarted& event) {
  transfer_ = transfers_.find(event.transfer.value);
  if (transfer_ == nullptr) [[unlikely]]
    return;
  if (transfer_->start >= Seconds{0}) [[unlikely]]
    transfer_ = nullptr;
  else
    transfer_->start = event.time;
}

void Census::update(const TransferEnded& event) {
  transfer_ = transfers_.extract(event.transfer.value);
}

}  // namespace souk
