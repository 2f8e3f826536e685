#pragma once

// The fold behind Metrics, with the end of the warm-up known from the start.

#include <cstdint>
#include <utility>
#include <vector>

#include "models/accounts.hpp"
#include "models/live_table.hpp"
#include "models/metrics/log_histogram.hpp"
#include "models/metrics/members.hpp"
#include "models/metrics/metrics.hpp"
#include "models/metrics/queue_growth.hpp"
#include "models/metrics/totals.hpp"

namespace souk {

/// When observation begins: at a time, or with an order.
struct WarmupEnd {
  Seconds time;
  bool by_order = false;
  std::uint32_t order = 0;  ///< the first counted one, if by_order
};

/// Orders are numbered as they are submitted, so one id splits those counted from those before; an
/// order's transfers, trades and postings are counted with it. A job is booked when the instant in
/// which it became final is over, so that the events of that instant may come in any order.
class MetricFold {
 public:
  /// `best_pace`: by KindId, the most work per GPU-second on any device that may run the kind.
  MetricFold(WarmupEnd warmup, std::vector<double> best_pace)
      : warmup_{warmup}, best_pace_{std::move(best_pace)} {}

  void update(const RunStarted& event);
  void update(const OrderSubmitted& event);
  void update(const TradeMade& event);
  void update(const OrderFinal& event);
  void update(const LeaseStarted& event);
  void update(const LeaseEnded& event);
  void update(const JobStarted& event);
  void update(const JobEnded& event);
  /// A hint that this event is on its way, and others of its order and lease with it.
  void expect(const JobEnded& event) const {
    orders_.expect(event.order.value);
    leases_.expect(event.lease.value);
  }
  void update(const TransferQueued& event);
  void update(const TransferStarted& event);
  void update(const TransferEnded& event);
  void update(const GoodAccessed& event);
  void update(const Posting& event);
  void update(const RunEnded& event);

  void finish(RunSummary& summary, const IsolatedBaseline& baseline) const;

 private:
  struct Order {
    double submit = 0, start = -1;  ///< start < 0: never
    double work = 0, value = 0, delay_cost = 0;
    double useful = 0;      ///< GPU-seconds, over its leases
    double data_bytes = 0;  ///< asked for in this attempt; likewise `models`
    AgentId consumer;
    int gpus = 0;
    std::uint8_t late_rule = 0, models = 0;
    bool computing = false;
  };
  struct Final {
    std::uint32_t order = 0;
    OrderState state{};
    double end = 0;
  };
  struct Lease {
    double start = 0;
    OrderId order;
    AgentId consumer;
    SiteId site;
    int gpus = 0;
  };
  enum class Content : std::uint8_t { output, data, model };
  struct Transfer {
    double queued = 0, start = -1;
    OrderId order;
    Content content{};
  };
  struct Agent {
    Role role{};
    SiteId home;
    std::uint64_t jobs = 0;
    double wait_s = 0, jct_s = 0, value_credit = 0, cost_credit = 0;
    double used_gpu_s = 0, lent_gpu_s = 0, taken_gpu_s = 0;
    Money spent, earned;
    LogHistogram<5> waits;
  };
  struct Site {
    AgentId provider;
    Price reserve;
  };
  /// Of a posting: whose account, of what kind, and whether the residual of the budget counts it.
  /// The agent after the last is the platform.
  struct Side {
    std::uint32_t agent = 0;
    Role role{};
    AccountKind kind{};
    bool in_budget = false;
  };

  [[nodiscard]] bool counts(OrderId order) const {
    return order.exists() && order.value >= first_counted_;
  }
  [[nodiscard]] Content content_of(GoodId good) const;
  [[nodiscard]] bool is_own_use(const TradeMade& event);
  /// Brings the integrals to `time`.
  void advance(Seconds time) {
    if (time.value > totals_.time.now) next_instant(time);
  }
  [[gnu::noinline]] void next_instant(Seconds time);  ///< called from every kind: once is enough
  [[gnu::cold]] void open_window();
  void book_finals();
  void book(const Order& row, const Final& final);
  void book_completed(const Order& row, const Final& final);
  void list_accounts();
  void move(Content content, int by);
  void add_fairness(Totals& totals, const std::vector<AgentSummary>& agents) const;
  [[nodiscard]] AgentSummary summary_of(const Agent& agent, const AgentSummary* alone) const;
  [[nodiscard]] std::vector<MemberSummary> members_of(
      const Grouping& grouping, const std::vector<AgentSummary>& agents) const;

  WarmupEnd warmup_;
  std::vector<double> best_pace_;
  std::uint32_t first_counted_ = UINT32_MAX;
  Totals totals_;
  QueueGrowth growth_;
  LogHistogram<10> waits_, jcts_;
  LiveTable<Order> orders_;
  LiveTable<Lease> leases_;
  LiveTable<Transfer> transfers_;
  std::vector<Final> finals_;  ///< of this instant
  std::vector<Agent> agents_;
  std::vector<Side> sides_;     ///< by AccountId
  std::vector<AgentRow> rows_;  ///< of agents_
  std::vector<Site> sites_;
  std::vector<std::string> site_names_;
  std::uint32_t datasets_ = 0;
};

}  // namespace souk
