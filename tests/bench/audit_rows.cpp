// What the audit of every run costs.

#include <variant>

#include <fmt/format.h>

#include "models/metrics/audit.hpp"
#include "models/scenario/parse.hpp"
#include "rows.hpp"
#include "sim/simulation.hpp"
#include "table.hpp"

namespace souk::bench {
namespace {

/// Keeps events until there are a few thousand (they fit the cache, as they do in a run), then
/// times a second audit over them. What it takes to walk over the kept events is taken off.
class TimedAudit final : public EventSink {
 public:
  void on(const Event& event) override {
    kept_.push_back(event);
    if (const auto* ended = std::get_if<JobEnded>(&event))
      audit_.expect(*ended);  // as Journal does
    if (kept_.size() == most) fold();
  }

  /// CPU seconds of the audit so far.
  double seconds() {
    fold();
    return audit_s_ - walk_s_;
  }

 private:
  static constexpr std::size_t most = 2048;

  void fold() {
    const double start = cpu_seconds();
    for (const Event& event : kept_)
      std::visit([&](const auto& each) { last_ += each.time.value; }, event);
    const double walked = cpu_seconds();
    for (const Event& event : kept_)
      std::visit([&](const auto& each) { audit_.update(each); }, event);
    audit_s_ += cpu_seconds() - walked;
    walk_s_ += walked - start;
    kept_.clear();
  }

  std::vector<Event> kept_;
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
