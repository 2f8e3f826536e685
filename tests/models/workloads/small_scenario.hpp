#pragma once

// Scenarios of a few lines, as the reader would hand them over.

#include <string>
#include <vector>

#include "models/workloads/arrivals.hpp"

namespace souk {

inline Law exponential_law(double mean) {
  return {LawKind::exponential, mean, 0, 0, {}, {}};
}
inline Law uniform_law(double low, double high) {
  return {LawKind::uniform, low, high, 0, {}, {}};
}

/// A consumer whose jobs take 3600 s on one GPU; no arrivals yet.
inline ConsumerSpec small_consumer(const std::string& name, std::uint32_t count = 1) {
  ConsumerSpec consumer;
  consumer.name = name;
  consumer.count = count;
  consumer.value = constant_law(0);
  consumer.delay_cost = constant_law(0);
  JobsSpec& jobs = consumer.jobs;
  jobs.duration = constant_law(3600);
  jobs.gpus = constant_law(1);
  jobs.estimate = constant_law(1);
  jobs.patience = jobs.deadline = constant_law(infinity);
  jobs.output = constant_law(0);
  return consumer;
}

inline Scenario small_scenario(std::vector<ConsumerSpec> consumers) {
  Scenario scenario;
  scenario.devices.push_back({"reference", Bytes{infinity}, {1.0}, {}, {}});
  scenario.kinds.emplace_back("default");
  scenario.consumers = std::move(consumers);
  for (std::uint32_t i = 0; i < scenario.consumers.size(); ++i)
    scenario.order.emplace_back(true, i);
  return scenario;
}

/// The first `n` arrivals of an open process, or fewer.
inline std::vector<double> arrivals(Demand& demand, std::uint32_t member, std::size_t n) {
  std::vector<double> instants;
  for (Seconds now = demand.first(member); now < Seconds{infinity} && instants.size() < n;
       now = demand.next(member, now)) {
    instants.push_back(now.value);
  }
  return instants;
}

}  // namespace souk
