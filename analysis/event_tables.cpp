#include "analysis/event_tables.hpp"

#include <limits>
#include <numeric>
#include <optional>
#include <vector>

#include "analysis/hdf5_output.hpp"
#include "analysis/live_rows.hpp"
#include "analysis/table_columns.hpp"

namespace souk {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

template <class Tag>
std::int32_t stored(Id<Tag> id) {
  return static_cast<std::int32_t>(id.value);  // none, all ones, becomes -1
}
template <class Enum>
std::uint8_t stored_flag(Enum value) {
  return static_cast<std::uint8_t>(value);
}

/// What is known of an order that is not final yet.
struct Job {
  OrderSubmitted submitted;
  double start = nan, end = nan, final = nan, hold = 0, lost = 0;
  std::int64_t paid_micro = 0;
  AccountId payer;
  SiteId site;
  NodeId first_node;
  std::int32_t attempts = 0, open_leases = 0;
  OrderState state = OrderState::unfinished;
  Reason reason = Reason::horizon;
};
struct Lease {
  LeaseStarted started;
  LeaseEnded ended{Seconds{nan},   {}, GpuSeconds{nan}, GpuSeconds{nan}, GpuSeconds{nan},
                   Reason::horizon};
};
struct Transfer {
  TransferQueued queued;
  double start = nan;
};

}  // namespace

struct RunTables::State {
  State(const OutputFile& output, const OutputSpec& spec);

  void write_job(std::uint32_t order);
  void write_lease(const Lease& lease);
  void write_transfer(const Transfer& transfer, double end, Outcome outcome);
  void write_offer(const OfferOpened& offer, double close, Reason reason);
  void write_sample();
  void settle(Seconds now);
  void finish();

  void add(const RunStarted& event);
  void add(const OrderSubmitted& event);
  void add(const OfferOpened& event);
  void add(const OfferClosed& event);
  void add(const TradeMade& event);
  void add(const OrderFinal& event);
  void add(const LeaseStarted& event);
  void add(const LeaseEnded& event);
  void add(const JobStarted& event);
  void add(const JobEnded& event);
  void add(const TransferQueued& event);
  void add(const TransferStarted& event);
  void add(const TransferEnded& event);
  void add(const Posting& event);
  void add(const Sample& event);
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
  RunStarted started;
  LiveRows<Job> live_jobs;
  LiveRows<Lease> live_leases;
  LiveRows<Transfer> live_transfers;
  LiveRows<OfferOpened> live_offers;
  /// Final orders whose lease has ended; their postings may follow within the instant.
  std::vector<std::uint32_t> complete;
  double complete_at = 0;
  std::vector<Sample> samples;  ///< of the instant, by site
  double sampled_at = nan;
};

namespace {

void open(std::optional<Hdf5Table>& table, const OutputFile& file, bool wanted, TableSpec spec) {
  if (wanted)
    table.emplace(file.root(), std::string{spec.name}, spec.comment, std::move(spec.columns));
}

}  // namespace

RunTables::State::State(const OutputFile& output, const OutputSpec& spec)
    : file{output}, wants_series{spec.series} {
  open(jobs, file, spec.jobs, jobs_table());
  open(trades, file, spec.trades, trades_table());
  open(leases, file, spec.leases, leases_table());
  open(transfers, file, spec.transfers, transfers_table());
  open(offers, file, spec.offers, offers_table());
  open(ledger, file, spec.ledger, ledger_table());
}

void RunTables::State::write_job(std::uint32_t order) {
  const Job& job = *live_jobs.find(order);
  const OrderSubmitted& wish = job.submitted;
  jobs->append(stored(wish.order), stored(wish.consumer), wish.time.value, job.start, job.end,
               std::int32_t{wish.gpus}, wish.work.value, wish.estimate.value, wish.value.value,
               credits_of(Money{job.paid_micro}), wish.deadline.value, stored(job.site),
               stored(job.first_node), job.attempts, job.hold, job.lost, stored_flag(job.state),
               stored_flag(job.reason));
  live_jobs.erase(order);
}

void RunTables::State::write_lease(const Lease& lease) {
  const LeaseStarted& from = lease.started;
  leases->append(stored(from.lease), stored(from.order), stored(from.trade), stored(from.site),
                 stored(from.node_first), static_cast<std::int32_t>(from.nodes),
                 std::int32_t{from.gpus}, from.time.value, lease.ended.time.value,
                 lease.ended.useful.value, lease.ended.lost.value, lease.ended.staging.value,
                 stored_flag(lease.ended.reason));
}

void RunTables::State::write_transfer(const Transfer& transfer, double end, Outcome outcome) {
  const TransferQueued& from = transfer.queued;
  transfers->append(stored(from.transfer), stored(from.good), from.bytes.value, stored(from.from),
                    stored(from.to), stored(from.order), from.time.value, transfer.start, end,
                    stored_flag(outcome));
}

void RunTables::State::write_offer(const OfferOpened& offer, double close, Reason reason) {
  offers->append(stored(offer.offer), stored(offer.provider), offer.time.value, close,
                 std::int32_t{offer.gpus}, offer.reserve.value, stored(offer.node_first),
                 static_cast<std::int32_t>(offer.nodes), offer.until.value, stored_flag(reason));
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

/// A job is written once its instant is over.
void RunTables::State::settle(Seconds now) {
  if (complete.empty() || now.value <= complete_at) return;
  for (const std::uint32_t order : complete) write_job(order);
  complete.clear();
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

void RunTables::State::add(const OrderSubmitted& event) {
  if (jobs) live_jobs.add(event.order.value).submitted = event;
}

void RunTables::State::add(const OfferOpened& event) {
  if (offers) live_offers.add(event.offer.value) = event;
}

void RunTables::State::add(const OfferClosed& event) {
  const OfferOpened* offer = live_offers.find(event.offer.value);
  if (offer == nullptr) return;
  write_offer(*offer, event.time.value, event.reason);
  live_offers.erase(event.offer.value);
}

void RunTables::State::add(const TradeMade& event) {
  if (trades)
    trades->append(stored(event.trade), event.time.value, stored(event.order), stored(event.offer),
                   stored(event.provider), std::int32_t{event.gpus}, event.quantity.value,
                   event.price.value, credits_of(event.payment), credits_of(event.fee));
}

void RunTables::State::add(const OrderFinal& event) {
  Job* job = live_jobs.find(event.order.value);
  if (job == nullptr) return;
  job->final = event.time.value;
  job->state = event.state;
  job->reason = event.reason;
  if (job->open_leases > 0) return;
  complete.push_back(event.order.value);
  complete_at = event.time.value;
}

void RunTables::State::add(const LeaseStarted& event) {
  if (!jobs && !leases) return;
  live_leases.add(event.lease.value).started = event;
  if (Job* job = live_jobs.find(event.order.value)) {
    job->site = event.site;
    job->first_node = event.node_first;
    ++job->open_leases;
  }
}

void RunTables::State::add(const LeaseEnded& event) {
  Lease* lease = live_leases.find(event.lease.value);
  if (lease == nullptr) return;
  lease->ended = event;
  if (leases) write_lease(*lease);
  const LeaseStarted from = lease->started;
  live_leases.erase(event.lease.value);
  Job* job = live_jobs.find(from.order.value);
  if (job == nullptr) return;
  job->hold += from.gpus > 0 ? event.staging.value / from.gpus : 0;
  job->lost += event.lost.value;
  if (--job->open_leases > 0 || job->final != job->final) return;
  complete.push_back(from.order.value);
  complete_at = event.time.value;
}

void RunTables::State::add(const JobStarted& event) {
  Job* job = live_jobs.find(event.order.value);
  if (job == nullptr) return;
  if (job->attempts++ == 0) job->start = event.time.value;
}

void RunTables::State::add(const JobEnded& event) {
  if (Job* job = live_jobs.find(event.order.value)) job->end = event.time.value;
}

void RunTables::State::add(const TransferQueued& event) {
  if (transfers) live_transfers.add(event.transfer.value).queued = event;
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
  if (ledger)
    ledger->append(static_cast<std::int32_t>(event.entry), event.time.value,
                   stored(event.from_account), stored(event.to_account), event.amount.micro,
                   stored_flag(event.cause), stored(event.order));
  Job* job = live_jobs.find(event.order.value);
  if (job == nullptr) return;
  // Whatever the mechanism, the first to pay for an order is its consumer, be it into escrow.
  if (!job->payer.exists()) job->payer = event.from_account;
  if (event.from_account == job->payer) job->paid_micro += event.amount.micro;
  if (event.to_account == job->payer) job->paid_micro -= event.amount.micro;
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
  settle(Seconds{infinity});
  for (const std::uint32_t order : live_jobs.ids()) write_job(order);
  if (leases)
    for (const std::uint32_t lease : live_leases.ids()) write_lease(*live_leases.find(lease));
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
        state_->settle(e.time);
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
