#pragma once

// A run of two orders at one site, by hand: the first waits 2 s for its input, runs, and is paid;
// the second leaves after 5 s without having run. One posting comes after OrderFinal within the
// same instant.

#include <cmath>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/result_file.hpp"
#include "models/accounts.hpp"

namespace souk {

inline RunStarted small_world() {
  RunStarted run;
  run.seed = 7;
  run.agents = {{"coop/0", Role::provider, SiteId{}, SiteId{0}, 8},
                {"équipe/0", Role::consumer, SiteId{0}, SiteId{}, 0}};
  run.sites = {{"coop/0", AgentId{0}, 2, 4, 8, DeviceId{0}, "", Price{0.5}}};
  run.devices = {"reference"};
  run.goods = {"imagenet"};
  run.good_sizes = {Bytes{2e9}};
  run.datasets = 1;
  return run;
}

inline OrderSubmitted small_order(std::uint32_t order, double time) {
  OrderSubmitted wish;
  wish.time = Seconds{time};
  wish.order = OrderId{order};
  wish.consumer = AgentId{1};
  wish.gpus = 4;
  wish.work = GpuSeconds{40};
  wish.estimate = Seconds{10};
  wish.value = wish.budget = Credits{3};
  wish.deadline = Seconds{INFINITY};
  return wish;
}

inline std::vector<Event> small_events() {
  const OrderId first{0}, second{1};
  const LeaseId lease{0};
  const TransferId moved{0};
  const AccountId wallet = account_of(AgentId{1}, AccountKind::wallet);
  const auto at = [](double time) { return Seconds{time}; };
  return {small_world(),
          OfferOpened{at(0), OfferId{0}, AgentId{0}, NodeId{0}, 2, 8, Price{0.5}, at(INFINITY)},
          small_order(0, 1),
          small_order(1, 1.5),
          TradeMade{at(2), TradeId{0}, first, OfferId{0}, AgentId{0}, 4, GpuSeconds{40}, Price{90},
                    Money{1'000'000}, Money{50'000}},
          LeaseStarted{at(2), lease, first, TradeId{0}, SiteId{0}, 4, NodeId{1}, 1},
          TransferQueued{at(2), moved, GoodId{0}, Bytes{2e9}, SiteId{}, SiteId{0}, first},
          TransferStarted{at(2), moved},
          TransferEnded{at(4), moved, Bytes{2e9}, Outcome::done},
          JobStarted{at(4), first, lease, 0, at(10)},
          Sample{at(5), SiteId{0}, 4, 8, 1, Price{0.5}},
          OrderFinal{at(6.5), second, OrderState::expired, Reason::patience},
          Sample{at(10), SiteId{0}, 4, 8, 0, Price{0.5}},
          JobEnded{at(14), first, lease, 0, Outcome::done},
          OrderFinal{at(14), first, OrderState::finished, Reason::done},
          LeaseEnded{at(14), lease, GpuSeconds{40}, GpuSeconds{0}, GpuSeconds{8}, Reason::done},
          Posting{at(14), 0, wallet, account_of(AgentId{0}, AccountKind::wallet), Money{1'000'000},
                  Cause::payment, first},
          Posting{at(14), 1, wallet, account_of(AgentId{2}, AccountKind::fee), Money{50'000},
                  Cause::fee, first},
          OfferClosed{at(14), OfferId{0}, Reason::horizon},
          RunEnded{at(14), 2, 20, Reason::done}};
}

inline ResultHeader small_header() {
  ResultHeader header;
  header.title = "two orders";
  header.souk_version = "0.1.0";
  header.scenario = "[scenario]\nname = \"two-orders\"\n";
  header.inputs = {{"trace.csv", std::string(64, 'a')}};
  header.seed = 7;
  header.modelled = "queueing";
  header.assumed = "no failures";
  header.ignored = "energy";
  return header;
}

/// Every metric 0 but jobs_finished 1, mean_wait_s 3 and data_efficiency without transfers.
inline RunSummary small_summary() {
  RunSummary summary;
  summary.event_hash = 0x0123456789abcdef;
  summary.hash_blocks = {summary.event_hash};
  summary.events = 18;
  summary.end = Seconds{14};
  summary.metrics.resize(metric_entries().size());
  summary.metrics[metric_index("jobs_finished")] = {1, {}};
  summary.metrics[metric_index("mean_wait_s")] = {3, {}};
  summary.metrics[metric_index("data_efficiency")] = {NAN, MetricFlag::no_transfers};
  summary.agents.resize(2);
  summary.agents[1].spent = Money{1'050'000};
  summary.agents[1].rho = NAN;
  summary.audit = {{"jobs", 2, 2, true}};
  summary.notes = {"stable"};
  return summary;
}

inline OutputSpec all_tables() {
  OutputSpec spec;
  spec.leases = spec.offers = spec.ledger = true;
  return spec;
}

inline void write_small_run(const std::string& path) {
  ResultWriter writer{path, small_header(), all_tables()};
  for (const Event& event : small_events()) writer.sink().on(event);
  writer.finish(small_summary());
}

/// A folder of this process, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] std::string operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline TemporaryFolder::TemporaryFolder() {
  std::string name = std::filesystem::temp_directory_path() / "souk-test-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error{"no temporary folder"};
  path_ = name;
}

}  // namespace souk
