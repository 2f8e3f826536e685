#include <algorithm>
#include <cmath>
#include <limits>

#include "models/check.hpp"
#include "models/workloads/job_plan.hpp"

namespace souk {
namespace {

constexpr double not_given = std::numeric_limits<double>::quiet_NaN();

double or_else(double given, double otherwise) {
  return std::isnan(given) ? otherwise : given;
}

/// The size of a job, and what a record says beside it (NaN: nothing).
struct JobSize {
  int gpus = 1;
  GpuSeconds work;
  Seconds duration;
  double estimate = not_given;
  double value = not_given;
};

/// To the nearest whole number of GPUs, at least 1.
int whole_gpus(double gpus) {
  constexpr double most = std::numeric_limits<int>::max();
  return gpus >= 1.5 ? static_cast<int>(std::min(std::floor(gpus + 0.5), most)) : 1;
}

JobSize of_duration(int gpus, Seconds duration) {
  return {gpus, duration * gpus, duration};
}
JobSize of_work(int gpus, GpuSeconds work) {
  return {gpus, work, Seconds{work.value / gpus}};
}

JobSize drawn(const JobPlan& plan, Stream* streams) {
  const int gpus = whole_gpus(plan.gpus(streams));
  const double size = plan.size(streams);
  const JobsSpec& jobs = plan.consumer->jobs;
  if (jobs.steps) return of_duration(gpus, jobs.step * std::floor(size + 0.5));
  return jobs.duration ? of_duration(gpus, Seconds{size}) : of_work(gpus, GpuSeconds{size});
}

JobSize listed(const JobPlan& plan, std::uint32_t row, JobDraw& job) {
  const ListedJob& record = plan.consumer->jobs.list[row];
  job.devices = plan.listed_devices[row];
  if (record.budget) job.budget = *record.budget;
  if (record.deadline) job.deadline = *record.deadline;
  if (record.patience) job.patience = *record.patience;
  if (record.dataset.exists()) job.dataset = record.dataset;
  if (record.model.exists()) job.model = record.model;
  if (record.kind) job.kind = *record.kind;
  JobSize size =
      record.work ? of_work(record.gpus, *record.work) : of_duration(record.gpus, record.duration);
  if (record.estimate) size.estimate = record.estimate->value;
  if (record.value) size.value = record.value->value;
  return size;
}

JobSize traced(const JobPlan& plan, std::uint32_t row, JobDraw& job) {
  const TraceJob& record = plan.trace->jobs[row];
  const auto word = [&](std::int32_t index) { return plan.words[static_cast<std::size_t>(index)]; };
  job.budget = Credits{or_else(record.budget, infinity)};
  job.deadline = Seconds{or_else(record.deadline.value, job.deadline.value)};
  job.patience = Seconds{or_else(record.patience.value, job.patience.value)};
  if (record.device >= 0) job.devices = word(record.device).devices;
  if (record.dataset >= 0) job.dataset = word(record.dataset).dataset;
  if (record.model >= 0) job.model = word(record.model).model;
  JobSize size = of_duration(record.gpus, record.duration);
  size.estimate = record.estimate.value;
  size.value = record.value;
  return size;
}

}  // namespace

GoodId GoodDraw::operator()(Stream* streams) const {
  if (choice == nullptr) return constant;
  const auto& weights = choice->cumulative;
  const auto above = std::upper_bound(weights.begin(), weights.end(), streams[stream].uniform());
  SOUK_CHECK(above != weights.end(), "the last cumulative weight of a choice is not 1");
  return choice->goods[static_cast<std::size_t>(above - weights.begin())];
}

Seconds recorded_submit(const JobPlan& plan, std::uint32_t row) {
  return plan.trace != nullptr ? plan.trace->jobs[row].submit
                               : plan.consumer->jobs.list[row].submit;
}

JobDraw draw_job(const JobPlan& plan, std::uint32_t row, Stream* streams) {
  // Laws are drawn even where a record overrides them, so that a value added to one row leaves the
  // draws of the rows after it unchanged.
  JobDraw job;
  job.kind = plan.consumer->jobs.kind;
  job.devices = plan.devices;
  job.delay_cost = plan.delay_cost(streams);
  job.deadline = Seconds{plan.deadline(streams)};
  job.patience = Seconds{plan.patience(streams)};
  job.output = Bytes{std::min(plan.output(streams), most_bytes)};
  job.dataset = plan.dataset(streams);
  job.model = plan.model(streams);
  const JobSize size = plan.trace != nullptr ? traced(plan, row, job)
                       : plan.consumer->jobs.process == ArrivalProcess::list
                           ? listed(plan, row, job)
                           : drawn(plan, streams);
  job.gpus = size.gpus;
  job.work = size.work;
  job.estimate = Seconds{or_else(size.estimate, plan.estimate(streams) * size.duration.value)};
  const double worth = plan.value(streams);
  const Credits by_law =
      plan.consumer->value_per_job ? Credits{worth} : Price{worth} * hours(size.work);
  job.value = Credits{or_else(size.value, by_law.value)};
  return job;
}

}  // namespace souk
