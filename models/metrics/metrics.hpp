#pragma once

// Metrics: one fold over the events of a run. A metric never touches the simulator; a forked child
// needs neither HDF5 nor TBB to compute it. Definitions: `souk list metrics`.

#include <memory>
#include <vector>

#include "models/metrics/census.hpp"
#include "models/metrics/run_summary.hpp"
#include "models/scenario/scenario.hpp"

namespace souk {

/// What each agent did when every member uses its owner's nodes alone, under the same streams; by
/// AgentId. Empty: no baseline was run.
struct IsolatedBaseline {
  std::vector<AgentSummary> agents;
};

/// The fold, of a Census (fold_event). O(1) amortised per event, no allocation once warm; keeps
/// O(agents + sites) totals and fixed-size sketches.
class Metrics {
 public:
  explicit Metrics(const Scenario& scenario);
  ~Metrics();
  Metrics(Metrics&&) noexcept;
  Metrics& operator=(Metrics&&) noexcept;

  void update(const RunStarted& event, const Census& census);
  void update(const OrderSubmitted& event, const Census& census);
  void update(const TradeMade& event, const Census& census);
  void update(const OrderFinal& event, const Census& census);
  void update(const LeaseStarted& event, const Census& census);
  void update(const LeaseEnded& event, const Census& census);
  void update(const JobStarted& event, const Census& census);
  void update(const JobEnded& event, const Census& census);
  void update(const TransferQueued& event, const Census& census);
  void update(const TransferStarted& event, const Census& census);
  void update(const TransferEnded& event, const Census& census);
  void update(const GoodAccessed& event, const Census& census);
  void update(const Posting& event, const Census& census);
  void update(const RunEnded& event, const Census& census);
  template <class E>
  void update(const E&, const Census&) {}  // the other kinds carry nothing that a metric needs
  void advance(Seconds time);
  /// The instant in which the order became final is over.
  void left(OrderId order, const LiveOrder& row);

  /// Fills summary.metrics, summary.agents and members, summary.end and metric notes ("unstable:
  /// ...").
  void finish(RunSummary& summary, const IsolatedBaseline& baseline) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace souk
