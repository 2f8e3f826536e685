#pragma once

// Goods, where copies of them are, and the transfers that move them: which may go now, which wait
// for a place on an access link.

#include <cstdint>
#include <deque>
#include <vector>

#include "models/events.hpp"
#include "models/journal.hpp"
#include "models/scenario/scenario.hpp"
#include "models/world/effects.hpp"

namespace souk {

/// An order that waits for a transfer.
struct Waiter {
  std::uint32_t slot = 0;
  OrderId order;
  std::uint32_t attempt = 0;
};

struct Transfer {
  TransferId id;
  GoodId good;  ///< none: an output
  Bytes bytes;
  SiteId from, to;
  std::vector<Waiter> waiters;
  bool started = false;
};

/// A transfer takes a place on the sender's uplink and on the receiver's downlink. Places are given
/// in the order of asking: a transfer starts when it is first in line at both links and both have a
/// place, so none is overtaken on a link that it waits for.
class Transfers {
 public:
  Transfers(const Scenario& scenario, std::uint32_t sites,
            const std::vector<std::uint32_t>& first_site);

  [[nodiscard]] bool holds(SiteId site, GoodId good) const {
    return copies_[site.value * goods_ + good.value] == held;
  }
  /// Asks for a copy of `good` at `to` on behalf of `waiter`; joins a transfer of it already on its
  /// way.
  void fetch(GoodId good, SiteId to, const Waiter& waiter, Seconds now, Journal& journal,
             Effects& effects);
  /// Sends a job's output.
  void send(Bytes bytes, SiteId from, SiteId to, const Waiter& waiter, Seconds now,
            Journal& journal, Effects& effects);
  /// A transfer has arrived: the good is held and the next in line may start. Those who waited for
  /// it replace what is in `told`.
  void ended(std::uint32_t slot, std::vector<Waiter>& told, Seconds now, Journal& journal,
             Effects& effects);

  /// The run is over: what is under way, or waits for its turn, ends where it is, by id. None of
  /// its bytes has arrived.
  void cut_off(Seconds now, Journal& journal) const;

  [[nodiscard]] bool carries(std::uint32_t slot, std::uint32_t id) const {
    return table_[slot].id.value == id;
  }
  /// Of all transfers, how many had to wait for a place on a link.
  [[nodiscard]] std::uint64_t bound() const { return bound_; }

 private:
  struct LinkQueue {
    std::uint64_t in_progress = 0;
    std::deque<std::uint32_t> waiting;
  };
  std::uint32_t create(GoodId good, Bytes bytes, SiteId from, SiteId to, const Waiter& waiter,
                       Seconds now, Journal& journal);
  void ask(std::uint32_t slot, Seconds now, Journal& journal, Effects& effects);
  void start(std::uint32_t slot, Seconds now, Journal& journal, Effects& effects);
  bool may_start(const Transfer& transfer, std::uint32_t slot) const;
  void start_first(LinkQueue& link, Seconds now, Journal& journal, Effects& effects);
  SiteId least_loaded_holder(GoodId good) const;

  static constexpr std::uint32_t absent = 0, held = 1, first_carrier = 2;

  std::uint64_t per_link_;
  std::uint32_t goods_;
  std::vector<Bytes> sizes_;
  std::vector<std::uint32_t> copies_;  ///< [site x good]: absent, held, or 2 + slot of its transfer
  std::vector<std::vector<SiteId>> holders_;  ///< by good
  std::vector<LinkQueue> up_, down_;
  std::vector<Transfer> table_;
  std::vector<std::uint32_t> free_;
  std::uint32_t next_ = 0;
  std::uint64_t bound_ = 0;
};

}  // namespace souk
