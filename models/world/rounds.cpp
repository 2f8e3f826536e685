// Rounds: prices move by the demand that each provider saw, then the market clears.

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "models/world/world.hpp"

namespace souk {
namespace {

/// Adds what orders like this one ask for to the open offers that they would take, in proportion to
/// what each offers: sellers of the same good then see the same excess, as in one market.
void spread_demand(const World& world, const Order& order, GpuHours asked,
                   std::vector<GpuHours>& demand) {
  double offered = 0;
  const auto for_each_offer = [&](const auto& f) {
    for_each_device(world, order, [&](DeviceId device) {
      const OfferIndex& ever = world.market.ever[device.value];
      const std::uint32_t limit = ever.first_above(affordable(world, order, device));
      for (std::uint32_t at = 0; at < limit; ++at) {
        const SiteId site = ever.row(at).site;
        if (world.capacity.sites[site.value].offered && ever.room(at) >= order.job.gpus) f(site);
      }
    });
  };
  const auto size = [&](SiteId site) {
    return static_cast<double>(world.capacity.sites[site.value].pooled.total());
  };
  for_each_offer([&](SiteId site) { offered += size(site); });
  for_each_offer([&](SiteId site) { demand[site.value] += asked * (size(site) / offered); });
}

/// What the orders of a line ask for in a round, by the size of their gang; they compete for the
/// same GPUs, so one of each size stands for all. O(line + sizes x sites).
void add_waiting(const World& world, const Line& line, std::vector<GpuHours>& demand) {
  std::map<int, std::pair<std::uint64_t, std::uint32_t>> sizes;  // gang -> how many, one's slot
  for (const Standing& standing : line.waiting.unordered()) {
    if (!world.orders.holds(standing.slot, standing.order)) continue;
    const Order& order = world.orders[standing.slot];
    if (order.job_stage != JobStage::waiting) continue;
    auto& [count, slot] = sizes[order.job.gpus];
    ++count;
    slot = standing.slot;
  }
  for (const auto& [gpus, of_size] : sizes) {
    const GpuHours asked =
        hours(world.scenario.market.round * gpus) * static_cast<double>(of_size.first);
    if (line.bound.exists())
      demand[line.bound.value] += asked;
    else
      spread_demand(world, world.orders[of_size.second], asked, demand);
  }
}

/// GPU-hours of each site that were leased in the round that has just closed.
std::vector<GpuHours> leased_by_site(World& world, Seconds now) {
  std::vector<GpuHours> leased(world.capacity.sites.size());
  for (std::uint32_t s = 0; s < leased.size(); ++s) {
    Site& site = world.capacity.sites[s];
    count_pooled(site, now);
    leased[s] = hours(GpuSeconds{site.pooled_integral});
    site.pooled_integral = 0;
  }
  return leased;
}

/// GPU-hours asked of each site in that round: those leased, and a round's worth for each order
/// that waits and can pay.
std::vector<GpuHours> with_waiting(const World& world, std::vector<GpuHours> demand) {
  // By number: sums that round depend on their order, and that of `active` is of no meaning.
  for (const Line& line : world.market.lines)
    if (line.active) add_waiting(world, line, demand);
  return demand;
}

/// Whether any moved. `demand`: by site, in the round that has just closed.
bool move_prices(World& world, const std::vector<GpuHours>& demand, Seconds now) {
  bool moved = false;
  for (std::uint32_t s = 0; s < world.capacity.sites.size(); ++s) {
    Site& site = world.capacity.sites[s];
    const ProviderRules& rules = world.rules.providers[world.site_spec[s]];
    if (!rules.price_moves || !world.rules.priced()) continue;
    const double offered = site.offered ? static_cast<double>(site.pooled.total()) : 0;
    const GpuHours supply = hours(GpuSeconds{offered * world.scenario.market.round.value});
    const Price quoted = std::max(world.rules.least_price(site.reserve),
                                  rules.pricing->quote({site.price, demand[s], supply}));
    moved = moved || quoted != site.price;
    site.price = quoted;
    world.journal.record(PricePosted{.time = now,
                                     .provider = site.provider,
                                     .price = quoted,
                                     .demand = demand[s],
                                     .supply = supply});
  }
  return moved;
}

/// After prices have moved, everyone who waits is asked anew where they can pay.
void requeue_all(World& world) {
  std::vector<Standing> all;
  for (const std::uint32_t number : world.market.active) {
    Line& line = world.market.lines[number];
    all.insert(all.end(), line.waiting.unordered().begin(), line.waiting.unordered().end());
    line.waiting.clear();
    line.active = false;
  }
  all.insert(all.end(), world.market.priced_out.begin(), world.market.priced_out.end());
  world.market.active.clear();
  world.market.priced_out.clear();
  world.market.waiting_for_price = 0;
  world.market.line_of.clear();
  world.market.lines.clear();
  world.market.tiers.clear();
  std::fill(world.line_cache.begin(), world.line_cache.end(), no_slot);
  std::fill(world.market.waiting.begin(), world.market.waiting.end(), 0);
  std::sort(all.begin(), all.end(),
            [](const Standing& a, const Standing& b) { return a.order < b.order; });
  for (const Standing& standing : all) {
    if (!world.orders.holds(standing.slot, standing.order)) continue;
    Order& order = world.orders[standing.slot];
    if (order.job_stage != JobStage::waiting) continue;
    order.priced_out = !can_pay(world, order);
    queue_order(world, standing.slot);
  }
}

/// In a queue, or waiting for a price to fall.
std::uint64_t waiting_orders(const Market& market) {
  return std::accumulate(market.waiting.begin(), market.waiting.end(), market.waiting_for_price);
}

}  // namespace

void clear_round(World& world, Seconds now, Effects& effects) {
  Market& market = world.market;
  std::erase_if(market.priced_out, [&](const Standing& s) {
    return !world.orders.holds(s.slot, s.order) ||
           world.orders[s.slot].job_stage != JobStage::waiting;
  });
  const std::vector<GpuHours> leased = leased_by_site(world, now);
  const bool moved = move_prices(world, with_waiting(world, leased), now);
  if (moved) {
    rebuild_offers(world);
    requeue_all(world);
  }
  const std::uint64_t orders = waiting_orders(market);
  std::uint32_t offers = 0;
  for (const Site& site : world.capacity.sites) offers += site.offered ? 1 : 0;
  const std::uint32_t first_trade = market.next_trade;
  market.volume = GpuHours{0};
  market.price_low = Price{infinity};
  market.price_high = Price{0};
  serve_waiting(world, now, effects);
  const std::uint32_t trades = market.next_trade - first_trade;
  world.journal.record(RoundCleared{.time = now,
                                    .round = market.rounds++,
                                    .orders = static_cast<std::uint32_t>(orders),
                                    .offers = offers,
                                    .trades = trades,
                                    .volume = market.volume,
                                    .price_low = trades > 0 ? market.price_low : Price{0},
                                    .price_high = market.price_high});
  // With nothing to come, nobody but waiting orders, and prices at rest in a round that saw nobody
  // else, no later round can differ from this one.
  const bool unused = std::all_of(leased.begin(), leased.end(),
                                  [](GpuHours of_site) { return of_site == GpuHours{0}; });
  const bool still = !moved && trades == 0 && unused && world.arrivals_pending == 0 &&
                     world.orders.live() == waiting_orders(market) && !world.offers_change;
  // By count, so that rounding does not add up.
  if (world.busy() && !still)
    effects.wakes.emplace_back(world.scenario.market.round * static_cast<double>(market.rounds + 1),
                               Phase::round, Kind::round, 0);
}

}  // namespace souk
