#pragma once

// The journal of a run: every event passes here once, in dispatch order.

#include <utility>

#include "models/event_hash.hpp"
#include "models/events.hpp"
#include "models/metrics/audit.hpp"
#include "models/metrics/metrics.hpp"

namespace souk {

/// Gives each event to the hash, the audit, the metrics and, if there is one, the sink. Without a
/// sink no Event is made and nothing is copied. An audit that fails is in the summary; it does not
/// stop the run.
class Journal {
 public:
  /// `sink` may be null; it outlives the journal.
  explicit Journal(const Scenario& scenario, EventSink* sink = nullptr)
      : metrics_{scenario}, sink_{sink} {}

  template <class E>
  void record(const E& event) {
    hash_.add(event);
    audit_.update(event);
    metrics_.update(event);
    if (sink_ != nullptr) sink_->on(Event{event});
  }

  /// Hashed so far: every kind but Sample.
  [[nodiscard]] std::uint64_t events() const { return hash_.events(); }

  /// What is left of the run. Call it once, after RunEnded.
  RunSummary finish(const IsolatedBaseline& baseline = {}) {
    RunSummary summary;
    summary.event_hash = hash_.value();
    summary.hash_blocks = hash_.blocks();
    summary.events = hash_.events();
    metrics_.finish(summary, baseline);
    audit_.finish(summary);
    return summary;
  }

 private:
  EventHash hash_;
  Audit audit_;
  Metrics metrics_;
  EventSink* sink_;
};

}  // namespace souk
