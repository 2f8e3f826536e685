// The market's one entry: an occurrence goes to the function that knows what it means.

#include <algorithm>

#include "models/world/world.hpp"

namespace souk {
namespace {

void arrival(World& world, std::uint32_t member, Seconds now, Effects& effects) {
  --world.arrivals_pending;
  arrive(world, member, now, effects);
  await_arrival(world, member, world.demand.next(member, now), effects);
}

void transfer_end(World& world, std::uint32_t transfer, Seconds now, Effects& effects) {
  world.transfers.ended(transfer, world.told, now, world.journal, effects);
  for (const Waiter& waiter : world.told) {
    if (!world.orders.holds(waiter.slot, waiter.order.value)) continue;
    Order& order = world.orders[waiter.slot];
    if (order.attempt != waiter.attempt) continue;
    if (order.job_stage == JobStage::saving) {
      finish_job(world, waiter.slot, now, effects);
    } else if (order.job_stage == JobStage::staging && --order.transfers == 0) {
      begin_compute(world, waiter.slot, now, effects);
    }
  }
  world.told.clear();
}

void expire(World& world, std::uint32_t slot, Seconds now, Effects& effects) {
  Order& order = world.orders[slot];
  if (order.job_stage != JobStage::waiting || order.attempt > 0) return;
  leave_line(world, order);
  want_pass(world, effects);  // it may have kept others waiting
  finish_order(world, slot, OrderState::expired, Reason::patience, now, effects);
}

/// late = cancel: whatever the job is doing, it stops at its deadline.
void miss_deadline(World& world, std::uint32_t slot, Seconds now, Effects& effects) {
  Order& order = world.orders[slot];
  if (order.leased) {
    if (order.job_stage == JobStage::running) effects.stopped.push_back({slot, order.attempt});
    end_lease(world, slot, LeaseStage::released, Reason::deadline, Outcome::cancelled, false, now);
  } else if (order.job_stage == JobStage::waiting) {
    leave_line(world, order);
  }
  want_pass(world, effects);
  finish_order(world, slot, OrderState::cancelled, Reason::deadline, now, effects);
}

void sample_sites(World& world, Seconds now, Effects& effects) {
  // Who waits for a price is in no site's queue, but in that of the pool.
  const std::uint64_t unbound = world.per_site() ? 0 : world.market.waiting_for_price;
  for (std::uint32_t s = 0; s < world.capacity.sites.size(); ++s) {
    const Site& site = world.capacity.sites[s];
    const std::size_t queue = world.per_site() ? s : 0;
    world.journal.record(
        Sample{.time = now,
               .site = SiteId{s},
               .busy_gpus = site.busy,
               .offered_gpus = site.offered ? static_cast<int>(site.pooled.total()) : 0,
               .queue = static_cast<std::uint32_t>(world.market.waiting[queue] + unbound),
               .price = site.price});
  }
  if (world.goes_on())
    effects.wakes.emplace_back(now + world.sample_every, Phase::sample, Kind::sample, 0);
}

}  // namespace

void step(World& world, const Occurrence& occurrence, Effects& effects) {
  const Seconds now{occurrence.time};
  const std::uint32_t slot = occurrence.slot();
  const auto live = [&] { return world.orders.holds(slot, occurrence.id()); };
  switch (occurrence.kind()) {
    case Kind::arrival:
      return arrival(world, slot, now, effects);
    case Kind::compute_end:
      if (live() && world.orders[slot].attempt == occurrence.generation() &&
          world.orders[slot].job_stage == JobStage::running)
        compute_ended(world, slot, now, effects);
      return;
    case Kind::transfer_end:
      if (world.transfers.carries(slot, occurrence.id())) transfer_end(world, slot, now, effects);
      return;
    case Kind::eviction:
      if (live() && world.orders[slot].attempt == occurrence.generation() &&
          world.orders[slot].leased)
        evict(world, slot, now, effects);
      return;
    case Kind::patience:
      if (live()) expire(world, slot, now, effects);
      return;
    case Kind::deadline:
      if (live()) miss_deadline(world, slot, now, effects);
      return;
    case Kind::offer_change:
      return change_offer(world, SiteId{occurrence.id()}, now, effects);
    case Kind::round:
      return clear_round(world, now, effects);
    case Kind::sample:
      return sample_sites(world, now, effects);
    case Kind::horizon:
      close_market(world, now, Reason::horizon);
      effects.ended = true;
      return;
  }
}

}  // namespace souk
