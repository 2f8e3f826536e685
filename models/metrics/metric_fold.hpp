#pragma once

// The fold behind Metrics, with the end of the warm-up known from the start.

#include <cstdint>
#include <utility>
#include <vector>

#include "models/metrics/census.hpp"
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

/// A fold of a Census (fold_event). Orders are numbered as they are submitted, so one id splits
/// those counted from those before; an order's transfers, trades and postings are counted with it.
/// A job is booked when the instant in which it became final is over. What contradicts the events
/// before it, so that the census has no row for it, is left out: the audit says so.
class MetricFold {
 public:
  explicit MetricFold(WarmupEnd warmup) : warmup_{warmup} {}

  void update(const RunStarted& event, const Census& census);
  void update(const OrderSubmitted& event, const Census& census);
  void update(const TradeMade& event, const Census& census);
  void update(const OrderFinal& event, const Census& census);
  void update(const LeaseStarted& event, const Census& census);
  void update(const LeaseEnded& event, const Census& census);
  void update(const JobStarted& event, const Census& census);
  void update(const JobEnded& event, const Census& census);
  void update(const TransferQueued&, const Census&) {}  // it counts when it starts
  void update(const TransferStarted& event, const Census& census);
  void update(const TransferEnded& event, const Census& census);
  void update(const GoodAccessed& event, const Census& census);
  void update(const Posting& event, const Census& census);
  void update(const RunEnded&, const Census&) {}
  /// Brings the integrals to `time`, past the end of the warm-up if it lies on the way.
  void advance(Seconds time);
  void left(OrderId order, const LiveOrder& row);

  void finish(RunSummary& summary, const IsolatedBaseline& baseline) const;

 private:
  enum class Content : std::uint8_t { output, data, model };
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

  [[nodiscard]] bool counts(OrderId order) const {
    return order.exists() && order.value >= first_counted_;
  }
  [[nodiscard]] Content content_of(GoodId good) const;
  [[nodiscard]] bool is_own_use(const TradeMade& event, const LiveOrder* order) const;
  [[gnu::cold]] void open_window();
  void book_completed(const LiveOrder& row);
  void forfeit(const LiveOrder& row);
  void move(Content content, int by);
  void add_fairness(Totals& totals, const std::vector<AgentSummary>& agents) const;
  [[nodiscard]] AgentSummary summary_of(const Agent& agent, const AgentSummary* alone) const;
  [[nodiscard]] std::vector<MemberSummary> members_of(
      const Grouping& grouping, const std::vector<AgentSummary>& agents) const;

  WarmupEnd warmup_;
  std::uint32_t first_counted_ = UINT32_MAX;
  Totals totals_;
  QueueGrowth growth_;
  LogHistogram<10> waits_, jcts_;
  std::vector<Agent> agents_;
  std::vector<AgentRow> rows_;  ///< of agents_
  std::vector<Site> sites_;
  std::vector<std::string> site_names_;
  std::uint32_t datasets_ = 0;
};

}  // namespace souk
