#include "models/workloads/job_plan.hpp"

#include <algorithm>
#include <utility>

#include "models/check.hpp"

namespace souk {
namespace {

std::size_t add_stream(JobPlan& plan, std::string_view purpose) {
  plan.purposes.push_back(purpose);
  return plan.purposes.size() - 1;
}

KeyDraw plan_key(JobPlan& plan, const Law& law, std::string_view purpose) {
  if (is_constant(law)) return {nullptr, law.a, 0};
  return {&law, 0, add_stream(plan, purpose)};
}

GoodDraw plan_good(JobPlan& plan, const GoodChoice& choice, std::string_view purpose) {
  if (choice.goods.empty()) return {};
  if (choice.goods.size() == 1) return {nullptr, choice.goods.front(), 0};
  SOUK_CHECK(choice.goods.size() == choice.cumulative.size(), "a choice has a weight per good");
  return {&choice, {}, add_stream(plan, purpose)};
}

void plan_arrivals(JobPlan& plan) {
  const JobsSpec& jobs = plan.consumer->jobs;
  switch (jobs.process) {
    case ArrivalProcess::poisson:
    case ArrivalProcess::diurnal:
      plan.arrival_stream = add_stream(plan, "jobs.arrivals");
      return;
    case ArrivalProcess::renewal:
      plan.gap = plan_key(plan, jobs.interarrival, "jobs.arrivals");
      return;
    case ArrivalProcess::closed:
      plan.gap = plan_key(plan, jobs.think, "jobs.think");
      return;
    case ArrivalProcess::none:
    case ArrivalProcess::deterministic:
    case ArrivalProcess::list:
    case ArrivalProcess::trace:
      return;
  }
}

void plan_size(JobPlan& plan) {
  const JobsSpec& jobs = plan.consumer->jobs;
  plan.gpus = plan_key(plan, jobs.gpus, "jobs.gpus");
  if (jobs.duration) {
    plan.size = plan_key(plan, *jobs.duration, "jobs.duration");
  } else if (jobs.work) {
    plan.size = plan_key(plan, *jobs.work, "jobs.work");
  } else if (jobs.steps) {
    plan.size = plan_key(plan, *jobs.steps, "jobs.steps");
  }
}

}  // namespace

std::uint32_t DeviceSets::number_of(std::vector<DeviceId> devices) {
  std::sort(devices.begin(), devices.end());
  devices.erase(std::unique(devices.begin(), devices.end()), devices.end());
  const auto found = std::find(sets_.begin(), sets_.end(), devices);
  const auto number = static_cast<std::uint32_t>(found - sets_.begin());
  if (found == sets_.end()) sets_.push_back(std::move(devices));
  return number;
}

JobPlan::JobPlan(const Scenario& scenario, const ConsumerSpec& spec)
    : consumer{&spec}, profile{spec.jobs.profile, scenario.general.epoch} {}

JobPlan plan_jobs(const Scenario& scenario, const ConsumerSpec& consumer, DeviceSets& sets) {
  JobPlan plan{scenario, consumer};
  const JobsSpec& jobs = consumer.jobs;
  plan.devices = sets.number_of(jobs.devices);
  plan_arrivals(plan);
  if (jobs.process == ArrivalProcess::list) {
    plan_list(plan, sets);
  } else if (jobs.process == ArrivalProcess::trace) {
    plan_trace(plan, scenario, sets);
  } else {
    plan_size(plan);
  }
  plan.estimate = plan_key(plan, jobs.estimate, "jobs.estimate");
  plan.value = plan_key(plan, consumer.value, "value");
  plan.delay_cost = plan_key(plan, consumer.delay_cost, "delay_cost");
  plan.deadline = plan_key(plan, jobs.deadline, "jobs.deadline");
  plan.patience = plan_key(plan, jobs.patience, "jobs.patience");
  plan.output = plan_key(plan, jobs.output, "jobs.output");
  plan.dataset = plan_good(plan, jobs.dataset, "jobs.dataset");
  plan.model = plan_good(plan, jobs.model, "jobs.model");
  return plan;
}

}  // namespace souk
