// Small schedules, worked by hand: which job starts when.

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "tests/oracles/adapters.hpp"

namespace souk::oracles {
namespace {

struct BatchJob {
  double submit = 0, run_time = 0, estimate = 0;
  std::uint64_t gpus = 1;
};

/// Jobs in the order of a case; orders are numbered as they are submitted.
class Batch {
 public:
  explicit Batch(std::vector<BatchJob> jobs) : jobs_{std::move(jobs)}, order_of_(jobs_.size()) {
    sorted_.resize(jobs_.size());
    std::iota(sorted_.begin(), sorted_.end(), std::size_t{0});
    std::ranges::stable_sort(
        sorted_, [&](std::size_t a, std::size_t b) { return jobs_[a].submit < jobs_[b].submit; });
    for (std::size_t order = 0; order < sorted_.size(); ++order) order_of_[sorted_[order]] = order;
  }

  [[nodiscard]] std::size_t size() const { return jobs_.size(); }

  /// The scenario, first come first served, on `nodes` nodes of `gpus` GPUs.
  [[nodiscard]] std::string text(std::uint64_t nodes, std::uint64_t gpus) const {
    std::string list;
    for (const std::size_t i : sorted_)
      list += fmt::format(
          "  {{ submit = \"{} s\", duration = \"{} s\", gpus = {}, estimate = \"{} s\" }},\n",
          jobs_[i].submit, jobs_[i].run_time, jobs_[i].gpus, jobs_[i].estimate);
    return fmt::format(
        "[scenario]\nname = \"batch\"\nhorizon = \"inf\"\n"
        "[scheduling]\nname = \"fcfs\"\nties = \"index\"\n"
        "[[provider]]\nname = \"cluster\"\nnodes = {}\ngpus_per_node = {}\n"
        "[[consumer]]\nname = \"users\"\njobs.process = \"list\"\njobs.list = [\n{}]\n",
        nodes, gpus, list);
  }

  [[nodiscard]] Probe start(std::size_t job) const {
    return
        [order = order_of_.at(job)](const Seen& seen) { return seen.log.rows().at(order).start; };
  }
  [[nodiscard]] Probe end(std::size_t job) const {
    return [order = order_of_.at(job)](const Seen& seen) { return seen.log.rows().at(order).end; };
  }
  /// 1 if it was refused, 0 if not.
  [[nodiscard]] Probe refused(std::size_t job) const {
    return [order = order_of_.at(job)](const Seen& seen) {
      return seen.log.rows().at(order).state == OrderState::refused ? 1.0 : 0.0;
    };
  }

 private:
  std::vector<BatchJob> jobs_;
  std::vector<std::size_t> sorted_, order_of_;
};

void check_length(const std::vector<double>& list, std::size_t length, std::string_view name) {
  if (list.size() != length)
    throw OracleFault{fmt::format("params.{} has not one number per job", name)};
}

/// Lists of params, one number per job; estimates are the run times if none are given.
Batch read_batch(Inputs& params, std::string_view size, std::string_view run_time) {
  const std::vector<double> submit = params.numbers("submit"), run = params.numbers(run_time);
  const std::vector<double> gpus =
      size.empty() ? std::vector<double>(submit.size(), 1.0) : params.numbers(size);
  const std::vector<double> estimate = params.has("estimate") ? params.numbers("estimate") : run;
  check_length(run, submit.size(), run_time);
  check_length(gpus, submit.size(), size);
  check_length(estimate, submit.size(), "estimate");
  std::vector<BatchJob> jobs;
  for (std::size_t i = 0; i < submit.size(); ++i)
    jobs.push_back({submit[i], run[i], estimate[i], static_cast<std::uint64_t>(gpus[i])});
  return Batch{std::move(jobs)};
}

std::size_t add_arm(Draft& draft, const Batch& batch, std::uint64_t nodes, std::uint64_t gpus) {
  return draft.arm([=](std::uint64_t) { return batch.text(nodes, gpus); });
}

/// Expected "rejected": which jobs; "start_of_1", "finish_of_1": of one job.
void measure_single_jobs(Draft& draft, std::size_t arm, const Batch& batch) {
  draft.measure_set("rejected", arm, batch.size(), [&](std::size_t i) { return batch.refused(i); });
  for (std::size_t i = 0; i < batch.size(); ++i) {
    draft.measure(fmt::format("start_of_{}", i), arm, batch.start(i));
    draft.measure(fmt::format("finish_of_{}", i), arm, batch.end(i));
  }
}

}  // namespace

void plan_batch(Inputs& params, const Tolerance&, Draft& draft) {
  const Batch batch = read_batch(params, "size", "runtime");
  const std::size_t arm = add_arm(draft, batch, params.count("nodes"), 1);
  draft.measure_list("fcfs.start", arm, batch.size(),
                     [&](std::size_t i) { return batch.start(i); });
  draft.measure_list("fcfs.finish", arm, batch.size(), [&](std::size_t i) { return batch.end(i); });
  draft.measure("fcfs.mean_wait", arm, metric("mean_wait_s"));
  draft.measure("fcfs.makespan", arm, [](const Seen& seen) { return seen.log.latest_end(); });
  draft.skip("easy", "comes with backfilling");
  draft.skip("conservative", "comes with backfilling");
  measure_single_jobs(draft, arm, batch);
}

void plan_single_server(Inputs& params, const Tolerance&, Draft& draft) {
  const Batch batch = read_batch(params, "", "size");
  const std::size_t arm = add_arm(draft, batch, 1, 1);
  draft.measure_list("fifo", arm, batch.size(), [&](std::size_t i) { return batch.end(i); });
  for (const std::string_view rule : {"srpt", "ps", "las"})
    draft.skip(rule, "comes with preemptive scheduling and processor sharing");
}

void plan_gang(Inputs& params, const Tolerance&, Draft& draft) {
  const Batch batch = read_batch(params, "gang", "runtime");
  const std::size_t arm = add_arm(draft, batch, 1, params.count("gpus"));
  draft.measure_list("start", arm, batch.size(), [&](std::size_t i) { return batch.start(i); });
  draft.measure_list("finish", arm, batch.size(), [&](std::size_t i) { return batch.end(i); });
}

}  // namespace souk::oracles
