#include "models/metrics/money_audit.hpp"

#include <algorithm>
#include <numeric>

namespace souk {

void MoneyAudit::start(const RunStarted& event) {
  for_each_account(event.agents.size(), [&](AgentId agent, AccountKind kind) {
    const bool listed = agent.value < event.agents.size();
    const Role role = listed ? event.agents[agent.value].role : Role::platform;
    sides_.push_back({agent.value, kind,
                      role == Role::consumer   ? Party::buyer
                      : role == Role::platform ? Party::platform
                                               : Party::seller});
  });
  balances_.assign(sides_.size(), 0);
}

/// Events of one order come in runs: its trade, lease and escrow; its end, payment and fee.
MoneyAudit::Row* MoneyAudit::row_of(OrderId order) {
  if (order == latest_order_) return latest_;
  latest_order_ = order;
  latest_ = orders_.find(order.value);
  return latest_;
}

/// The same, a fresh one if it has none.
MoneyAudit::Row* MoneyAudit::row_to_pay(OrderId order) {
  if (order == latest_order_ && latest_ != nullptr) return latest_;
  latest_order_ = order;
  latest_ = orders_.try_insert(order.value);  // most orders trade once
  if (latest_ == nullptr) latest_ = orders_.find(order.value);
  return latest_;
}

void MoneyAudit::trade(const TradeMade& event) {
  if (event.payment.micro < 0 || event.fee.micro < 0) [[unlikely]]
    faults_.add("trade {} is at a negative amount", event.trade.value);
  const bool free = event.payment.micro == 0 && event.fee.micro == 0;
  if (free && row_of(event.order) == nullptr) return;
  Row* const row = row_to_pay(event.order);
  if (row->last_payment.micro > 0 && !row->escrowed) [[unlikely]]
    faults_.add("order {} trades again without escrow", event.order.value);
  row->payment_room += event.payment;
  row->fee_room += event.fee;
  row->last_payment = event.payment;
  row->last_fee = event.fee;
  row->escrowed = event.payment.micro == 0;  // nothing to set aside
}

void MoneyAudit::post(const Posting& event) {
  if (!move(event)) return;
  const Side from = sides_[event.from_account.value], to = sides_[event.to_account.value];
  if (is_outside(from.kind) != is_outside(to.kind)) [[unlikely]]
    note_outside(event, from, to);
  if (event.cause != Cause::royalty && event.order.exists()) post_to_order(event, from, to);
}

/// Moves the amount between the two balances; false if there are no such accounts.
bool MoneyAudit::move(const Posting& event) {
  const std::uint32_t from = event.from_account.value, to = event.to_account.value;
  const std::int64_t amount = event.amount.micro;
  if (from >= balances_.size() || to >= balances_.size() || from == to || amount <= 0)
      [[unlikely]] {
    faults_.add("posting {} moves {} micro-credits from account {} to {}", event.entry, amount,
                from, to);
    return false;
  }
  balances_[from] -= amount;
  balances_[to] += amount;
  if (balances_[from] < 0 && sides_[from].kind == AccountKind::hold) [[unlikely]]
    faults_.add("posting {} overdraws the escrow of agent {}", event.entry, sides_[from].agent);
  return true;
}

void MoneyAudit::note_outside(const Posting& event, const Side& from, const Side& to) {
  const bool in = is_outside(from.kind);
  const Side& inside = in ? to : from;
  if (inside.kind != AccountKind::wallet) return;
  const std::int64_t amount = in ? event.amount.micro : -event.amount.micro;
  switch (inside.party) {
    case Party::buyer:
      outside_to_buyers_ += amount;
      break;
    case Party::seller:
      outside_to_sellers_ += amount;
      break;
    case Party::platform:
      break;
  }
}

void MoneyAudit::post_to_order(const Posting& event, const Side& from, const Side& to) {
  Row* const row = row_of(event.order);
  if (row == nullptr) [[unlikely]] {
    faults_.add("posting {} is for order {}, which has nothing to pay", event.entry,
                event.order.value);
    return;
  }
  const Money amount = event.amount;
  bool good = true;
  switch (event.cause) {
    case Cause::escrow:
      good = from.agent == to.agent && from.kind == AccountKind::wallet &&
             to.kind == AccountKind::hold;
      set_aside(*row, event);
      break;
    case Cause::payment:
      good = from.kind == AccountKind::hold && to.kind == AccountKind::wallet &&
             to.party == Party::seller;
      row->held -= amount;
      row->payment_room -= amount;
      row->payment_due -= amount;
      break;
    case Cause::fee:
      good = to.kind == AccountKind::fee && to.party == Party::platform;
      if (from.kind == AccountKind::hold) row->held -= amount;
      row->fee_room -= amount;
      row->fee_due -= amount;
      break;
    case Cause::refund:
      good = from.agent == to.agent && from.kind == AccountKind::hold &&
             to.kind == AccountKind::wallet;
      row->held -= amount;
      break;
    case Cause::royalty:
    case Cause::endowment:
      break;
  }
  if (!good) [[unlikely]]
    faults_.add("posting {} of order {} calls itself {} but goes from account {} to {}",
                event.entry, event.order.value, name_of(event.cause), event.from_account.value,
                event.to_account.value);
}

void MoneyAudit::set_aside(Row& row, const Posting& event) {
  if (row.escrowed || event.amount < row.last_payment ||
      event.amount > row.last_payment + row.last_fee) [[unlikely]]
    faults_.add("order {} puts {} micro-credits in escrow for {} and a fee of {}",
                event.order.value, event.amount.micro, row.last_payment.micro, row.last_fee.micro);
  row.escrowed = true;
  row.held += event.amount;
}

void MoneyAudit::lease_started(OrderId order) {
  if (Row* row = row_of(order)) ++row->leases;
}

void MoneyAudit::lease_ended(OrderId order, Reason reason) {
  Row* row = row_of(order);
  if (row == nullptr) return;
  if (reason == Reason::done) {
    row->payment_due += row->last_payment;
    row->fee_due += row->last_fee;
  }
  if (--row->leases == 0 && row->final) closing_.push_back(order.value);
}

void MoneyAudit::order_final(OrderId order) {
  Row* row = row_of(order);
  if (row == nullptr) return;
  row->final = true;
  if (row->leases == 0) closing_.push_back(order.value);
}

void MoneyAudit::close_instant() {
  for (const std::uint32_t order : closing_) {
    const Row* const row = orders_.extract(order);
    if (row == nullptr) continue;
    settle(order, *row);
    latest_order_ = OrderId{};
    latest_ = nullptr;
  }
  closing_.clear();
}

void MoneyAudit::settle(std::uint32_t order, const Row& row) {
  const Money none;
  if (row.escrowed && row.held == none && row.payment_room >= none && row.fee_room >= none &&
      row.payment_due <= none && row.fee_due <= none) [[likely]]
    return;
  faults_.add(
      "order {} {} escrow, of which {} stay, and may pay {} and must pay {} more, and fees of {} "
      "and {}, in micro-credits",
      order, row.escrowed ? "has its" : "lacks", row.held.micro, row.payment_room.micro,
      row.payment_due.micro, row.fee_room.micro, row.fee_due.micro);
}

void MoneyAudit::finish(std::vector<AuditLine>& lines) {
  close_instant();
  if (orders_.size() > 0) faults_.add("{} orders are never settled", orders_.size());

  std::int64_t held = 0, buyers = 0, sellers = 0, fees = 0, surplus = 0, subsidy = 0;
  for (std::size_t i = 0; i < balances_.size(); ++i) {
    const std::int64_t balance = balances_[i];
    switch (sides_[i].kind) {
      case AccountKind::hold:
        held += balance != 0;
        break;
      case AccountKind::fee:
        fees += balance;
        break;
      case AccountKind::surplus:
        surplus += balance;
        break;
      case AccountKind::subsidy:
        subsidy -= balance;
        break;
      case AccountKind::wallet:
        if (sides_[i].party == Party::buyer) buyers += balance;
        if (sides_[i].party == Party::seller) sellers += balance;
        break;
      default:
        break;
    }
  }
  if (held > 0) faults_.add("{} escrow accounts are not empty at the end", held);
  if (std::accumulate(balances_.begin(), balances_.end(), std::int64_t{0}) != 0)
    faults_.add("the accounts do not add up to zero");

  const std::int64_t in = outside_to_buyers_ - buyers + subsidy;
  const std::int64_t out = sellers - outside_to_sellers_ + fees + surplus;
  if (in != out) faults_.add("{} micro-credits were paid but {} received", in, out);
  lines.push_back(
      {"money", static_cast<double>(in) * 1e-6, static_cast<double>(out) * 1e-6, faults_.none()});
}

}  // namespace souk
