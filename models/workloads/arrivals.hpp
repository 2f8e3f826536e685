#pragma once

// Demand: when each consumer submits, and what.

#include <memory>

#include "models/scenario/scenario.hpp"

namespace souk {

/// One job as its consumer submits it; NaN-free, ready for the market.
struct JobDraw {
  int gpus = 1;
  GpuSeconds work;             ///< over all GPUs, on the reference device; >= 0
  Seconds estimate;            ///< of the run time at throughput 1
  Credits value;               ///< of the whole job
  double delay_cost = 0;       ///< credits per second
  Credits budget{infinity};    ///< of this job alone (traces, lists)
  Seconds deadline{infinity};  ///< after submit
  Seconds patience{infinity};  ///< after submit
  Bytes output{0};
  GoodId dataset, model;
  std::uint32_t devices = 0;  ///< index into Demand::device_sets()
  KindId kind{0};
};

/// One member of a consumer population.
struct Member {
  std::uint32_t consumer = 0;  ///< index into Scenario::consumers
  std::uint32_t index = 0;  ///< i of "team/i"; for a trace or a list with users: the user's number
  std::string name;         ///< "team/0"; for a trace or a list with users: "team/<user name>"
  AgentId agent;            ///< its number over providers and consumers in file order, then member
};

/// The demand of one run: a fixed list of members and the jobs of each.
///
/// Every quantity of a member has a stream of its own, named for its key and owned by the agent, so
/// that adding an agent, a member or a key leaves the draws of all others unchanged. (The owner
/// number of a stream is a hash of the member's name, not its id, for that reason.) Arrivals at or
/// after the horizon do not happen. The hours of a profile of 168 begin on Monday; without an
/// epoch, time 0 is its first hour.
class Demand {
 public:
  /// Cheap for 10,000 members. `scenario` must outlive it.
  Demand(const Scenario& scenario, std::uint64_t seed, std::uint32_t replication);
  ~Demand();
  Demand(Demand&&) noexcept;

  /// Consumer members in agent order.
  [[nodiscard]] const std::vector<Member>& members() const;
  /// The distinct sets of accepted devices; [0] is "any" (empty).
  [[nodiscard]] const std::vector<std::vector<DeviceId>>& device_sets() const;

  /// The first arrival of a member (of a closed one: of each of its `population` customers in turn,
  /// until infinity is returned); infinity: none. Call once per arrival that is to be scheduled.
  Seconds first(std::uint32_t member);
  /// The next arrival of an open process after one at `now`; infinity when there are no more
  /// (`limit` reached, list or trace at its end, closed process).
  Seconds next(std::uint32_t member, Seconds now);
  /// Closed process: when the customer whose job has just become final at `now` submits again;
  /// infinity if the process is not closed or its limit is reached.
  Seconds after_final(std::uint32_t member, Seconds now);
  /// What decides between arrivals at one instant, another for each: consumers in the order of the
  /// scenario; of a list or a trace the rows, each of the arrival that was returned last, so that
  /// they keep their order across users; else, and of one row that all share, the members.
  [[nodiscard]] std::uint32_t arrival_key(std::uint32_t member) const;
  /// The job that arrives now, in order of arrival of that member. O(1), no allocation.
  JobDraw draw(std::uint32_t member);

  /// What a member's budget is, in credits, drawn once: infinity if unbounded and endowment is
  /// infinite.
  [[nodiscard]] Credits budget(std::uint32_t member) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Presets: fitted statistics that fill the jobs.* keys which are not given.
struct PresetEntry {
  std::string_view name, summary;  ///< the summary cites the data and its fit
  std::string_view toml;           ///< the jobs.* keys it fills
};
std::vector<PresetEntry> preset_entries();

}  // namespace souk
