#pragma once

// What a run records: the whole contract between the simulation and everything that reads it.
//
// Each struct begins with its instant's time and lists its fields in `fields()`, in the order in
// which they are hashed, stored and printed. Later structs are appended, never inserted.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "models/ids.hpp"
#include "models/units.hpp"

namespace souk {

enum class OrderState : std::uint8_t {
  finished,
  late,
  refused,
  expired,
  cancelled,
  killed,
  unfinished
};
enum class Reason : std::uint8_t {
  none,
  infeasible,
  queue_full,
  price,
  budget,
  rule,
  patience,
  deadline,
  horizon,
  evicted,
  failed,
  done
};
enum class Outcome : std::uint8_t { done, evicted, failed, cancelled, horizon };
enum class Cause : std::uint8_t { payment, fee, escrow, refund, royalty, endowment };
enum class NodeMode : std::uint8_t { offered, withheld, draining, down, starting };
enum class Role : std::uint8_t { provider, consumer, platform };

std::string_view name_of(OrderState state);
std::string_view name_of(Reason reason);
std::string_view name_of(Outcome outcome);
std::string_view name_of(Cause cause);
std::string_view name_of(NodeMode mode);
std::string_view name_of(Role role);

struct AgentRow {
  std::string name;  ///< "team/0"
  Role role = Role::consumer;
  SiteId home;   ///< none for a provider's own row and for a consumer without a home
  SiteId site;   ///< of a provider
  int gpus = 0;  ///< owned by a provider
  friend bool operator==(const AgentRow&, const AgentRow&) = default;
};
struct SiteRow {
  std::string name;
  AgentId provider;
  std::uint32_t nodes = 0;
  int gpus_per_node = 0;
  std::uint32_t pooled_gpus = 0;  ///< the part that is shared
  DeviceId device;
  std::string region;
  Price reserve;  ///< what an hour of one GPU costs its provider
  friend bool operator==(const SiteRow&, const SiteRow&) = default;
};

/// Who takes part, by id; the only event with names in it, so that every later one is plain
/// numbers.
struct RunStarted {
  static constexpr std::string_view kind = "RunStarted";
  Seconds time;
  std::uint64_t seed = 0;
  std::uint32_t replication = 0;
  std::vector<AgentRow> agents;
  std::vector<SiteRow> sites;
  std::vector<std::string> devices;
  std::vector<std::string> goods;  ///< datasets, then models
  std::vector<Bytes> good_sizes;
  std::uint32_t datasets = 0;  ///< the first so many goods
  friend bool operator==(const RunStarted&, const RunStarted&) = default;
};

#define SOUK_FIELDS(KIND, ...)                            \
  static constexpr std::string_view kind = #KIND;         \
  static constexpr std::string_view names = #__VA_ARGS__; \
  auto fields() const {                                   \
    return std::tie(__VA_ARGS__);                         \
  }                                                       \
  auto fields() {                                         \
    return std::tie(__VA_ARGS__);                         \
  }                                                       \
  friend bool operator==(const KIND&, const KIND&) = default

struct OrderSubmitted {
  Seconds time;
  OrderId order;
  AgentId consumer;
  int gpus = 0;
  GpuSeconds work;        ///< over all its GPUs, on the reference device
  GpuSeconds best_work;   ///< the same on the fastest device that it accepts and somebody has
  Seconds estimate;       ///< of the run time
  Credits value, budget;  ///< of the whole job; what its consumer may spend on it, or inf
  Seconds deadline;       ///< wanted end, absolute; inf if none
  Seconds patience_until;
  KindId job_kind;
  GoodId dataset, model;
  double delay_cost = 0;       ///< credits per second of jct, taken off the value
  std::uint8_t late_rule = 0;  ///< Late: 0 keep, 1 worthless, 2 cancel
  SOUK_FIELDS(OrderSubmitted, time, order, consumer, gpus, work, best_work, estimate, value, budget,
              deadline, patience_until, job_kind, dataset, model, delay_cost, late_rule);
};
struct OfferOpened {
  Seconds time;
  OfferId offer;
  AgentId provider;
  NodeId node_first;
  std::uint32_t nodes = 0;
  int gpus = 0;
  Price reserve;
  Seconds until;
  SOUK_FIELDS(OfferOpened, time, offer, provider, node_first, nodes, gpus, reserve, until);
};
struct OfferClosed {
  Seconds time;
  OfferId offer;
  Reason reason{};
  SOUK_FIELDS(OfferClosed, time, offer, reason);
};
struct PricePosted {
  Seconds time;
  AgentId provider;
  Price price;
  GpuHours demand, supply;  ///< what moved it
  SOUK_FIELDS(PricePosted, time, provider, price, demand, supply);
};
struct RoundCleared {
  Seconds time;
  std::uint32_t round = 0;
  std::uint32_t orders = 0, offers = 0, trades = 0;
  GpuHours volume;
  Price price_low, price_high;
  SOUK_FIELDS(RoundCleared, time, round, orders, offers, trades, volume, price_low, price_high);
};
struct TradeMade {
  Seconds time;
  TradeId trade;
  OrderId order;
  OfferId offer;
  AgentId provider;
  int gpus = 0;
  GpuSeconds quantity;  ///< GPU-time bought: gpus x expected run time on that device
  Price price;
  Money payment, fee;  ///< agreed for the whole quantity: to the seller, and to the platform
  SOUK_FIELDS(TradeMade, time, trade, order, offer, provider, gpus, quantity, price, payment, fee);
};
struct OrderFinal {
  Seconds time;
  OrderId order;
  OrderState state{};
  Reason reason{};
  SOUK_FIELDS(OrderFinal, time, order, state, reason);
};
struct LeaseStarted {
  Seconds time;
  LeaseId lease;
  OrderId order;
  TradeId trade;
  SiteId site;
  int gpus = 0;
  NodeId node_first;
  std::uint32_t nodes = 0;
  SOUK_FIELDS(LeaseStarted, time, lease, order, trade, site, gpus, node_first, nodes);
};
struct LeaseEnded {
  Seconds time;
  LeaseId lease;
  GpuSeconds useful;   ///< leased GPU-time in which the job made progress that it kept
  GpuSeconds lost;     ///< progress thrown away
  GpuSeconds staging;  ///< held while inputs moved; leased = useful + lost + staging
  Reason reason{};     ///< done, evicted, failed, horizon
  SOUK_FIELDS(LeaseEnded, time, lease, useful, lost, staging, reason);
};
struct NodesTaken {
  Seconds time;
  LeaseId lease;
  NodeId node;
  int gpus = 0;
  SOUK_FIELDS(NodesTaken, time, lease, node, gpus);
};
struct JobStarted {
  Seconds time;
  OrderId order;
  LeaseId lease;
  std::uint32_t attempt = 0;  ///< of this order, from 0
  Seconds duration_expected;
  SOUK_FIELDS(JobStarted, time, order, lease, attempt, duration_expected);
};
struct JobEnded {
  Seconds time;
  OrderId order;
  LeaseId lease;
  std::uint32_t attempt = 0;
  Outcome outcome{};
  SOUK_FIELDS(JobEnded, time, order, lease, attempt, outcome);
};
struct TransferQueued {
  Seconds time;
  TransferId transfer;
  GoodId good;  ///< none: a job's output
  Bytes bytes;
  SiteId from, to;
  OrderId order;
  SOUK_FIELDS(TransferQueued, time, transfer, good, bytes, from, to, order);
};
struct TransferStarted {
  Seconds time;
  TransferId transfer;
  SOUK_FIELDS(TransferStarted, time, transfer);
};
struct TransferEnded {
  Seconds time;
  TransferId transfer;
  Bytes bytes;
  Outcome outcome{};
  SOUK_FIELDS(TransferEnded, time, transfer, bytes, outcome);
};
struct GoodAccessed {
  Seconds time;
  GoodId good;
  OrderId order;
  SiteId site;
  std::uint8_t hit = 0;  ///< 1: the site held it, nothing moved
  Bytes bytes;
  SOUK_FIELDS(GoodAccessed, time, good, order, site, hit, bytes);
};
struct NodeState {
  Seconds time;
  SiteId site;
  NodeId node;
  NodeMode state{};
  SOUK_FIELDS(NodeState, time, site, node, state);
};
struct Posting {
  Seconds time;
  std::uint32_t entry = 0;
  AccountId from_account, to_account;
  Money amount;  ///< > 0
  Cause cause{};
  OrderId order;
  SOUK_FIELDS(Posting, time, entry, from_account, to_account, amount, cause, order);
};
/// Derived from the others, so not in the event hash.
struct Sample {
  Seconds time;
  SiteId site;
  int busy_gpus = 0, offered_gpus = 0;
  std::uint32_t queue = 0;
  Price price;
  SOUK_FIELDS(Sample, time, site, busy_gpus, offered_gpus, queue, price);
};
struct RunEnded {
  Seconds time;
  std::uint64_t jobs = 0, events = 0;
  Reason reason{};  ///< done, or horizon
  SOUK_FIELDS(RunEnded, time, jobs, events, reason);
};

#undef SOUK_FIELDS

using Event = std::variant<RunStarted, OrderSubmitted, OfferOpened, OfferClosed, PricePosted,
                           RoundCleared, TradeMade, OrderFinal, LeaseStarted, LeaseEnded,
                           NodesTaken, JobStarted, JobEnded, TransferQueued, TransferStarted,
                           TransferEnded, GoodAccessed, NodeState, Posting, Sample, RunEnded>;

/// Receives every event of a run, in dispatch order, on the thread of the run.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void on(const Event& event) = 0;
};

template <class E>
constexpr std::size_t kind_number() {
  return []<std::size_t... I>(std::index_sequence<I...>) {
    std::size_t found = 0;
    ((std::is_same_v<std::variant_alternative_t<I, Event>, E> ? (found = I, true) : false) || ...);
    return found;
  }(std::make_index_sequence<std::variant_size_v<Event>>{});
}

}  // namespace souk
