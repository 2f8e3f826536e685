#include "models/journal.hpp"

namespace souk {

void Journal::fold_batch() {
  batch_.drain([this](const auto& event) __attribute__((always_inline)) { fold(event); });
}

RunSummary Journal::finish(const IsolatedBaseline& baseline) {
  fold_batch();
  RunSummary summary;
  summary.event_hash = hash_.value();
  summary.hash_blocks = hash_.blocks();
  summary.events = hash_.events();
  metrics_.finish(summary, baseline);
  audit_.finish(summary, census_);
  return summary;
}

}  // namespace souk
