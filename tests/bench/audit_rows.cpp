// What the audit of every run costs.

#include <tuple>
#include <type_traits>
#include <variant>

#include <fmt/format.h>

#include "models/event_batch.hpp"
#include "models/metrics/audit.hpp"
#include "models/scenario/parse.hpp"
#include "rows.hpp"
#include "sim/simulation.hpp"
#include "table.hpp"

namespace souk::bench {
namespace {

/// A census with the folds of it, which is what the audit of a run costs, or without.
template <class... Folds>
class TimedFold {
 public:
  template <class E>
  void fold(const E& event) {
    if constexpr (Counted<E>)
      std::apply([&](auto&... folds) { fold_event(census_, event, folds...); }, folds_);
  }
  void drain(EventBatch batch) {
    const double start = cpu_seconds();
    batch.drain([this](const auto& event) { fold(event); });
    seconds_ += cpu_seconds() - start;
  }
  void expect(const JobEnded& event) const { census_.expect(event); }
  /// CPU seconds of all batches.
  [[nodiscard]] double seconds() const { return seconds_; }

 private:
  Census census_;
  std::tuple<Folds...> folds_;
  double seconds_ = 0;
};

/// Keeps events in a batch, as Journal does, and folds each twice: with an audit and without. The
/// rows of orders and leases, which the metrics read too, and the time that reading the clock
/// takes, are so left out of what the audit takes.
class TimedAudit final : public EventSink {
 public:
  void on(const Event& event) override {
    std::visit([this](const auto& each) { take(each); }, event);
  }

  /// CPU seconds of the audit so far.
  double seconds() {
    drain();
    return with_.seconds() - without_.seconds();
  }

 private:
  template <class E>
  void take(const E& event) {
    if constexpr (std::is_trivially_copyable_v<E>) {
      if (!batch_.has_room<E>()) drain();
      batch_.add(event);
      if constexpr (std::is_same_v<E, JobEnded>) {
        with_.expect(event);
        without_.expect(event);
      }
    } else {
      drain();
      with_.fold(event);
      without_.fold(event);
    }
  }

  void drain() {
    without_.drain(batch_);
    with_.drain(batch_);
    batch_ = {};
  }

  EventBatch batch_;
  TimedFold<Audit> with_;
  TimedFold<> without_;
};

}  // namespace

void audit_rows(Lab& lab) {
  for (const Mechanism mechanism : {Mechanism::posted_offers, Mechanism::none}) {
    const MarketQueue market{.queue = {.servers = 1'000, .jobs = lab.jobs(1'000'000)},
                             .mechanism = mechanism};
    const Scenario scenario = parse_scenario(scenario_of(market), "bench.toml");
    std::vector<double> shares;
    for (int i = 0; i < lab.repeats(); ++i) {
      const double audit = in_child([&] {
                             TimedAudit sink;
                             simulate(scenario, {.seed = 1, .sink = &sink});
                             return sink.seconds();
                           }).answer;
      const double whole =
          in_child([&] { return simulate(scenario, {.seed = 1}).end.value; }).cpu_s;
      shares.push_back(audit / whole);
    }
    const double share = median(shares);
    print({.what = fmt::format("{}, 1000 hosts",
                               mechanism == Mechanism::none ? "mechanism none" : "posted price"),
           .souk = percent(share),
           .bar = "< 5 %",
           .holds = share < 0.05});
  }
}

}  // namespace souk::bench
