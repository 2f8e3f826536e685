#include "models/world/transfers.hpp"

#include <algorithm>

#include "models/check.hpp"

namespace souk {

Transfers::Transfers(const Scenario& scenario, std::uint32_t sites,
                     const std::vector<std::uint32_t>& first_site)
    : per_link_{scenario.engine.flows_per_link},
      goods_{static_cast<std::uint32_t>(scenario.goods.size())},
      copies_(static_cast<std::size_t>(sites) * goods_, absent),
      holders_(goods_),
      up_(sites),
      down_(sites) {
  for (std::uint32_t good = 0; good < goods_; ++good) {
    sizes_.push_back(scenario.goods[good].size);
    for (const std::uint32_t provider : scenario.goods[good].at) {
      const SiteId site{first_site[provider]};
      copies_[site.value * goods_ + good] = held;
      holders_[good].push_back(site);
    }
  }
}

SiteId Transfers::least_loaded_holder(GoodId good) const {
  const auto& holders = holders_[good.value];
  const auto load = [&](SiteId site) {
    return up_[site.value].in_progress + up_[site.value].waiting.size();
  };
  return *std::min_element(holders.begin(), holders.end(),
                           [&](SiteId a, SiteId b) { return load(a) < load(b); });
}

void Transfers::fetch(GoodId good, SiteId to, const Waiter& waiter, Seconds now, Journal& journal,
                      Effects& effects) {
  std::uint32_t& copy = copies_[to.value * goods_ + good.value];
  SOUK_CHECK(copy != held, "a good that is at hand was fetched");
  if (copy >= first_carrier) {
    table_[copy - first_carrier].waiters.push_back(waiter);
    return;
  }
  const std::uint32_t slot =
      create(good, sizes_[good.value], least_loaded_holder(good), to, waiter, now, journal);
  copy = first_carrier + slot;
  ask(slot, now, journal, effects);
}

void Transfers::send(Bytes bytes, SiteId from, SiteId to, const Waiter& waiter, Seconds now,
                     Journal& journal, Effects& effects) {
  ask(create(GoodId{}, bytes, from, to, waiter, now, journal), now, journal, effects);
}

std::uint32_t Transfers::create(GoodId good, Bytes bytes, SiteId from, SiteId to,
                                const Waiter& waiter, Seconds now, Journal& journal) {
  std::uint32_t slot = 0;
  if (free_.empty()) {
    slot = static_cast<std::uint32_t>(table_.size());
    table_.emplace_back();
  } else {
    slot = free_.back();
    free_.pop_back();
  }
  Transfer& transfer = table_[slot];
  transfer.id = TransferId{next_++};
  transfer.good = good;
  transfer.bytes = bytes;
  transfer.from = from;
  transfer.to = to;
  transfer.started = false;
  transfer.waiters.assign(1, waiter);
  journal.record(TransferQueued{.time = now,
                                .transfer = transfer.id,
                                .good = good,
                                .bytes = bytes,
                                .from = from,
                                .to = to,
                                .order = waiter.order});
  return slot;
}

bool Transfers::may_start(const Transfer& transfer, std::uint32_t slot) const {
  const LinkQueue& up = up_[transfer.from.value];
  const LinkQueue& down = down_[transfer.to.value];
  const auto first = [&](const LinkQueue& link) {
    return link.waiting.empty() || link.waiting.front() == slot;
  };
  return up.in_progress < per_link_ && down.in_progress < per_link_ && first(up) && first(down);
}

void Transfers::ask(std::uint32_t slot, Seconds now, Journal& journal, Effects& effects) {
  if (may_start(table_[slot], slot)) return start(slot, now, journal, effects);
  ++bound_;
  up_[table_[slot].from.value].waiting.push_back(slot);
  down_[table_[slot].to.value].waiting.push_back(slot);
}

void Transfers::start(std::uint32_t slot, Seconds now, Journal& journal, Effects& effects) {
  Transfer& transfer = table_[slot];
  transfer.started = true;
  ++up_[transfer.from.value].in_progress;
  ++down_[transfer.to.value].in_progress;
  journal.record(TransferStarted{.time = now, .transfer = transfer.id});
  effects.transfers.push_back({transfer.id, slot, transfer.from, transfer.to, transfer.bytes});
}

void Transfers::start_first(LinkQueue& link, Seconds now, Journal& journal, Effects& effects) {
  while (!link.waiting.empty()) {
    const std::uint32_t slot = link.waiting.front();
    if (!may_start(table_[slot], slot)) return;
    LinkQueue& up = up_[table_[slot].from.value];
    LinkQueue& down = down_[table_[slot].to.value];
    up.waiting.pop_front();
    down.waiting.pop_front();
    start(slot, now, journal, effects);
    LinkQueue& other = &link == &up ? down : up;  // its next may have waited for this one alone
    start_first(other, now, journal, effects);
  }
}

void Transfers::ended(std::uint32_t slot, std::vector<Waiter>& told, Seconds now, Journal& journal,
                      Effects& effects) {
  Transfer& transfer = table_[slot];
  journal.record(TransferEnded{
      .time = now, .transfer = transfer.id, .bytes = transfer.bytes, .outcome = Outcome::done});
  if (transfer.good.exists()) {
    copies_[transfer.to.value * goods_ + transfer.good.value] = held;
    holders_[transfer.good.value].push_back(transfer.to);
  }
  LinkQueue& up = up_[transfer.from.value];
  LinkQueue& down = down_[transfer.to.value];
  --up.in_progress;
  --down.in_progress;
  told.swap(transfer.waiters);
  transfer.id = TransferId{};
  free_.push_back(slot);
  start_first(up, now, journal, effects);
  start_first(down, now, journal, effects);
}

void Transfers::cut_off(Seconds now, Journal& journal) const {
  std::vector<TransferId> live;
  for (const Transfer& transfer : table_)
    if (transfer.id.exists()) live.push_back(transfer.id);
  std::sort(live.begin(), live.end());
  for (const TransferId id : live)
    journal.record(
        TransferEnded{.time = now, .transfer = id, .bytes = Bytes{0}, .outcome = Outcome::horizon});
}

}  // namespace souk
