// The scheduling pass: lines are served in the order of their first orders; an order that finds no
// room keeps from those behind it what it may use of its home and every offer that it accepts and
// can pay, and nothing else.

#include <algorithm>

#include "models/world/offer_choice.hpp"

namespace souk {
namespace {

enum class Served : std::uint8_t { started, blocked, gone };

/// One pass over the waiting lines.
class Pass {
 public:
  Pass(World& world, Seconds now, Effects& effects)
      : world_{world}, now_{now}, effects_{effects}, reach_{world.market.reach} {
    if (reach_.kept) std::fill(reach_.from.begin(), reach_.from.end(), 0);
    reach_.kept = false;
    reach_.owners.clear();
    ++reach_.pass;
  }

  void run();
  void run_between_rounds();

 private:
  struct Candidate {
    double rank = 0;
    Standing first;
    std::uint32_t line = 0;
    friend bool operator<(const Candidate& a, const Candidate& b) {
      if (a.rank != b.rank) return a.rank < b.rank;
      if (a.first.tie != b.first.tie) return a.first.tie < b.first.tie;
      return a.first.order < b.first.order;
    }
  };

  bool first_alive(Line& line, std::uint32_t number);
  bool own_part_is_free(const Line& line) const {
    return line.home.exists() && world_.capacity.sites[line.home.value].own.total_free() > 0;
  }
  bool drains(std::uint32_t number);
  template <class Eligible, class Blocked>
  void serve_in_order(Scan scan, Eligible eligible, Blocked blocked);
  void merge(Scan scan);
  void drop_empty_lines();
  void serve_owners_first();
  bool claim(std::uint32_t number);
  Candidate candidate(std::uint32_t number);
  Served serve(std::uint32_t number, Scan scan);
  void take_first(Line& line, const Order& order);
  Served reconsider(std::uint32_t number);
  bool agrees(Order& order, std::uint32_t slot, const Choice& choice);
  void start(Order& order, std::uint32_t slot, const Choice& choice);

  World& world_;
  Seconds now_;
  Effects& effects_;
  Reach& reach_;
};

bool Pass::first_alive(Line& line, std::uint32_t number) {
  while (!line.waiting.empty()) {
    const Standing& first = line.waiting.front();
    if (world_.orders.holds(first.slot, first.order) &&
        world_.orders[first.slot].job_stage == JobStage::waiting &&
        world_.orders[first.slot].line == number)
      return true;
    line.waiting.pop();
  }
  return false;
}

void Pass::run() {
  std::vector<std::uint32_t>& active = world_.market.active;
  serve_owners_first();
  if (active.size() == 1) {
    // Most markets have one line, most passes one order.
    if (drains(active.front()) && active.size() == 1) {
      world_.market.lines[active.front()].active = false;
      active.clear();
      return;
    }
  } else if (!active.empty()) {
    merge(Scan::pool);
  }
  drop_empty_lines();
}

/// What a member's owner has not put on the market needs no round of it, nor what its owner goes
/// before all others to.
void Pass::run_between_rounds() {
  serve_owners_first();
  merge(Scan::own_part);
  drop_empty_lines();
}

void Pass::drop_empty_lines() {
  std::erase_if(world_.market.active, [&](std::uint32_t number) {
    Line& line = world_.market.lines[number];
    line.active = first_alive(line, number);
    return !line.active;
  });
}

/// Serves a line while it can; whether nobody is left in it.
bool Pass::drains(std::uint32_t number) {
  while (first_alive(world_.market.lines[number], number))
    if (serve(number, Scan::pool) == Served::blocked) return false;
  return true;
}

Pass::Candidate Pass::candidate(std::uint32_t number) {
  const Line& line = world_.market.lines[number];
  const Standing& first = line.waiting.front();
  if (line.policy == world_.rules.scheduling.get()) return {first.rank, first, number};
  return {world_.rules.scheduling->rank(view_of(world_.orders[first.slot])), first, number};
}

/// Serves the eligible lines in the order of their first orders. blocked(number) says whether a
/// line whose first order found no room is tried again.
template <class Eligible, class Blocked>
void Pass::serve_in_order(Scan scan, Eligible eligible, Blocked blocked) {
  const auto later = [](const Candidate& a, const Candidate& b) { return b < a; };
  std::vector<Candidate> heads;
  for (const std::uint32_t number : world_.market.active)
    if (eligible(world_.market.lines[number]) && first_alive(world_.market.lines[number], number))
      heads.push_back(candidate(number));
  std::make_heap(heads.begin(), heads.end(), later);
  while (!heads.empty()) {
    std::pop_heap(heads.begin(), heads.end(), later);
    const std::uint32_t number = heads.back().line;
    heads.pop_back();
    if (serve(number, scan) == Served::blocked && !blocked(number)) continue;
    if (!first_alive(world_.market.lines[number], number)) continue;
    heads.push_back(candidate(number));
    std::push_heap(heads.begin(), heads.end(), later);
  }
}

void Pass::merge(Scan scan) {
  serve_in_order(
      scan, [&](const Line& line) { return scan == Scan::pool || own_part_is_free(line); },
      [](std::uint32_t) { return false; });
}

/// Members of owners that go first, on their owner's nodes.
void Pass::serve_owners_first() {
  const auto owner = [&](const Line& line) -> const ProviderSpec& {
    return world_.scenario.providers[world_.site_spec[line.home.value]];
  };
  bool claimed = false;  // who is evicted queues again, perhaps for its own owner's nodes
  do {
    claimed = false;
    serve_in_order(
        Scan::home,
        [&](const Line& line) { return line.home.exists() && owner(line).owner_priority; },
        [&](std::uint32_t number) {
          const Line& line = world_.market.lines[number];
          if (owner(line).owner_claim == OwnerClaim::evict && claim(number)) return claimed = true;
          const Order& first = world_.orders[line.waiting.front().slot];
          if (keep_home(world_, first, reach_, Scan::home) && !reach_.owner_waits(line.home))
            reach_.owners.push_back(line.home.value);
          return false;
        });
  } while (claimed);
}

/// Evicts who is in the way of the line's first order on its owner's nodes; false if that would not
/// make room.
bool Pass::claim(std::uint32_t number) {
  const std::uint32_t slot = world_.market.lines[number].waiting.front().slot;
  const std::vector<std::uint32_t> guests = guests_in_the_way(world_, world_.orders[slot]);
  for (const std::uint32_t guest : guests) evict(world_, guest, now_, effects_);
  return !guests.empty();
}

Served Pass::serve(std::uint32_t number, Scan scan) {
  Line& line = world_.market.lines[number];
  const std::uint32_t slot = line.waiting.front().slot;
  Order& order = world_.orders[slot];
  const Choice choice = choose_offer(world_, order, reach_, scan);
  if (!choice.site.exists()) {
    if (scan == Scan::own_part) keep_home(world_, order, reach_, scan);
    if (scan != Scan::pool) return Served::blocked;
    keep_for(world_, order, reach_);
    return reconsider(number);
  }
  take_first(line, order);
  if (!agrees(order, slot, choice)) return Served::gone;
  start(order, slot, choice);
  return Served::started;
}

/// Takes the first order out of its line and its place in the queue.
void Pass::take_first(Line& line, const Order& order) {
  line.waiting.pop();
  --world_.market.waiting[world_.per_site() ? order.bound.value : 0];
}

/// The first order of a line finds no room. What its consumer has spent since it joined may have
/// put it out of the market, or among the poorer.
Served Pass::reconsider(std::uint32_t number) {
  Line& line = world_.market.lines[number];
  const std::uint32_t slot = line.waiting.front().slot;
  Order& order = world_.orders[slot];
  if (!world_.rules.priced() || purse(world_, order).value == infinity) return Served::blocked;
  const bool pays = can_pay(world_, order);
  if (pays && world_.market.one_price && !order.home.exists()) return Served::blocked;
  take_first(line, order);
  if (!pays) {
    const Answer answer =
        answer_offer(world_, order, slot, cheapest_offer(world_, order).ask, now_, effects_);
    if (answer != Answer::take && answer != Answer::wait_for_price) return Served::gone;
  }
  queue_order(world_, slot);
  return !order.priced_out && order.line == number ? Served::blocked : Served::gone;
}

/// The mechanism's word on the offer. Orders that it turns away become final here.
bool Pass::agrees(Order& order, std::uint32_t slot, const Choice& choice) {
  if (!pays_for_goods(world_, order)) {  // others of its consumer have spent since
    turn_away(world_, slot, Reason::budget, now_, effects_);
    return false;
  }
  if (choice.site == order.home) return true;
  if (world_.rules.priced()) {
    const Answer answer = answer_offer(world_, order, slot, choice.ask, now_, effects_);
    if (answer == Answer::wait_for_price) queue_order(world_, slot);
    return answer == Answer::take;
  }
  if (std::get<0>(world_.rules.mechanism)
          ->allocate(time_wanted(world_, order), offer_to(world_, choice.ask)))
    return true;
  turn_away(world_, slot, Reason::rule, now_, effects_);
  return false;
}

void Pass::start(Order& order, std::uint32_t slot, const Choice& choice) {
  Site& site = world_.capacity.sites[choice.site.value];
  Lease& lease = world_.capacity.create(slot);
  lease.order = order.id;
  lease.site = choice.site;
  lease.gpus = order.job.gpus;
  lease.duration = choice.ask.time;
  lease.quantity = lease.duration * order.job.gpus;
  lease.terms = {choice.ask.price, order.consumer, site.provider, world_.rules.buyer_fee,
                 world_.rules.seller_fee};
  place_gang(world_, choice, order.job.gpus, lease);
  order.leased = true;
  advance(order, OrderStage::matched);
  advance(order, JobStage::granted);
  const TradeId trade{world_.market.next_trade++};
  lease.agreed = bill(lease.terms, choice.ask.time_bought);
  const Bill& due = lease.agreed;
  world_.journal.record(TradeMade{.time = now_,
                                  .trade = trade,
                                  .order = order.id,
                                  .offer = choice.parts.pooled ? site.offer : OfferId{},
                                  .provider = site.provider,
                                  .gpus = order.job.gpus,
                                  .quantity = lease.quantity,
                                  .price = lease.terms.price,
                                  .payment = due.payment,
                                  .fee = due.buyer_fee + due.seller_fee});
  world_.market.volume += choice.ask.time_bought;
  world_.market.price_low = std::min(world_.market.price_low, lease.terms.price);
  world_.market.price_high = std::max(world_.market.price_high, lease.terms.price);
  if (lease.terms.price.value > 0) {
    escrow(world_.ledger, world_.journal, now_, lease.terms, due, order.id);
    world_.purses[order.member].spent += (due.payment + due.buyer_fee).credits();
  }
  world_.capacity.take(slot, trade, now_, world_.journal);
  update_room(world_, choice.site);
  begin_staging(world_, slot, now_, effects_);
}

}  // namespace

void serve_waiting(World& world, Seconds now, Effects& effects) {
  if (world.market.active.empty()) return;
  Pass{world, now, effects}.run();
}

void scheduling_pass(World& world, Seconds now, Effects& effects) {
  if (world.scenario.market.round.value <= 0)
    serve_waiting(world, now, effects);
  else if (world.members && !world.market.active.empty())
    Pass{world, now, effects}.run_between_rounds();
  refuse_overflow(world, now, effects);
}

}  // namespace souk
