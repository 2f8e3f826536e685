#pragma once

// Event lists that an audit finds nothing wrong with.

#include "small_market.hpp"

namespace souk::test {

inline std::vector<Event> good_market() {
  return queue_events({.servers = 3, .arrival_rate = 2.5, .jobs = 200, .priced = true});
}

/// One order evicted half-way and then done: pays half, gets the rest back, buys again.
inline std::vector<Event> evicted_market() {
  const AccountId wallet = account(1, AccountKind::wallet), hold = account(1, AccountKind::hold);
  const AccountId seller = account(0, AccountKind::wallet), fees = account(2, AccountKind::fee);
  const OrderId order{0};
  OrderSubmitted submitted;
  submitted.order = order;
  submitted.consumer = AgentId{1};
  submitted.gpus = 1;
  std::uint32_t entry = 0;
  const auto post = [&](double time, AccountId from, AccountId to, std::int64_t micro,
                        Cause cause) {
    return Posting{Seconds{time}, entry++, from, to, Money{micro}, cause, order};
  };
  const auto trade = [&](double time, std::uint32_t id, std::int64_t micro) {
    return TradeMade{Seconds{time},  TradeId{id}, order,        OfferId{},        AgentId{0}, 1,
                     GpuSeconds{10}, Price{1},    Money{micro}, Money{micro / 10}};
  };
  const auto lease = [&](double time, std::uint32_t id) {
    return LeaseStarted{Seconds{time}, LeaseId{id}, order, TradeId{id}, SiteId{0}, 1, NodeId{0}, 1};
  };
  return {one_site(1, 1),
          submitted,
          trade(0, 0, 100),
          post(0, wallet, hold, 110, Cause::escrow),
          lease(0, 0),
          JobStarted{Seconds{0}, order, LeaseId{0}, 0, Seconds{10}},
          JobEnded{Seconds{5}, order, LeaseId{0}, 0, Outcome::evicted},
          LeaseEnded{Seconds{5}, LeaseId{0}, GpuSeconds{0}, GpuSeconds{5}, GpuSeconds{0},
                     Reason::evicted},
          post(5, hold, seller, 50, Cause::payment),
          post(5, hold, fees, 5, Cause::fee),
          post(5, hold, wallet, 55, Cause::refund),
          trade(6, 1, 80),
          post(6, wallet, hold, 88, Cause::escrow),
          lease(6, 1),
          JobStarted{Seconds{7}, order, LeaseId{1}, 1, Seconds{10}},
          JobEnded{Seconds{17}, order, LeaseId{1}, 1, Outcome::done},
          LeaseEnded{Seconds{17}, LeaseId{1}, GpuSeconds{10}, GpuSeconds{0}, GpuSeconds{1},
                     Reason::done},
          post(17, hold, seller, 80, Cause::payment),
          post(17, hold, fees, 8, Cause::fee),
          OrderFinal{Seconds{17}, order, OrderState::finished, Reason::done},
          RunEnded{Seconds{17}, 1, 0, Reason::done}};
}

/// A gang of 6 over nodes of 4, and a transfer that brings 100 bytes.
inline std::vector<Event> gang_market() {
  OrderSubmitted order;
  order.order = OrderId{0};
  order.consumer = AgentId{1};
  order.gpus = 6;
  return {one_site(2, 4),
          order,
          LeaseStarted{Seconds{0}, LeaseId{0}, OrderId{0}, TradeId{}, SiteId{0}, 6, NodeId{0}, 2},
          NodesTaken{Seconds{0}, LeaseId{0}, NodeId{0}, 4},
          NodesTaken{Seconds{0}, LeaseId{0}, NodeId{1}, 2},
          TransferQueued{Seconds{0}, TransferId{0}, GoodId{0}, Bytes{100}, SiteId{}, SiteId{0},
                         OrderId{0}},
          TransferStarted{Seconds{0}, TransferId{0}},
          TransferEnded{Seconds{2}, TransferId{0}, Bytes{100}, Outcome::done},
          JobStarted{Seconds{2}, OrderId{0}, LeaseId{0}, 0, Seconds{8}},
          JobEnded{Seconds{10}, OrderId{0}, LeaseId{0}, 0, Outcome::done},
          LeaseEnded{Seconds{10}, LeaseId{0}, GpuSeconds{48}, GpuSeconds{0}, GpuSeconds{12},
                     Reason::done},
          OrderFinal{Seconds{10}, OrderId{0}, OrderState::finished, Reason::done},
          RunEnded{Seconds{10}, 1, 0, Reason::done}};
}

}  // namespace souk::test
