#include "sim/simulation.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "models/check.hpp"
#include "models/prefetch.hpp"
#include "models/world/world.hpp"
#include "sim/calendar.hpp"
#include "sim/drivers.hpp"
#include "sim/fabric.hpp"

namespace souk {
namespace {

std::vector<SiteShape> shapes_of(const World& world) {
  std::vector<SiteShape> shapes;
  for (std::uint32_t s = 0; s < world.capacity.sites.size(); ++s) {
    const Site& site = world.capacity.sites[s];
    const ProviderSpec& spec = world.scenario.providers[world.site_spec[s]];
    shapes.push_back({.name = world.agents[site.provider.value].name,
                      .nodes = site.pooled.nodes(),
                      .gpus_per_node = site.gpus_per_node(),
                      .up = spec.access.up,
                      .down = spec.access.down,
                      .latency = spec.access.latency,
                      .region = spec.region});
  }
  return shapes;
}

NetworkShape network_of(const Scenario& scenario) {
  return {.latency = scenario.network.latency,
          .backbone = scenario.network.backbone,
          .links = scenario.links};
}

/// The market on its calendar: what a driver drives.
class Run final : public Clockwork {
 public:
  Run(const Scenario& scenario, const RunOptions& options, Journal& journal)
      : world_{scenario, options.seed, options.replication, journal} {
    if (needs_simgrid(scenario))
      fabric_ = std::make_unique<Fabric>(
          shapes_of(world_), network_of(scenario),
          Fabric::Options{.fluid = scenario.engine.compute == ComputeModel::fluid});
    open_market(world_, effects_);
    carry_out(Seconds{0});
  }

  [[nodiscard]] double next() const override { return calendar_.next(); }
  void dispatch(double date) override;
  void completed(const Completion& completion, double date) override;

  [[nodiscard]] Fabric* fabric() { return fabric_.get(); }
  void close() {
    if (!effects_.ended) close_market(world_, last_, Reason::done);
  }
  /// What the world says of its links; none where they take any number of transfers.
  void note(std::vector<std::string>& notes) const {
    if (world_.scenario.engine.flows_per_link == unlimited) return;
    const std::uint64_t times = world_.transfers.bound();
    notes.push_back(fmt::format("flows_per_link bound {} time{}", times, times == 1 ? "" : "s"));
  }

 private:
  void fetch_second() const;
  [[gnu::always_inline]] inline void carry_out(Seconds now);  ///< after every step
  [[nodiscard]] bool is_quiet() const;
  void end();
  void carry_out_on(Fabric& fabric, Seconds now);
  void start_fluid(const StartCompute& start, Seconds now);

  World world_;
  Calendar calendar_;
  Effects effects_;
  std::unique_ptr<Fabric> fabric_;
  std::vector<NodeSlice> slices_;  ///< scratch
  Seconds last_{0};                ///< of the last occurrence that was not a sample
};

/// With 10,000 live orders the next one that ends and its lease are in no near cache: fetched while
/// the head is worked on, an eighth of the time of a run is saved. A thousand are near anyway.
void Run::fetch_second() const {
  constexpr std::size_t far = 4096;
  if (calendar_.size() < far) return;
  const Occurrence* const second = calendar_.second();
  if (second->kind() != Kind::compute_end) return;
  prefetch(world_.orders[second->slot()]);
  prefetch(world_.capacity[second->slot()]);
}

/// Everything dated `date`: the earlier phases, then one scheduling pass, again until nothing more
/// is due.
void Run::dispatch(double date) {
  constexpr int most_repeats = 10'000'000;  // far more than the world lets jobs come back
  const Seconds now{date};
  int repeats = 0;
  for (;;) {
    const bool due = calendar_.next() == date;
    if (due && calendar_.head().phase() < Phase::pass) {
      last_ = now;
      fetch_second();
      step(world_, calendar_.take(), effects_);
    } else if (effects_.pass_wanted) {
      effects_.pass_wanted = false;
      scheduling_pass(world_, now, effects_);
      SOUK_CHECK(++repeats <= most_repeats,
                 fmt::format("the instant {} s repeats more than {} times", date, most_repeats));
    } else if (due) {
      step(world_, calendar_.take(), effects_);
      calendar_.settle();
      if (is_quiet()) effects_.wakes.clear();  // the next sample: it would be like this one
    } else if (effects_.ended || world_.goes_on()) {
      return;
    } else {  // all is final: what is still due would change nothing, and last too long
      close_market(world_, now, Reason::done);
      effects_.ended = true;
    }
    carry_out(now);
  }
}

/// Whether nothing will happen any more: who still waits, waits for ever.
bool Run::is_quiet() const {
  return calendar_.empty() && !(fabric_ && fabric_->next() < infinity);
}

void Run::carry_out(Seconds now) {
  for (const Occurrence& wake : effects_.wakes) calendar_.push(wake);
  effects_.wakes.clear();
  if (fabric_) carry_out_on(*fabric_, now);
  for (const StartCompute& start : effects_.computes)
    calendar_.push({now + start.duration, Phase::compute_end, Kind::compute_end, start.order.value,
                    start.slot, start.attempt});
  effects_.computes.clear();
  effects_.stopped.clear();  // what the calendar still holds of them is stale
  calendar_.settle();
  if (effects_.ended) [[unlikely]]
    end();
}

/// Nothing more is dispatched.
void Run::end() {
  effects_.pass_wanted = false;
  calendar_ = {};
}

/// SimGrid's part; it leaves the computes to the calendar unless they are fluid.
void Run::carry_out_on(Fabric& fabric, Seconds now) {
  if (effects_.ended) fabric.cancel_all(now);
  if (world_.scenario.engine.compute == ComputeModel::fluid) {
    // Who is evicted may begin anew in the same step, or be evicted in the step that started it.
    for (const StopCompute& stop : effects_.stopped)
      fabric.cancel(Completion::Kind::compute, stop.slot, stop.attempt, now);
    for (const StartCompute& start : effects_.computes)
      if (std::none_of(effects_.stopped.begin(), effects_.stopped.end(), [&](const auto& stop) {
            return stop.slot == start.slot && stop.attempt == start.attempt;
          }))
        start_fluid(start, now);
    effects_.computes.clear();
  }
  for (const StartTransfer& start : effects_.transfers)
    fabric.start_transfer(start.slot, start.transfer.value, start.from, start.to, start.bytes, now);
  effects_.transfers.clear();
}

void Run::start_fluid(const StartCompute& start, Seconds now) {
  slices_.clear();
  const Lease& lease = world_.capacity[start.slot];
  for (const Slice& slice : lease.slices)
    slices_.push_back({lease.site, NodeId{slice.node}, slice.gpus});
  fabric_->start_compute(start.slot, start.attempt, slices_, start.duration, now);
}

void Run::completed(const Completion& completion, double date) {
  if (effects_.ended) return;
  const Seconds at{date};
  SOUK_CHECK(completion.ok, "an activity failed where nothing can fail yet");
  if (completion.kind == Completion::Kind::transfer)
    calendar_.push(
        {at, Phase::transfer_end, Kind::transfer_end, completion.generation, completion.id});
  else
    calendar_.push({at, Phase::compute_end, Kind::compute_end,
                    world_.orders[completion.id].id.value, completion.id, completion.generation});
}

}  // namespace

bool has_output(const ConsumerSpec& consumer) {
  const Law& output = consumer.jobs.output;
  return !is_constant(output) || output.a != 0;
}

bool needs_simgrid(const Scenario& scenario) {
  if (scenario.engine.compute == ComputeModel::fluid) return true;
  if (!scenario.goods.empty()) return true;  // a job can name no other
  return std::any_of(scenario.consumers.begin(), scenario.consumers.end(), has_output);
}

RunSummary simulate(const Scenario& scenario, const RunOptions& options,
                    const IsolatedBaseline& baseline) {
  Journal journal{scenario, options.sink};
  Run run{scenario, options, journal};
  if (run.fabric() == nullptr)
    drive_calendar(run);
  else if (options.driver == Driver::armed)
    drive_armed(run, *run.fabric());
  else
    drive_lazy(run, *run.fabric());
  run.close();
  RunSummary summary = journal.finish(baseline);
  run.note(summary.notes);
  return summary;
}

}  // namespace souk
