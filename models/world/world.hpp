#pragma once

// The world of one run: a struct of stores. Work is done by the functions below over it; each
// entity has one writer: orders and prices here (market), jobs in lifecycle.cpp, leases in
// capacity.cpp, money in ledger.cpp, goods in transfers.cpp.

#include <optional>
#include <vector>

#include "models/journal.hpp"
#include "models/scenario/scenario.hpp"
#include "models/world/capacity.hpp"
#include "models/world/effects.hpp"
#include "models/world/ledger.hpp"
#include "models/world/market.hpp"
#include "models/world/order.hpp"
#include "models/world/rules.hpp"
#include "models/world/transfers.hpp"

namespace souk {

/// What a member may spend in all, and has spent, escrow included.
struct Purse {
  Credits budget, spent;
};

struct World {
  World(const Scenario& scenario, std::uint64_t seed, std::uint32_t replication, Journal& journal);

  const Scenario& scenario;
  Journal& journal;
  std::uint64_t seed;
  std::uint32_t replication;
  Rules rules;
  Demand demand;
  std::vector<AgentRow> agents;           ///< by AgentId
  std::vector<std::uint32_t> first_site;  ///< by provider population: site of its member 0
  std::vector<std::uint32_t> site_spec;   ///< by SiteId: provider population
  std::vector<SiteId> home;               ///< by member; none without one
  std::vector<std::uint32_t>
      line_cache;  ///< by member: line of its last order, where the devices alone tell
  std::vector<std::uint64_t> tie_owner;  ///< by member: whose ties, as a hash of names
  std::vector<Purse> purses;             ///< by member
  std::vector<Stream> idle;              ///< by SiteId
  /// By device, then kind: throughput in this run, cost.noise included.
  std::vector<double> pace;
  std::vector<double> best_pace;  ///< by set of devices, then kind: on the fastest of them
  Orders orders;
  Capacity capacity;
  Ledger ledger;
  Transfers transfers;
  Market market;
  std::uint64_t arrivals_pending = 0;  ///< arrivals in the calendar
  Seconds returns_at{-1};              ///< when a closed consumer last submitted again at once
  std::uint64_t returns = 0;           ///< how often one did in that instant
  std::vector<Waiter> told;            ///< scratch of transfer ends
  std::vector<Slice> placed;           ///< scratch of place_gang
  Seconds sample_every{infinity};
  bool offers_change = false;  ///< some provider's nodes come and go
  bool members = false;        ///< some consumer has a home

  [[nodiscard]] bool per_site() const { return scenario.scheduling.scope == Scope::site; }
  /// Whether anything can still happen to an order: else rounds stop.
  [[nodiscard]] bool busy() const { return orders.live() > 0 || arrivals_pending > 0; }
  /// Whether the run is not over: samples and the changes of offers go on to a horizon.
  [[nodiscard]] bool goes_on() const { return busy() || scenario.general.horizon.value < infinity; }
};

/// Records who takes part, opens the offers and schedules the first arrivals, rounds and samples.
void open_market(World& world, Effects& effects);

/// One occurrence: everything the market does about it. The only entry during a run.
void step(World& world, const Occurrence& occurrence, Effects& effects);

/// The scheduling pass of an instant: starts whatever may start, then turns away whom the queue has
/// no place for.
void scheduling_pass(World& world, Seconds now, Effects& effects);

/// Asks for one if anyone waits in a line.
inline void want_pass(const World& world, Effects& effects) {
  if (!world.market.active.empty()) effects.pass_wanted = true;
}

/// Serves the waiting lines once, whatever the round.
void serve_waiting(World& world, Seconds now, Effects& effects);

/// The end of the run: whoever is not final becomes `unfinished`, and RunEnded is recorded.
void close_market(World& world, Seconds now, Reason reason);

// -- the steps, by room ---------------------------------------------------------------------------

// admission.cpp
/// The cheapest pooled offer that could ever host an order, whoever uses it now; no site: none can.
struct Cheapest {
  SiteId site;
  Ask ask;
};
Cheapest cheapest_offer(const World& world, const Order& order);
/// Whether its consumer's own site could ever host it.
bool home_hosts(const World& world, const Order& order);
/// An offer as the mechanism sees it.
OfferView offer_to(const World& world, const Ask& ask);
/// The posted rule's answer to an offer: a refusal makes the order final, and one that waits for a
/// price is marked so.
Answer answer_offer(World& world, Order& order, std::uint32_t slot, const Ask& ask, Seconds now,
                    Effects& effects);
/// An order that may not start is final: refused, or killed if it had been evicted.
void turn_away(World& world, std::uint32_t slot, Reason reason, Seconds now, Effects& effects);
/// Schedules a member's next arrival; infinity: there is none.
void await_arrival(World& world, std::uint32_t member, Seconds at, Effects& effects);
/// Whether the order can pay for some offer that could host it, or needs none.
bool can_pay(const World& world, const Order& order);
void arrive(World& world, std::uint32_t member, Seconds now, Effects& effects);
void queue_order(World& world, std::uint32_t slot);
/// Whoever found the queue full and did not start at once is turned away, the last to come first.
void refuse_overflow(World& world, Seconds now, Effects& effects);
void leave_line(World& world, Order& order);

// offers.cpp
void start_offer(World& world, SiteId site, Effects& effects);
void open_offer(World& world, SiteId site, Seconds now);
void change_offer(World& world, SiteId site, Seconds now, Effects& effects);
void rebuild_offers(World& world);
void update_room(World& world, SiteId site);

// rounds.cpp
/// Moves the prices, then starts who may start; schedules the next round.
void clear_round(World& world, Seconds now, Effects& effects);

// lifecycle.cpp
void begin_staging(World& world, std::uint32_t slot, Seconds now, Effects& effects);
void begin_compute(World& world, std::uint32_t slot, Seconds now, Effects& effects);
/// All is done and saved: finished, or late.
void finish_job(World& world, std::uint32_t slot, Seconds now, Effects& effects);
void compute_ended(World& world, std::uint32_t slot, Seconds now, Effects& effects);
void evict(World& world, std::uint32_t slot, Seconds now, Effects& effects);
void finish_order(World& world, std::uint32_t slot, OrderState state, Reason reason, Seconds now,
                  Effects& effects);
/// Ends the lease of an order that has one: `kept` says whether the progress made counts.
void end_lease(World& world, std::uint32_t slot, LeaseStage how, Reason reason, Outcome outcome,
               bool kept, Seconds now);

// -- small views ----------------------------------------------------------------------------------

/// GPU-time of one whole attempt on a device, and its run time.
double throughput(const World& world, const Order& order, DeviceId device);
Seconds run_time(const World& world, const Order& order, DeviceId device);
/// GPU-time of the job on the fastest device that it accepts and somebody has.
GpuSeconds best_work(const World& world, const Order& order);
Ask ask_of(const World& world, const Order& order, Price price, DeviceId device);
/// What its consumer may still spend; inf if unbounded.
Credits purse(const World& world, const Order& order);
/// An order as the mechanism sees it: bid and purse less what access to its inputs will cost, which
/// is what is left for GPU-time.
OrderView time_wanted(const World& world, const Order& order);
/// Whether its consumer can pay for access to its inputs.
bool pays_for_goods(const World& world, const Order& order);
/// The most per GPU-hour of `device`, before the buyer's fee, that the order can pay, to the last
/// bit of what posted_offers accepts; inf without prices.
Price affordable(const World& world, const Order& order, DeviceId device);
/// Whether ask.price <= affordable(world, order, its device), without the division. Requires a
/// price >= 0.
bool affords(const World& world, const Order& order, const Ask& ask);
/// Calls f(device) for every device the order accepts.
template <class F>
void for_each_device(const World& world, const Order& order, const F& f) {
  const auto& set = world.demand.device_sets()[order.job.devices];
  if (set.empty())
    for (std::uint32_t d = 0; d < world.market.now.size(); ++d) f(DeviceId{d});
  else
    for (const DeviceId device : set) f(device);
}
/// An order as a scheduling policy sees it.
JobView view_of(const Order& order);
ArrivalProcess process_of(const World& world, std::uint32_t member);
bool accepts(const World& world, const Order& order, DeviceId device);
/// 64 mixed bits of a few numbers: seeded ties.
std::uint64_t mix(std::uint64_t a, std::uint64_t b);

}  // namespace souk
