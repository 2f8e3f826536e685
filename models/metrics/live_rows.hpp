#pragma once

// What a Census keeps of each order, lease and transfer for as long as it is alive.

#include <cstdint>

#include "models/accounts.hpp"
#include "models/events.hpp"

namespace souk {

/// The money of an order that trades at a price: what is left to pay and to release.
struct Dues {
  Money held;                    ///< put in escrow and not yet out of it: 0 in the end
  Money payment_room, fee_room;  ///< agreed over its trades - paid: >= 0 in the end
  Money payment_due, fee_due;    ///< agreed on trades whose lease was done - paid: <= 0
  Money last_payment, last_fee;  ///< of the latest trade
  bool exist = false;            ///< it has traded at a price
  bool escrowed = false;         ///< the latest trade is
};

struct LiveOrder {
  Seconds submit, start{-1};  ///< first start; < 0: never
  GpuSeconds best_work;
  GpuSeconds useful;  ///< over its leases
  Credits value;
  double delay_cost = 0;
  Bytes data;  ///< asked for in this attempt; likewise `models`
  AgentId consumer;
  int gpus = 0;
  std::uint32_t attempt = 0;  ///< the latest that started
  std::uint8_t late_rule = 0, models = 0;
  bool running = false;  ///< that attempt has not ended
  bool final = false;
  OrderState state{};  ///< if final
  Dues dues;
};

struct LiveLease {
  Seconds start;
  OrderId order;
  AgentId consumer;
  SiteId site;
  int gpus = 0;
  std::uint32_t nodes = 0;
  std::uint32_t place = UINT32_MAX;  ///< CapacityAudit's: which node it is on, or its list of them
};

struct LiveTransfer {
  Seconds queued, start{-1};  ///< start < 0: it waits for its turn
  Bytes bytes;
  OrderId order;
  GoodId good;
};

/// Whose account, of what kind; the agent after the last is the platform.
struct Account {
  AgentId agent;
  Role role{};
  AccountKind kind{};
  bool outside = false;    ///< is_outside(kind)
  bool in_budget = false;  ///< buyers' and sellers' wallets, fees, surplus and subsidy
};

}  // namespace souk
