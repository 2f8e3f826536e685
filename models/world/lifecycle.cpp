// The life of a job: inputs move, it computes, its output is saved; or it is evicted, or cut short.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "models/check.hpp"
#include "models/scenario/error.hpp"
#include "models/world/world.hpp"

namespace souk {
namespace {

/// An input is at hand, or is asked for. Returns how many transfers the order now waits for.
std::uint32_t access(World& world, std::uint32_t slot, GoodId good, Seconds now, Effects& effects) {
  if (!good.exists()) return 0;
  const Order& order = world.orders[slot];
  const SiteId site = world.capacity[slot].site;
  const Good& wanted = world.scenario.goods[good.value];
  const bool hit = world.transfers.holds(site, good);
  world.journal.record(GoodAccessed{.time = now,
                                    .good = good,
                                    .order = order.id,
                                    .site = site,
                                    .hit = static_cast<std::uint8_t>(hit ? 1 : 0),
                                    .bytes = wanted.size});
  const SiteId owner{world.first_site[wanted.at.front()]};
  const Money royalty = round_to_money(wanted.price * wanted.size);
  world.ledger.post(world.journal, now, account_of(order.consumer, AccountKind::wallet),
                    account_of(world.capacity.sites[owner.value].provider, AccountKind::wallet),
                    royalty, Cause::royalty, order.id);
  world.purses[order.member].spent += royalty.credits();
  if (hit) return 0;
  world.transfers.fetch(good, site, {slot, order.id, order.attempt}, now, world.journal, effects);
  return 1;
}

/// A closed consumer submits again in the instant in which its job became final. Jobs that take no
/// time do so a few times; without end, the clock would stand still.
void count_return(World& world, std::uint32_t member, Seconds now) {
  if (world.returns_at != now) world.returns = 0;
  world.returns_at = now;
  const std::uint64_t most = 50'000 + 100 * std::uint64_t{world.demand.members().size()};
  if (++world.returns <= most) return;
  const ConsumerSpec& spec = world.scenario.consumers[world.demand.members()[member].consumer];
  throw ScenarioError{
      {{{world.scenario.general.name},
        fmt::format("consumer \"{}\": at {} s its jobs end, or are refused, at once and come back "
                    "without end; jobs.think must be longer than 0 s, or the jobs must take time",
                    spec.name, now.value)}}};
}

}  // namespace

void begin_staging(World& world, std::uint32_t slot, Seconds now, Effects& effects) {
  Order& order = world.orders[slot];
  if (!order.job.dataset.exists() && !order.job.model.exists())
    return begin_compute(world, slot, now, effects);
  advance(order, JobStage::staging);
  order.transfers = access(world, slot, order.job.dataset, now, effects);
  order.transfers += access(world, slot, order.job.model, now, effects);
  if (order.transfers == 0) begin_compute(world, slot, now, effects);
}

void begin_compute(World& world, std::uint32_t slot, Seconds now, Effects& effects) {
  Order& order = world.orders[slot];
  Lease& lease = world.capacity[slot];
  advance(order, JobStage::running);
  advance(lease, LeaseStage::active);
  lease.compute_since = now;
  world.journal.record(JobStarted{.time = now,
                                  .order = order.id,
                                  .lease = lease.id,
                                  .attempt = order.attempt,
                                  .duration_expected = lease.duration});
  effects.computes.push_back({order.id, slot, order.attempt, lease.duration});
}

void end_lease(World& world, std::uint32_t slot, LeaseStage how, Reason reason, Outcome outcome,
               bool kept, Seconds now) {
  Order& order = world.orders[slot];
  Lease& lease = world.capacity[slot];
  const bool computed = !std::isnan(lease.compute_since.value);
  const Seconds begun = computed ? lease.compute_since : now;
  const GpuSeconds progress = (now - begun) * lease.gpus;
  const GpuSeconds staging = (begun - lease.since) * lease.gpus;
  const GpuSeconds none{0};
  if (computed)
    world.journal.record(JobEnded{.time = now,
                                  .order = order.id,
                                  .lease = lease.id,
                                  .attempt = order.attempt,
                                  .outcome = outcome});
  const Terms& terms = lease.terms;
  const Bill& agreed = lease.agreed;
  const SiteId site = lease.site;
  // A job that ran to its end is billed what was bought: the clock's rounding is not the buyer's.
  // One that its own deadline stops is billed what it used, though it keeps nothing.
  const bool used = kept || outcome == Outcome::cancelled;
  const bool whole = outcome == Outcome::done || (used && progress >= lease.quantity);
  const Bill due = whole ? agreed : used ? bill(terms, hours(progress)) : Bill{};
  world.capacity.give_back(slot, how, kept ? progress : none, kept ? none : progress, staging,
                           reason, now, world.journal);
  order.leased = false;
  if (terms.price.value > 0)
    world.purses[order.member].spent -=
        settle(world.ledger, world.journal, now, terms, agreed, due, order.id).credits();
  update_room(world, site);
}

void compute_ended(World& world, std::uint32_t slot, Seconds now, Effects& effects) {
  Order& order = world.orders[slot];
  const SiteId site = world.capacity[slot].site;
  end_lease(world, slot, LeaseStage::released, Reason::done, Outcome::done, true, now);
  want_pass(world, effects);
  if (order.job.output.value > 0 && order.home.exists() && order.home != site) {
    advance(order, JobStage::saving);
    world.transfers.send(order.job.output, site, order.home, {slot, order.id, order.attempt}, now,
                         world.journal, effects);
    return;
  }
  finish_job(world, slot, now, effects);
}

void finish_job(World& world, std::uint32_t slot, Seconds now, Effects& effects) {
  const Order& order = world.orders[slot];
  const bool late = now > order.submit + order.job.deadline;
  finish_order(world, slot, late ? OrderState::late : OrderState::finished, Reason::done, now,
               effects);
}

void evict(World& world, std::uint32_t slot, Seconds now, Effects& effects) {
  Order& order = world.orders[slot];
  if (order.job_stage == JobStage::running) effects.stopped.push_back({slot, order.attempt});
  end_lease(world, slot, LeaseStage::evicted, Reason::evicted, Outcome::evicted, false, now);
  advance(order, OrderStage::open);
  advance(order, JobStage::waiting);
  ++order.attempt;
  queue_order(world, slot);
  want_pass(world, effects);
}

void finish_order(World& world, std::uint32_t slot, OrderState state, Reason reason, Seconds now,
                  Effects& effects) {
  Order& order = world.orders[slot];
  switch (state) {
    case OrderState::finished:
    case OrderState::late:
      advance(order, JobStage::done);
      advance(order, OrderStage::settled);
      break;
    case OrderState::refused:
      advance(order, JobStage::cancelled);
      advance(order, OrderStage::refused);
      break;
    case OrderState::expired:
      advance(order, JobStage::cancelled);
      advance(order, OrderStage::expired);
      break;
    case OrderState::cancelled:
    case OrderState::killed:
      advance(order, JobStage::cancelled);
      advance(order, OrderStage::cancelled);
      break;
    case OrderState::unfinished:
      advance(order, JobStage::unfinished);
      advance(order, OrderStage::unfinished);
      break;
  }
  world.journal.record(
      OrderFinal{.time = now, .order = order.id, .state = state, .reason = reason});
  const std::uint32_t member = order.member;
  world.orders.release(slot);
  const Seconds next = world.demand.after_final(member, now);
  if (next.value == infinity) return;  // most consumers do not wait for an end to submit again
  if (next == now) count_return(world, member, now);
  await_arrival(world, member, next, effects);
}

}  // namespace souk
