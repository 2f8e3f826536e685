#pragma once

// Event lists of small markets, correct by construction, for tests to read and to spoil.

#include <cmath>
#include <cstdint>
#include <deque>
#include <queue>
#include <utility>
#include <vector>

#include "models/accounts.hpp"
#include "models/event_hash.hpp"
#include "models/events.hpp"
#include "models/metrics/metrics.hpp"

namespace souk::test {

/// FCFS M/M/c: one site with `servers` nodes of one GPU, one consumer (agent 1) of the provider
/// (agent 0). Priced: 1 credit per GPU-second and a fee of 10 % on the buyer's side; an agent 2 is
/// the platform.
struct QueueSpec {
  int servers = 1;
  double arrival_rate = 0.5, service_rate = 1;
  std::uint64_t jobs = 1000;
  std::uint64_t seed = 1;
  bool priced = false;
};

inline AccountId account(std::uint32_t agent, AccountKind kind) {
  return account_of(AgentId{agent}, kind);
}

class Uniforms {
 public:
  explicit Uniforms(std::uint64_t seed) : state_{scramble(seed + 0x5851f42d4c957f2dU)} {}
  double exponential(double rate) {
    state_ += 0x9e3779b97f4a7c15U;
    return -std::log((static_cast<double>(scramble(state_) >> 11) + 0.5) * 0x1p-53) / rate;
  }

 private:
  std::uint64_t state_;
};

inline RunStarted one_site(std::uint32_t nodes, int gpus_per_node, std::uint32_t consumers = 1) {
  RunStarted run;
  run.agents.push_back({.name = "pool",
                        .role = Role::provider,
                        .home = {},
                        .site = SiteId{0},
                        .gpus = gpus_per_node * static_cast<int>(nodes)});
  for (std::uint32_t i = 0; i < consumers; ++i)
    run.agents.push_back({.name = "user", .role = Role::consumer, .home = {}, .site = {}});
  run.sites.push_back({.name = "pool",
                       .provider = AgentId{0},
                       .nodes = nodes,
                       .gpus_per_node = gpus_per_node,
                       .pooled_gpus = nodes * static_cast<std::uint32_t>(gpus_per_node),
                       .device = DeviceId{0},
                       .region = "",
                       .reserve = {}});
  return run;
}

/// Plays the queue and calls record(event) for each event, in time order.
template <class Record>
class QueuePlay {
 public:
  QueuePlay(const QueueSpec& spec, Record record)
      : spec_{spec}, record_{record}, random_{spec.seed} {}

  void run() {
    record_(one_site(static_cast<std::uint32_t>(spec_.servers), 1));
    for (int i = spec_.servers; i-- > 0;) free_.push_back(static_cast<std::uint32_t>(i));
    double next = random_.exponential(spec_.arrival_rate);
    std::uint64_t made = 0;
    while (made < spec_.jobs || !running_.empty()) {
      if (made < spec_.jobs && (running_.empty() || next < running_.top().end)) {
        now_ = Seconds{next};
        arrive(static_cast<std::uint32_t>(made++));
        next += random_.exponential(spec_.arrival_rate);
      } else {
        depart();
      }
    }
    record_(RunEnded{.time = now_, .jobs = spec_.jobs, .events = 0, .reason = Reason::done});
  }

 private:
  struct Job {
    std::uint32_t id = 0;
    double length = 0;
  };
  struct Running {
    double end = 0, start = 0;
    std::uint32_t id = 0, node = 0;
    bool operator<(const Running& other) const { return end > other.end; }
  };

  void arrive(std::uint32_t id) {
    const Job job{id, random_.exponential(spec_.service_rate)};
    OrderSubmitted order;
    order.time = now_;
    order.order = OrderId{id};
    order.consumer = AgentId{1};
    order.gpus = 1;
    order.work = GpuSeconds{job.length};
    order.best_work = GpuSeconds{job.length};
    order.value = Credits{2 * job.length};
    record_(order);
    waiting_.push_back(job);
    start_next();
  }

  void start_next() {
    if (free_.empty() || waiting_.empty()) return;
    const Job job = waiting_.front();
    waiting_.pop_front();
    const std::uint32_t node = free_.back();
    free_.pop_back();
    const Money payment = round_to_money(Credits{spec_.priced ? job.length : 0});
    const Money fee = round_to_money(Credits{spec_.priced ? job.length / 10 : 0});
    TradeMade trade{.time = now_,
                    .trade = TradeId{job.id},
                    .order = OrderId{job.id},
                    .offer = {},
                    .provider = AgentId{0},
                    .gpus = 1,
                    .quantity = GpuSeconds{job.length},
                    .price = Price{spec_.priced ? 3600.0 : 0},
                    .payment = payment,
                    .fee = fee};
    record_(trade);
    post(Cause::escrow, job.id, account(1, AccountKind::wallet), account(1, AccountKind::hold),
         payment + fee);
    record_(LeaseStarted{.time = now_,
                         .lease = LeaseId{job.id},
                         .order = OrderId{job.id},
                         .trade = TradeId{job.id},
                         .site = SiteId{0},
                         .gpus = 1,
                         .node_first = NodeId{node},
                         .nodes = 1});
    record_(JobStarted{.time = now_,
                       .order = OrderId{job.id},
                       .lease = LeaseId{job.id},
                       .attempt = 0,
                       .duration_expected = Seconds{job.length}});
    running_.push({now_.value + job.length, now_.value, job.id, node});
    paid_.push_back({payment, fee});
  }

  void depart() {
    const Running done = running_.top();
    running_.pop();
    now_ = Seconds{done.end};
    record_(JobEnded{.time = now_,
                     .order = OrderId{done.id},
                     .lease = LeaseId{done.id},
                     .attempt = 0,
                     .outcome = Outcome::done});
    record_(LeaseEnded{.time = now_,
                       .lease = LeaseId{done.id},
                       .useful = GpuSeconds{done.end - done.start},
                       .lost = {},
                       .staging = {},
                       .reason = Reason::done});
    const auto [payment, fee] = paid_[done.id];  // FCFS: started in order of id
    post(Cause::payment, done.id, account(1, AccountKind::hold), account(0, AccountKind::wallet),
         payment);
    post(Cause::fee, done.id, account(1, AccountKind::hold), account(2, AccountKind::fee), fee);
    record_(OrderFinal{.time = now_,
                       .order = OrderId{done.id},
                       .state = OrderState::finished,
                       .reason = Reason::done});
    free_.push_back(done.node);
    start_next();
  }

  void post(Cause cause, std::uint32_t order, AccountId from, AccountId to, Money amount) {
    if (amount.micro == 0) return;
    record_(Posting{.time = now_,
                    .entry = entry_++,
                    .from_account = from,
                    .to_account = to,
                    .amount = amount,
                    .cause = cause,
                    .order = OrderId{order}});
  }

  QueueSpec spec_;
  Record record_;
  Uniforms random_;
  Seconds now_;
  std::uint32_t entry_ = 0;
  std::deque<Job> waiting_;
  std::priority_queue<Running> running_;
  std::vector<std::uint32_t> free_;
  std::vector<std::pair<Money, Money>> paid_;
};

template <class Record>
void play_queue(const QueueSpec& spec, Record record) {
  QueuePlay<Record>{spec, record}.run();
}

inline std::vector<Event> queue_events(const QueueSpec& spec) {
  std::vector<Event> events;
  play_queue(spec, [&](const auto& event) { events.emplace_back(event); });
  return events;
}

/// Folds a list, as a journal does.
template <class Fold>
void feed(Census& census, Fold& fold, const std::vector<Event>& events) {
  for (const Event& event : events)
    std::visit(
        [&](const auto& e) {
          if constexpr (Counted<std::decay_t<decltype(e)>>) fold_event(census, e, fold);
        },
        event);
}

inline double metric(const RunSummary& summary, std::string_view name) {
  return summary.metrics.at(metric_index(name)).value;
}
inline MetricFlag flag(const RunSummary& summary, std::string_view name) {
  return summary.metrics.at(metric_index(name)).flag;
}

inline RunSummary measure(const std::vector<Event>& events, const Warmup& warmup = {},
                          const IsolatedBaseline& baseline = {}) {
  Scenario scenario;
  scenario.general.warmup = warmup;
  Census census;
  Metrics metrics{scenario};
  feed(census, metrics, events);
  RunSummary summary;
  metrics.finish(summary, baseline);
  return summary;
}

}  // namespace souk::test
