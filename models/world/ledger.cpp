#include "models/world/ledger.hpp"

#include "models/check.hpp"

namespace souk {

void Ledger::move(Journal& journal, Seconds now, AccountId from, AccountId to, Money amount,
                  Cause cause, OrderId order) {
  SOUK_CHECK(amount.micro > 0, "a posting must not be negative");
  balance_[from.value] -= amount.micro;
  balance_[to.value] += amount.micro;
  journal.record(Posting{.time = now,
                         .entry = entries_++,
                         .from_account = from,
                         .to_account = to,
                         .amount = amount,
                         .cause = cause,
                         .order = order});
}

Bill bill(const Terms& terms, GpuHours quantity) {
  const Credits payment = terms.price * quantity;
  // Most markets take no fee, or of one side alone, and rounding is a call.
  const auto share = [&](double part) {
    return part == 0 ? Money{} : round_to_money(payment * part);
  };
  return {round_to_money(payment), share(terms.buyer_fee), share(terms.seller_fee)};
}

void escrow(Ledger& ledger, Journal& journal, Seconds now, const Terms& terms, const Bill& agreed,
            OrderId order) {
  ledger.post(journal, now, account_of(terms.buyer, AccountKind::wallet),
              account_of(terms.buyer, AccountKind::hold), agreed.payment + agreed.buyer_fee,
              Cause::escrow, order);
}

Money settle(Ledger& ledger, Journal& journal, Seconds now, const Terms& terms, const Bill& agreed,
             const Bill& due, OrderId order) {
  const AccountId hold = account_of(terms.buyer, AccountKind::hold);
  const AccountId seller = account_of(terms.seller, AccountKind::wallet);
  const AccountId fees = account_of(ledger.platform(), AccountKind::fee);
  const Money paid = due.payment + due.buyer_fee;
  ledger.post(journal, now, hold, seller, due.payment, Cause::payment, order);
  ledger.post(journal, now, hold, fees, due.buyer_fee, Cause::fee, order);
  ledger.post(journal, now, seller, fees, due.seller_fee, Cause::fee, order);
  const Money refund = agreed.payment + agreed.buyer_fee - paid;
  ledger.post(journal, now, hold, account_of(terms.buyer, AccountKind::wallet), refund,
              Cause::refund, order);
  return refund;
}

}  // namespace souk
