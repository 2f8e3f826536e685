#pragma once

// Metrics: one fold over the events of a run. A metric never touches the simulator; a forked child
// needs neither HDF5 nor TBB to compute it. Definitions: `souk list metrics`.

#include <memory>
#include <vector>

#include "models/metrics/run_summary.hpp"
#include "models/scenario/scenario.hpp"

namespace souk {

/// What each agent did when every member uses its owner's nodes alone, under the same streams; by
/// AgentId. Empty: no baseline was run.
struct IsolatedBaseline {
  std::vector<AgentSummary> agents;
};

/// The fold. `update` is called for every event in dispatch order; O(1) amortised, no allocation
/// once warm; keeps one row per live order and lease plus O(agents + sites) totals and fixed-size
/// sketches.
class Metrics {
 public:
  explicit Metrics(const Scenario& scenario);
  ~Metrics();
  Metrics(Metrics&&) noexcept;
  Metrics& operator=(Metrics&&) noexcept;

  void update(const RunStarted& event);
  void update(const OrderSubmitted& event);
  void update(const TradeMade& event);
  void update(const OrderFinal& event);
  void update(const LeaseStarted& event);
  void update(const LeaseEnded& event);
  void update(const JobStarted& event);
  void update(const JobEnded& event);
  /// A hint that this event is on its way, and others of its order and lease with it.
  void expect(const JobEnded& event) const;
  void update(const TransferQueued& event);
  void update(const TransferStarted& event);
  void update(const TransferEnded& event);
  void update(const GoodAccessed& event);
  void update(const PricePosted& event);
  void update(const Posting& event);
  void update(const RunEnded& event);
  template <class E>
  void update(const E&) {}  // the other kinds carry nothing that a metric needs

  /// Fills summary.metrics, summary.agents and members, summary.end and metric notes ("unstable:
  /// ...").
  void finish(RunSummary& summary, const IsolatedBaseline& baseline) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace souk
