#include "models/metrics/metrics.hpp"

#include <cmath>
#include <optional>

#include "models/metrics/event_tape.hpp"
#include "models/metrics/metric_fold.hpp"

namespace souk {

/// With a warm-up that is a share of the jobs, the first counted job is known only at the end: then
/// the events wait on a tape (0.4 kB per job), and the same fold reads them once the number of jobs
/// is known.
struct Metrics::State {
  explicit State(const Warmup& warmup) : share{warmup.share}, fold{{.time = warmup.time}} {}

  template <class E>
  void take(const E& event) {
    if (share > 0) [[unlikely]] {
      tape.record(event);
    } else {
      fold.update(event);
    }
  }

  [[nodiscard]] MetricFold replayed() const {
    const double before = std::floor(share * static_cast<double>(submitted));
    MetricFold fresh{{.time = {}, .by_order = true, .order = static_cast<std::uint32_t>(before)}};
    fresh.update(started);
    tape.replay<OrderSubmitted, TradeMade, OrderFinal, LeaseStarted, LeaseEnded, JobStarted,
                JobEnded, TransferQueued, TransferStarted, TransferEnded, GoodAccessed, Posting,
                RunEnded>([&](const auto& event) { fresh.update(event); });
    return fresh;
  }

  double share;
  MetricFold fold;
  RunStarted started;  ///< these three: with a share only
  EventTape tape;
  std::uint64_t submitted = 0;
};

Metrics::Metrics(const Scenario& scenario)
    : state_{std::make_unique<State>(scenario.general.warmup)} {}
Metrics::~Metrics() = default;
Metrics::Metrics(Metrics&&) noexcept = default;
Metrics& Metrics::operator=(Metrics&&) noexcept = default;

void Metrics::update(const RunStarted& event) {
  if (state_->share > 0) {
    state_->started = event;
  } else {
    state_->fold.update(event);
  }
}
void Metrics::update(const OrderSubmitted& event) {
  ++state_->submitted;
  state_->take(event);
}
void Metrics::update(const TradeMade& event) {
  state_->take(event);
}
void Metrics::update(const OrderFinal& event) {
  state_->take(event);
}
void Metrics::update(const LeaseStarted& event) {
  state_->take(event);
}
void Metrics::update(const LeaseEnded& event) {
  state_->take(event);
}
void Metrics::update(const JobStarted& event) {
  state_->take(event);
}
void Metrics::update(const JobEnded& event) {
  state_->take(event);
}
void Metrics::expect(const JobEnded& event) const {
  state_->fold.expect(event);
}
void Metrics::update(const TransferQueued& event) {
  state_->take(event);
}
void Metrics::update(const TransferStarted& event) {
  state_->take(event);
}
void Metrics::update(const TransferEnded& event) {
  state_->take(event);
}
void Metrics::update(const GoodAccessed& event) {
  state_->take(event);
}
void Metrics::update(const PricePosted&) {}  // prices count where they are paid
void Metrics::update(const Posting& event) {
  state_->take(event);
}
void Metrics::update(const RunEnded& event) {
  state_->take(event);
}

void Metrics::finish(RunSummary& summary, const IsolatedBaseline& baseline) const {
  if (state_->share > 0) {
    state_->replayed().finish(summary, baseline);
  } else {
    state_->fold.finish(summary, baseline);
  }
}

}  // namespace souk
