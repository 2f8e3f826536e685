#include "models/metrics/money_audit.hpp"

namespace souk {

void MoneyAudit::trade(const TradeMade& event, LiveOrder* row) {
  if (event.payment.micro < 0 || event.fee.micro < 0) [[unlikely]]
    faults_.add("trade {} is at a negative amount", event.trade.value);
  const bool free = event.payment.micro == 0 && event.fee.micro == 0;
  if (row == nullptr) [[unlikely]] {
    if (!free)
      faults_.add("trade {} is for order {}, which is not alive", event.trade.value,
                  event.order.value);
    return;
  }
  Dues& dues = row->dues;
  if (free && !dues.exist) return;
  if (dues.last_payment.micro > 0 && !dues.escrowed) [[unlikely]]
    faults_.add("order {} trades again without escrow", event.order.value);
  dues.exist = true;
  dues.payment_room += event.payment;
  dues.fee_room += event.fee;
  dues.last_payment = event.payment;
  dues.last_fee = event.fee;
  dues.escrowed = event.payment.micro == 0;  // nothing to set aside
}

void MoneyAudit::post(const Posting& event, const Census& census) {
  const std::uint32_t from = event.from_account.value, to = event.to_account.value;
  const std::int64_t amount = event.amount.micro;
  if (census.from() == nullptr || from == to || amount <= 0) [[unlikely]] {
    faults_.add("posting {} moves {} micro-credits from account {} to {}", event.entry, amount,
                from, to);
    return;
  }
  const Account& giver = *census.from();
  const Account& taker = *census.to();
  balances_[to] += amount;
  if ((balances_[from] -= amount) < 0 && giver.kind == AccountKind::hold) [[unlikely]]
    faults_.add("posting {} overdraws the escrow of agent {}", event.entry, giver.agent.value);
  if (giver.outside != taker.outside) [[unlikely]]
    note_outside(event, giver, taker);
  if (event.cause != Cause::royalty && event.order.exists())
    post_to_order(event, giver, taker, census.order());
}

void MoneyAudit::note_outside(const Posting& event, const Account& from, const Account& to) {
  const bool in = from.outside;
  const Account& inside = in ? to : from;
  if (inside.kind != AccountKind::wallet) return;
  const std::int64_t amount = in ? event.amount.micro : -event.amount.micro;
  if (inside.role == Role::consumer) outside_to_buyers_ += amount;
  if (inside.role == Role::provider) outside_to_sellers_ += amount;
}

void MoneyAudit::post_to_order(const Posting& event, const Account& from, const Account& to,
                               LiveOrder* row) {
  if (row == nullptr || !row->dues.exist) [[unlikely]] {
    faults_.add("posting {} is for order {}, which has nothing to pay", event.entry,
                event.order.value);
    return;
  }
  Dues& dues = row->dues;
  const Money amount = event.amount;
  bool good = true;
  switch (event.cause) {
    case Cause::escrow:
      good = from.agent == to.agent && from.kind == AccountKind::wallet &&
             to.kind == AccountKind::hold;
      set_aside(dues, event);
      break;
    case Cause::payment:
      good = from.kind == AccountKind::hold && to.kind == AccountKind::wallet &&
             to.role == Role::provider;
      dues.held -= amount;
      dues.payment_room -= amount;
      dues.payment_due -= amount;
      break;
    case Cause::fee:
      good = to.kind == AccountKind::fee && to.role == Role::platform;
      if (from.kind == AccountKind::hold) dues.held -= amount;
      dues.fee_room -= amount;
      dues.fee_due -= amount;
      break;
    case Cause::refund:
      good = from.agent == to.agent && from.kind == AccountKind::hold &&
             to.kind == AccountKind::wallet;
      dues.held -= amount;
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

void MoneyAudit::set_aside(Dues& dues, const Posting& event) {
  if (dues.escrowed || event.amount < dues.last_payment ||
      event.amount > dues.last_payment + dues.last_fee) [[unlikely]]
    faults_.add("order {} puts {} micro-credits in escrow for {} and a fee of {}",
                event.order.value, event.amount.micro, dues.last_payment.micro,
                dues.last_fee.micro);
  dues.escrowed = true;
  dues.held += event.amount;
}

void MoneyAudit::lease_ended(const LeaseEnded& event, LiveOrder* row) {
  if (event.reason != Reason::done || row == nullptr) return;
  Dues& dues = row->dues;
  dues.payment_due += dues.last_payment;
  dues.fee_due += dues.last_fee;
}

void MoneyAudit::settle(OrderId order, const Dues& dues) {
  if (!dues.exist) return;
  const Money none;
  if (dues.escrowed && dues.held == none && dues.payment_room >= none && dues.fee_room >= none &&
      dues.payment_due <= none && dues.fee_due <= none) [[likely]]
    return;
  faults_.add(
      "order {} {} escrow, of which {} stay, and may pay {} and must pay {} more, and fees of {} "
      "and {}, in micro-credits",
      order.value, dues.escrowed ? "has its" : "lacks", dues.held.micro, dues.payment_room.micro,
      dues.payment_due.micro, dues.fee_room.micro, dues.fee_due.micro);
}

void MoneyAudit::finish(const std::vector<Account>& accounts, std::vector<AuditLine>& lines) {
  std::int64_t held = 0, all = 0, buyers = 0, sellers = 0, fees = 0, surplus = 0, subsidy = 0;
  for (std::size_t i = 0; i < balances_.size(); ++i) {
    const Account& account = accounts[i];
    const std::int64_t balance = balances_[i];
    all += balance;
    switch (account.kind) {
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
        if (account.role == Role::consumer) buyers += balance;
        if (account.role == Role::provider) sellers += balance;
        break;
      default:
        break;
    }
  }
  if (held > 0) faults_.add("{} escrow accounts are not empty at the end", held);
  if (all != 0) faults_.add("the accounts do not add up to zero");

  const std::int64_t in = outside_to_buyers_ - buyers + subsidy;
  const std::int64_t out = sellers - outside_to_sellers_ + fees + surplus;
  if (in != out) faults_.add("{} micro-credits were paid but {} received", in, out);
  lines.push_back(
      {"money", static_cast<double>(in) * 1e-6, static_cast<double>(out) * 1e-6, faults_.none()});
}

}  // namespace souk
