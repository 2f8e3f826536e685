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

  template <Counted E>
  void update(const E& event, const Census& census);
  void update(const NodesTaken&, const Census&) {}  // the lease says where it is
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
