// An order enters the market: is it feasible, can it ever pay, where does it wait?

#include <algorithm>
#include <bit>

#include "models/world/world.hpp"

namespace souk {
namespace {

/// Members' orders wait apart where they may use GPUs, or go before others, as nobody else can.
SiteId line_home(const World& world, const Order& order) {
  if (!order.home.exists()) return SiteId{};
  const ProviderSpec& spec = world.scenario.providers[world.site_spec[order.home.value]];
  const bool apart = world.capacity.sites[order.home.value].own.total() > 0 || spec.owner_priority;
  return apart ? order.home : SiteId{};
}

/// Whether all orders like it can pay for the same sites: who cannot pay a single price is out of
/// the market, unless it waits for its own site.
bool one_tier(const World& world, const Order& order) {
  return !world.rules.priced() || (world.market.one_price && !order.home.exists());
}

/// Orders that can pay for the same sites share a tier: a poor one never blocks a rich one.
std::uint32_t tier_of(World& world, const Order& order) {
  if (one_tier(world, order)) return 0;
  std::vector<std::uint32_t> reach(world.market.now.size(), 0);
  for_each_device(world, order, [&](DeviceId device) {
    reach[device.value] =
        world.market.now[device.value].first_above(affordable(world, order, device));
  });
  const auto next = static_cast<std::uint32_t>(world.market.tiers.size()) + 1;
  return world.market.tiers.emplace(std::move(reach), next).first->second;
}

std::uint32_t find_line(World& world, const Order& order) {
  const bool cached = one_tier(world, order) && !world.per_site();
  std::uint32_t& cache = world.line_cache[order.member];
  if (cached && cache != no_slot && world.market.lines[cache].devices == order.job.devices)
    return cache;
  const SiteId home = world.per_site() ? (order.bound == order.home ? order.home : SiteId{})
                                       : line_home(world, order);
  const LineKey key{home.value, order.bound.value, order.job.devices, tier_of(world, order)};
  const auto next = static_cast<std::uint32_t>(world.market.lines.size());
  const auto [found, fresh] = world.market.line_of.emplace(key, next);
  if (fresh) {
    Line& line = world.market.lines.emplace_back();
    line.home = home;
    line.bound = order.bound;
    line.devices = order.job.devices;
    line.policy = world.rules.scheduling.get();
    const SiteId owner = world.per_site() ? order.bound : home;
    if (owner.exists()) {
      const ProviderRules& rules = world.rules.providers[world.site_spec[owner.value]];
      if (rules.scheduling) line.policy = rules.scheduling.get();
    }
  }
  if (cached) cache = found->second;
  return found->second;
}

/// What an order would have of a site, the least of which is the best.
struct Prospect {
  double cost = infinity;
  double load = infinity;  ///< GPUs in use and jobs waiting, per GPU that it may use
  double run_time = infinity;
  friend auto operator<=>(const Prospect&, const Prospect&) = default;
};

/// scope = site: home if it can start there now, else the cheapest site that it can pay, of equals
/// the one with the least load, then the fastest; home wins ties.
SiteId bind(const World& world, const Order& order) {
  SiteId best = order.home;
  Prospect of_best;
  const auto consider = [&](SiteId id, double cost, double run_time) {
    const Site& site = world.capacity.sites[id.value];
    const auto gpus =
        static_cast<double>(site.pooled.total() + (id == order.home ? site.own.total() : 0));
    const double load =
        (static_cast<double>(world.market.waiting[id.value]) + static_cast<double>(site.busy)) /
        gpus;
    const Prospect prospect{cost, load, run_time};
    if (!(prospect < of_best)) return;
    best = id;
    of_best = prospect;
  };
  if (home_hosts(world, order)) {
    const Site& site = world.capacity.sites[order.home.value];
    const Parts open{true, site.offered};
    if (world.market.waiting[order.home.value] == 0 &&
        site.room_for_member(order.job.gpus, world.scenario.placement.span, open).any())
      return order.home;
    consider(order.home, 0, 0);
  }
  for_each_device(world, order, [&](DeviceId device) {
    const OfferIndex& index = world.market.ever[device.value];
    const Price most = affordable(world, order, device);
    const Seconds time = run_time(world, order, device);
    for (std::uint32_t at = index.first_with(order.job.gpus, 0); at != OfferIndex::none;
         at = index.first_with(order.job.gpus, at + 1)) {
      const OfferIndex::Row& row = index.row(at);
      if (row.price > most) break;
      consider(row.site, (row.price * hours(time * order.job.gpus)).value, time.value);
    }
  });
  return best;
}

std::uint64_t tie_of(const World& world, const Order& order) {
  if (world.scenario.scheduling.ties == Ties::index) return 0;
  return mix(mix(world.seed, std::bit_cast<std::uint64_t>(order.submit.value)),
             world.tie_owner[order.member]);
}

void record_submission(World& world, const Order& order, Late late) {
  world.journal.record(OrderSubmitted{.time = order.submit,
                                      .order = order.id,
                                      .consumer = order.consumer,
                                      .gpus = order.job.gpus,
                                      .work = order.job.work,
                                      .best_work = best_work(world, order),
                                      .estimate = order.job.estimate,
                                      .value = order.job.value,
                                      .budget = purse(world, order),
                                      .deadline = order.submit + order.job.deadline,
                                      .patience_until = order.submit + order.job.patience,
                                      .job_kind = order.job.kind,
                                      .dataset = order.job.dataset,
                                      .model = order.job.model,
                                      .delay_cost = order.job.delay_cost,
                                      .late_rule = static_cast<std::uint8_t>(late)});
}

/// Whether the order goes on; if not it is final.
bool admit(World& world, Order& order, std::uint32_t slot, Seconds now, Effects& effects) {
  const bool hosted = home_hosts(world, order);
  const Cheapest cheapest = hosted ? Cheapest{} : cheapest_offer(world, order);
  if (!hosted && !cheapest.site.exists()) {
    finish_order(world, slot, OrderState::refused, Reason::infeasible, now, effects);
    return false;
  }
  if (!pays_for_goods(world, order)) {
    finish_order(world, slot, OrderState::refused, Reason::budget, now, effects);
    return false;
  }
  if (hosted || !world.rules.priced()) return true;
  const Answer answer = answer_offer(world, order, slot, cheapest.ask, now, effects);
  return answer == Answer::take || answer == Answer::wait_for_price;
}

}  // namespace

bool home_hosts(const World& world, const Order& order) {
  if (!order.home.exists()) return false;
  const Site& site = world.capacity.sites[order.home.value];
  if (!accepts(world, order, site.device)) return false;
  const int gpus = order.job.gpus;
  if (world.scenario.placement.span) return site.own.total() + site.pooled.total() >= gpus;
  const int across = site.split_node == no_slot ? 0 : site.gpus_per_node();
  return std::max({site.own.largest_capacity(), site.pooled.largest_capacity(), across}) >= gpus;
}

Cheapest cheapest_offer(const World& world, const Order& order) {
  Cheapest best;
  for_each_device(world, order, [&](DeviceId device) {
    const OfferIndex& index = world.market.ever[device.value];
    const std::uint32_t position = index.first_with(order.job.gpus, 0);
    if (position == OfferIndex::none) return;
    const OfferIndex::Row& row = index.row(position);
    const Ask ask = ask_of(world, order, row.price, device);
    if (!best.site.exists() || ask.cost() < best.ask.cost()) best = {row.site, ask};
  });
  return best;
}

void turn_away(World& world, std::uint32_t slot, Reason reason, Seconds now, Effects& effects) {
  const bool ran = world.orders[slot].attempt > 0;  // it was evicted, and is not resumed
  finish_order(world, slot, ran ? OrderState::killed : OrderState::refused, reason, now, effects);
}

OfferView offer_to(const World& world, const Ask& ask) {
  return {ask.price, ask.time_bought, world.rules.buyer_fee, false};
}

Answer answer_offer(World& world, Order& order, std::uint32_t slot, const Ask& ask, Seconds now,
                    Effects& effects) {
  const Answer answer =
      std::get<1>(world.rules.mechanism)
          ->accept(time_wanted(world, order), offer_to(world, ask), world.rules.prices_move);
  order.priced_out = answer == Answer::wait_for_price;
  if (answer == Answer::refuse_price) turn_away(world, slot, Reason::price, now, effects);
  if (answer == Answer::refuse_budget) turn_away(world, slot, Reason::budget, now, effects);
  return answer;
}

bool can_pay(const World& world, const Order& order) {
  if (!world.rules.priced() || home_hosts(world, order)) return true;
  const Cheapest cheapest = cheapest_offer(world, order);
  return cheapest.site.exists() && affords(world, order, cheapest.ask);
}

void await_arrival(World& world, std::uint32_t member, Seconds at, Effects& effects) {
  if (at.value == infinity) return;
  ++world.arrivals_pending;
  effects.wakes.emplace_back(at, Phase::arrival, Kind::arrival, world.demand.arrival_key(member),
                             member);
}

void arrive(World& world, std::uint32_t member, Seconds now, Effects& effects) {
  const std::uint32_t slot = world.orders.create();
  Order& order = world.orders[slot];
  const Member& who = world.demand.members()[member];
  const ConsumerSpec& spec = world.scenario.consumers[who.consumer];
  order.member = member;
  order.consumer = who.agent;
  order.home = world.home[member];
  order.submit = now;
  order.job = world.demand.draw(member);
  const Price most = spec.jobs.max_price.value_or(Price{infinity});
  order.bid = world.rules.agents[who.consumer]->bid({order.job.value, hours(order.job.work), most});
  order.tie = tie_of(world, order);
  record_submission(world, order, spec.jobs.late);
  if (!admit(world, order, slot, now, effects)) return;
  advance(order, JobStage::waiting);
  if (const Seconds until = now + order.job.patience; until.value < infinity) {
    // Without patience it still meets the pass of its own instant, which comes after arrivals.
    const Phase phase = until > now ? Phase::deadline : Phase::pass;
    effects.wakes.emplace_back(until, phase, Kind::patience, order.id.value, slot);
  }
  if (spec.jobs.late == Late::cancel && order.job.deadline.value < infinity)
    effects.wakes.emplace_back(now + order.job.deadline, Phase::deadline, Kind::deadline,
                               order.id.value, slot);
  queue_order(world, slot);
  want_pass(world, effects);
}

void queue_order(World& world, std::uint32_t slot) {
  Order& order = world.orders[slot];
  Standing standing{.rank = 0, .tie = order.tie, .order = order.id.value, .slot = slot};
  if (order.priced_out) {
    order.bound = SiteId{};  // it is in no site's queue
    world.market.priced_out.push_back(standing);
    ++world.market.waiting_for_price;
    return;
  }
  // One that waits for a price is bound when it can first pay one.
  if (world.per_site() && !order.bound.exists()) order.bound = bind(world, order);
  order.line = find_line(world, order);
  Line& line = world.market.lines[order.line];
  standing.rank = line.policy->rank(view_of(order));
  line.waiting.push(standing);
  if (!line.active) {
    line.active = true;
    world.market.active.push_back(order.line);
  }
  const std::size_t queue = world.per_site() ? order.bound.value : 0;
  if (++world.market.waiting[queue] > world.scenario.scheduling.queue_limit && order.attempt == 0)
    world.market.provisional.push_back(standing);
}

void refuse_overflow(World& world, Seconds now, Effects& effects) {
  std::vector<Standing>& provisional = world.market.provisional;
  while (!provisional.empty()) {
    const Standing last = provisional.back();
    provisional.pop_back();
    if (!world.orders.holds(last.slot, last.order)) continue;
    Order& order = world.orders[last.slot];
    if (order.priced_out) continue;
    const std::size_t queue = world.per_site() ? order.bound.value : 0;
    if (order.job_stage != JobStage::waiting ||
        world.market.waiting[queue] <= world.scenario.scheduling.queue_limit)
      continue;
    leave_line(world, order);
    finish_order(world, last.slot, OrderState::refused, Reason::queue_full, now, effects);
    want_pass(world, effects);  // it may have kept others waiting
  }
}

void leave_line(World& world, Order& order) {
  if (order.priced_out) {  // dropped from the list at the next round
    --world.market.waiting_for_price;
    return;
  }
  Line& line = world.market.lines[order.line];
  --world.market.waiting[world.per_site() ? order.bound.value : 0];
  const std::uint32_t own = order.line;
  line.waiting.left_one([&](const Standing& s) {
    return world.orders.holds(s.slot, s.order) && world.orders[s.slot].line == own &&
           world.orders[s.slot].job_stage == JobStage::waiting;
  });
}

}  // namespace souk
