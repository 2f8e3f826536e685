// What the audit of every run costs.

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

/// Keeps events in a batch, as Journal does, and times a second audit over each. What it takes to
/// walk over a batch is taken off, and with it the time that reading the clock takes.
class TimedAudit final : public EventSink {
 public:
  void on(const Event& event) override {
    std::visit([this](const auto& each) { take(each); }, event);
  }

  /// CPU seconds of the audit so far.
  double seconds() {
    fold();
    return audit_s_ - walk_s_;
  }

 private:
  template <class E>
  void take(const E& event) {
    if constexpr (std::is_trivially_copyable_v<E>) {
      if (!batch_.has_room<E>()) fold();
      batch_.add(event);
      if constexpr (std::is_same_v<E, JobEnded>) audit_.expect(event);
    } else {
      fold();
      audit_.update(event);
    }
  }

  void fold() {
    EventBatch walked = batch_;
    const double start = cpu_seconds();
    walked.drain([this](const auto& each) { last_ += each.time.value; });
    const double between = cpu_seconds();
    batch_.drain([this](const auto& each) { audit_.update(each); });
    audit_s_ += cpu_seconds() - between;
    walk_s_ += between - start;
  }

  EventBatch batch_;
  Audit audit_;
  double audit_s_ = 0, walk_s_ = 0;
  double last_ = 0;  ///< so that the walk does something
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
