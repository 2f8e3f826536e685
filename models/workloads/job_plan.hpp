#pragma once

// How the jobs of one consumer population are drawn: its keys with their laws, the constant ones
// settled beforehand, and the recorded rows of a list or a trace.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/workloads/arrivals.hpp"
#include "models/workloads/hourly_profile.hpp"

namespace souk {

/// The distinct sets of accepted devices, numbered in order of first use; number 0 is "any".
class DeviceSets {
 public:
  std::uint32_t number_of(std::vector<DeviceId> devices);
  [[nodiscard]] const std::vector<std::vector<DeviceId>>& all() const { return sets_; }

 private:
  std::vector<std::vector<DeviceId>> sets_{{}};
};

/// One key: a constant, or a law with the number of its stream among those of the member.
struct KeyDraw {
  const Law* law = nullptr;
  double constant = 0;
  std::size_t stream = 0;

  double operator()(Stream* streams) const {
    return law == nullptr ? constant : sample(*law, streams[stream]);
  }
};

/// The same for an input: one good or none, or a choice.
struct GoodDraw {
  const GoodChoice* choice = nullptr;
  GoodId constant;
  std::size_t stream = 0;

  GoodId operator()(Stream* streams) const;
};

/// What the words of a trace mean in this scenario.
struct WordMeaning {
  static constexpr std::uint32_t no_device = UINT32_MAX;
  std::uint32_t devices = no_device;  ///< number of the set of this device alone
  GoodId dataset, model;
};

/// The keys and rows of one population; `consumer` points into the scenario, which must outlive it.
struct JobPlan {
  explicit JobPlan(const Scenario& scenario, const ConsumerSpec& spec);

  const ConsumerSpec* consumer;
  std::vector<std::string_view> purposes;  ///< of a member's streams, by number
  std::size_t arrival_stream = 0;          ///< of a Poisson process
  KeyDraw gap;  ///< interarrival of a renewal process, think time of a closed one, else nothing
  KeyDraw gpus, size, estimate, value, delay_cost, deadline, patience, output;
  GoodDraw dataset, model;
  HourlyProfile profile;
  std::uint32_t devices = 0;  ///< number of the set of `jobs.devices`

  /// Members of a trace, or of a list with users, by name; else empty. Member i has the rows
  /// `rows[first_row[i]]` up to `rows[first_row[i + 1]]`, in submit order; without names all share
  /// range 0.
  std::vector<std::string> users;
  std::vector<std::uint32_t> rows, first_row;
  std::vector<std::uint32_t> listed_devices;  ///< device set by row of the list
  const Trace* trace = nullptr;
  std::vector<WordMeaning> words;  ///< by word of the trace
};

JobPlan plan_jobs(const Scenario& scenario, const ConsumerSpec& consumer, DeviceSets& sets);

/// Fills the rows of a plan whose process is a list or a trace.
void plan_list(JobPlan& plan, DeviceSets& sets);
void plan_trace(JobPlan& plan, const Scenario& scenario, DeviceSets& sets);

/// When a recorded row is submitted.
Seconds recorded_submit(const JobPlan& plan, std::uint32_t row);

/// A job from the member's streams; of `row` if the process is a list or a trace. No allocation.
JobDraw draw_job(const JobPlan& plan, std::uint32_t row, Stream* streams);

}  // namespace souk
