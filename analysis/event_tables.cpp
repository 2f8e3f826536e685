#include "analysis/event_tables.hpp"

#include <limits>
#include <numeric>
#include <optional>
#include <vector>

#include "analysis/hdf5_output.hpp"
#include "analysis/order_tables.hpp"
#include "analysis/table_columns.hpp"
#include "models/live_table.hpp"

namespace souk {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Transfer {
  TransferQueued queued;
  double start = nan;
};

void open(std::optional<Hdf5Table>& table, const OutputFile& file, bool wanted, TableSpec spec) {
  if (wanted)
    table.emplace(file.root(), std::string{spec.name}, spec.comment, std::move(spec.columns));
}

}  // namespace

struct RunTables::State {
  State(const OutputFile& output, const OutputSpec& spec);

  void write_transfer(const Transfer& transfer, double end, Outcome outcome);
  void write_offer(const OfferOpened& offer, double close, Reason reason);
  void write_sample();
  void finish();

  void add(const RunStarted& event);
  void add(const OfferOpened& event);
  void add(const OfferClosed& event);
  void add(const TradeMade& event);
  void add(const TransferQueued& event);
  void add(const TransferStarted& event);
  void add(const TransferEnded& event);
  void add(const Posting& event);
  void add(const Sample& event);
  void add(const OrderSubmitted& event) { orders.add(event); }
  void add(const OrderFinal& event) { orders.add(event); }
  void add(const LeaseStarted& event) { orders.add(event); }
  void add(const LeaseEnded& event) { orders.add(event); }
  void add(const JobStarted& event) { orders.add(event); }
  void add(const JobEnded& event) { orders.add(event); }
  // These are in no table.
  void add(const PricePosted&) {}
  void add(const RoundCleared&) {}
  void add(const NodesTaken&) {}
  void add(const GoodAccessed&) {}
  void add(const NodeState&) {}
  void add(const RunEnded&) {}

  const OutputFile& file;
  bool wants_series;
  std::optional<Hdf5Table> jobs, trades, leases, transfers, offers, ledger, series;
  OrderTables orders{jobs, leases};
  RunStarted started;
  LiveTable<Transfer> live_transfers;
  LiveTable<OfferOpened> live_offers;
  std::vector<Sample> samples;  ///< of the instant, by site
  double sampled_at = nan;
};

RunTables::State::State(const OutputFile& output, const OutputSpec& spec)
    : file{output}, wants_series{spec.series} {
  open(jobs, file, spec.jobs, jobs_table());
  open(trades, file, spec.trades, trades_table());
  open(leases, file, spec.leases, leases_table());
  open(transfers, file, spec.transfers, transfers_table());
  open(offers, file, spec.offers, offers_table());
  open(ledger, file, spec.ledger, ledger_table());
}

void RunTables::State::write_transfer(const Transfer& transfer, double end, Outcome outcome) {
  const TransferQueued& from = transfer.queued;
  transfers->append(stored(from.transfer), stored(from.good), from.bytes.value, stored(from.from),
                    stored(from.to), stored(from.order), from.time.value, transfer.start, end,
                    stored(outcome));
}

void RunTables::State::write_offer(const OfferOpened& offer, double close, Reason reason) {
  offers->append(stored(offer.offer), stored(offer.provider), offer.time.value, close,
                 std::int32_t{offer.gpus}, offer.reserve.value, stored(offer.node_first),
                 static_cast<std::int32_t>(offer.nodes), offer.until.value, stored(reason));
}

void RunTables::State::write_sample() {
  *series->row_of<double>(0) = sampled_at;
  for (std::size_t site = 0; site < samples.size(); ++site) {
    series->row_of<std::int32_t>(1)[site] = samples[site].busy_gpus;
    series->row_of<std::int32_t>(2)[site] = samples[site].offered_gpus;
    series->row_of<std::int32_t>(3)[site] = static_cast<std::int32_t>(samples[site].queue);
    series->row_of<double>(4)[site] = samples[site].price.value;
  }
  series->end_row();
}

void RunTables::State::add(const RunStarted& event) {
  started = event;
  if (!wants_series || event.sites.empty()) return;
  Hdf5Table::Inner sites{{"site", "1", "site", {}, "/sites/name"}, {}};
  sites.values.resize(event.sites.size());
  std::iota(sites.values.begin(), sites.values.end(), 0);
  TableSpec spec = series_table();
  series.emplace(file.root(), std::string{spec.name}, spec.comment, std::move(spec.columns),
                 &sites);
}

void RunTables::State::add(const OfferOpened& event) {
  if (offers) live_offers.insert(event.offer.value) = event;
}

void RunTables::State::add(const OfferClosed& event) {
  const OfferOpened* offer = live_offers.find(event.offer.value);
  if (offer == nullptr) return;
  write_offer(*offer, event.time.value, event.reason);
  live_offers.erase(event.offer.value);
}

void RunTables::State::add(const TradeMade& event) {
  if (!trades) return;
  trades->append(stored(event.trade), event.time.value, stored(event.order), stored(event.offer),
                 stored(event.provider), std::int32_t{event.gpus}, event.quantity.value,
                 event.price.value, credits_of(event.payment), credits_of(event.fee));
}

void RunTables::State::add(const TransferQueued& event) {
  if (transfers) live_transfers.insert(event.transfer.value).queued = event;
}

void RunTables::State::add(const TransferStarted& event) {
  if (Transfer* transfer = live_transfers.find(event.transfer.value))
    transfer->start = event.time.value;
}

void RunTables::State::add(const TransferEnded& event) {
  const Transfer* transfer = live_transfers.find(event.transfer.value);
  if (transfer == nullptr) return;
  write_transfer(*transfer, event.time.value, event.outcome);
  live_transfers.erase(event.transfer.value);
}

void RunTables::State::add(const Posting& event) {
  orders.add(event);
  if (!ledger) return;
  ledger->append(static_cast<std::int32_t>(event.entry), event.time.value,
                 stored(event.from_account), stored(event.to_account), event.amount.micro,
                 stored(event.cause), stored(event.order));
}

void RunTables::State::add(const Sample& event) {
  if (!series) return;
  if (event.time.value != sampled_at) {
    if (!samples.empty()) write_sample();
    sampled_at = event.time.value;
    samples.assign(started.sites.size(), Sample{{}, {}, -1, -1, UINT32_MAX, Price{nan}});
  }
  if (event.site.value < samples.size()) samples[event.site.value] = event;
}

void RunTables::State::finish() {
  orders.finish();
  for (const std::uint32_t transfer : live_transfers.ids())
    write_transfer(*live_transfers.find(transfer), nan, Outcome::horizon);
  for (const std::uint32_t offer : live_offers.ids())
    write_offer(*live_offers.find(offer), nan, Reason::horizon);
  if (!samples.empty()) write_sample();
  for (auto* table : {&jobs, &trades, &leases, &transfers, &offers, &ledger, &series})
    if (*table) (*table)->finish();
  for (auto* table : {&jobs, &trades, &leases, &transfers, &offers, &ledger, &series})
    table->reset();
}

RunTables::RunTables(const OutputFile& file, const OutputSpec& tables)
    : state_{std::make_unique<State>(file, tables)} {}

RunTables::~RunTables() = default;

void RunTables::on(const Event& event) {
  std::visit(
      [this](const auto& e) {
        state_->orders.settle(e.time);
        state_->add(e);
      },
      event);
}

void RunTables::finish() {
  state_->finish();
}

const RunStarted& RunTables::started() const {
  return state_->started;
}

}  // namespace souk
