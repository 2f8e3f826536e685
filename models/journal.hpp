#pragma once

// The journal of a run: every event passes here once, in dispatch order.

#include <cstdint>
#include <type_traits>

#include "models/event_batch.hpp"
#include "models/event_hash.hpp"
#include "models/events.hpp"
#include "models/metrics/audit.hpp"
#include "models/metrics/census.hpp"
#include "models/metrics/metrics.hpp"

namespace souk {

/// Gives each event to the hash, the audit, the metrics and, if there is one, the sink. Without a
/// sink no Event is made. An audit that fails is in the summary; it does not stop the run.
///
/// The sink has an event at once, the others some tens of jobs later: market, hash, audit and
/// metrics together are more code than a processor's instruction cache holds, so that each would
/// evict the others at every event. What they know of a job that ends is fetched meanwhile.
class Journal {
 public:
  /// `sink` may be null; it outlives the journal.
  explicit Journal(const Scenario& scenario, EventSink* sink = nullptr)
      : metrics_{scenario}, sink_{sink} {}

  /// Inlined everywhere, so that the caller writes the event's fields straight into the batch.
  template <class E>
  [[gnu::always_inline]] void record(const E& event) {
    if constexpr (std::is_trivially_copyable_v<E>) {
      if (!batch_.has_room<E>()) [[unlikely]]
        fold_batch();
      const E& kept = batch_.add(event);
      if (sink_ != nullptr) tell_sink(kept);
      if constexpr (std::is_same_v<E, JobEnded>) census_.expect(kept);
    } else {
      if (sink_ != nullptr) tell_sink(event);
      fold_batch();
      fold(event);
    }
  }

  /// Recorded so far: every kind but Sample, as in the hash.
  [[nodiscard]] std::uint64_t events() {
    fold_batch();
    return hash_.events();
  }

  /// What is left of the run. Call it once, after RunEnded.
  RunSummary finish(const IsolatedBaseline& baseline = {});

 private:
  template <class E>
  [[gnu::always_inline]] void fold(const E& event) {
    hash_.add(event);
    if constexpr (Counted<E>) fold_event(census_, event, audit_, metrics_);
  }
  void fold_batch();
  template <class E>
  [[gnu::noinline]] void tell_sink(const E& event) {
    sink_->on(Event{event});
  }

  EventBatch batch_;
  EventHash hash_;
  Census census_;
  Audit audit_;
  Metrics metrics_;
  EventSink* sink_;
};

}  // namespace souk
