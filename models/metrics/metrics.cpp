#include "models/metrics/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <vector>

#include <fmt/format.h>

#include "models/metrics/event_tape.hpp"
#include "models/metrics/metric_fold.hpp"
#include "models/metrics/mser.hpp"

namespace souk {
namespace {

/// Calls visit(event) for each, of the kinds that a MetricFold takes.
template <class Visit>
void replay(const EventTape& tape, Visit visit) {
  tape.replay<OrderSubmitted, TradeMade, OrderFinal, LeaseStarted, LeaseEnded, JobStarted, JobEnded,
              TransferQueued, TransferStarted, TransferEnded, GoodAccessed, Posting, RunEnded>(
      visit);
}

/// The waits of the jobs that started, in submit order.
struct Waits {
  std::vector<double> seconds;
  std::vector<std::uint32_t> orders;
};

Waits waits_on(const EventTape& tape) {
  std::vector<double> submits, starts;  // by order, which are numbered as they are submitted
  const auto put = [](std::vector<double>& times, OrderId order, Seconds time) {
    if (order.value >= times.size()) times.resize(order.value + 1, NAN);
    if (std::isnan(times[order.value])) times[order.value] = time.value;
  };
  replay(tape, [&](const auto& event) {
    using E = std::decay_t<decltype(event)>;
    if constexpr (std::is_same_v<E, OrderSubmitted>) put(submits, event.order, event.time);
    if constexpr (std::is_same_v<E, JobStarted>) put(starts, event.order, event.time);
  });
  Waits waits;
  for (std::uint32_t order = 0; order < starts.size(); ++order) {
    const double wait = starts[order] - submits[order];
    if (std::isnan(wait)) continue;
    waits.seconds.push_back(wait);
    waits.orders.push_back(order);
  }
  return waits;
}

}  // namespace

/// With a warm-up that is a share of the jobs, or MSER-5's, the first counted job is known only at
/// the end: then the events wait on a tape (0.4 kB per job), and the same fold reads them once that
/// job is known.
struct Metrics::State {
  explicit State(const Scenario& scenario)
      : warmup{scenario.general.warmup},
        on_tape{warmup.share > 0 || warmup.mser5},
        fold{{.time = warmup.time}} {}

  template <class E>
  [[gnu::cold]] void to_tape(const E& event) {
    if constexpr (std::is_same_v<E, RunStarted>)
      started = event;
    else
      tape.record(event);
  }

  [[nodiscard]] MetricFold replayed(std::uint32_t first_counted) const {
    MetricFold fresh{{.time = {}, .by_order = true, .order = first_counted}};
    Census census;
    fold_event(census, started, fresh);
    replay(tape, [&](const auto& event) { fold_event(census, event, fresh); });
    return fresh;
  }

  [[nodiscard]] std::uint32_t first_by_share() const {
    return static_cast<std::uint32_t>(std::floor(warmup.share * static_cast<double>(submitted)));
  }

  /// Says in `notes` what it found.
  [[nodiscard]] std::uint32_t first_by_mser5(std::vector<std::string>& notes) const {
    const Waits waits = waits_on(tape);
    const WarmupCut cut = mser5(waits.seconds);
    const std::uint32_t first = cut.dropped == 0 ? 0 : waits.orders[cut.dropped];
    notes.push_back(
        fmt::format("warmup: MSER-5 left out the first {} of {} jobs", first, submitted));
    if (!cut.settled)
      notes.emplace_back("unstable: the waits do not settle within half of the jobs (MSER-5)");
    return first;
  }

  Warmup warmup;
  bool on_tape;
  MetricFold fold;
  RunStarted started;  ///< these three: on a tape only
  EventTape tape;
  std::uint64_t submitted = 0;
};

Metrics::Metrics(const Scenario& scenario) : state_{std::make_unique<State>(scenario)} {}
Metrics::~Metrics() = default;
Metrics::Metrics(Metrics&&) noexcept = default;
Metrics& Metrics::operator=(Metrics&&) noexcept = default;

template <Counted E>
void Metrics::update(const E& event, const Census& census) {
  if constexpr (std::is_same_v<E, OrderSubmitted>) ++state_->submitted;
  if (state_->on_tape) [[unlikely]]
    state_->to_tape(event);
  else
    state_->fold.update(event, census);
}
template void Metrics::update(const RunStarted&, const Census&);
template void Metrics::update(const OrderSubmitted&, const Census&);
template void Metrics::update(const TradeMade&, const Census&);
template void Metrics::update(const OrderFinal&, const Census&);
template void Metrics::update(const LeaseStarted&, const Census&);
template void Metrics::update(const LeaseEnded&, const Census&);
template void Metrics::update(const JobStarted&, const Census&);
template void Metrics::update(const JobEnded&, const Census&);
template void Metrics::update(const TransferQueued&, const Census&);
template void Metrics::update(const TransferStarted&, const Census&);
template void Metrics::update(const TransferEnded&, const Census&);
template void Metrics::update(const GoodAccessed&, const Census&);
template void Metrics::update(const Posting&, const Census&);
template void Metrics::update(const RunEnded&, const Census&);

void Metrics::advance(Seconds time) {
  if (!state_->on_tape) state_->fold.advance(time);
}
void Metrics::left(OrderId order, const LiveOrder& row) {
  if (!state_->on_tape) state_->fold.left(order, row);
}

void Metrics::finish(RunSummary& summary, const IsolatedBaseline& baseline) const {
  if (!state_->on_tape) {
    state_->fold.finish(summary, baseline);
    return;
  }
  const std::uint32_t first =
      state_->warmup.mser5 ? state_->first_by_mser5(summary.notes) : state_->first_by_share();
  state_->replayed(first).finish(summary, baseline);
}

}  // namespace souk
