#include <cmath>
#include <set>

#include <catch2/catch.hpp>

#include "small_market.hpp"

using namespace souk;
using namespace souk::test;

TEST_CASE("every metric has a name of its own, a unit and a definition of one line",
          "[metrics][contract]") {
  std::set<std::string_view> names;
  // One spelling each, that of the file's tables and of its swept keys.
  const std::set<std::string_view> units{"1",    "s",        "s-1",    "h",
                                         "byte", "byte s-1", "credit", "credit h-1"};
  for (const MetricEntry& entry : metric_entries()) {
    CAPTURE(entry.name);
    CHECK(names.insert(entry.name).second);
    CHECK(entry.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") ==
          std::string_view::npos);
    CHECK(units.contains(entry.unit));
    CHECK_FALSE(entry.long_name.empty());
    CHECK(entry.long_name.find('\n') == std::string_view::npos);
    // A name that ends in a unit has that unit.
    if (entry.name.ends_with("_s") && !entry.name.ends_with("per_s")) CHECK(entry.unit == "s");
    if (entry.name.ends_with("_credit")) CHECK(entry.unit == "credit");
  }
  for (const std::string_view name :
       {"jobs_submitted", "jobs_finished", "jobs_refused", "jobs_expired", "jobs_unfinished",
        "gpu_hours", "utilisation", "mean_wait_s", "mean_jct_s", "makespan_s", "welfare_credit",
        "revenue_credit", "fee_credit", "budget_residual_credit", "jain_index", "gini",
        "compute_efficiency", "data_efficiency", "model_efficiency"}) {
    CAPTURE(name);
    CHECK(names.contains(name));  // `souk run --json` promises them
  }
}

TEST_CASE("Little's law holds to rounding in a run that drains", "[metrics][oracle]") {
  for (const int servers : {1, 3, 20}) {
    const RunSummary run = measure(queue_events(
        {.servers = servers, .arrival_rate = 0.85 * servers, .jobs = 5000, .seed = 11}));
    const double end = run.end.value;
    CHECK(metric(run, "jobs_finished") == 5000);
    CHECK(metric(run, "mean_jobs_in_system") * end ==
          Approx(5000 * metric(run, "mean_jct_s")).epsilon(1e-11));
    CHECK(metric(run, "mean_queue_length") * end ==
          Approx(5000 * metric(run, "mean_wait_s")).epsilon(1e-11));
    CHECK(metric(run, "utilisation") * end * servers ==
          Approx(3600 * metric(run, "gpu_hours")).epsilon(1e-11));
  }
}

TEST_CASE("an M/M/1 queue measures what theory says", "[metrics][oracle]") {
  // lambda = 0.5, mu = 1: Wq = rho / (mu - lambda) = 1, P(wait) = rho, L = rho / (1 - rho) = 1, and
  // the time in the system is exponential with mean 2, so its 95th percentile is 2 ln 20. 3 % for
  // 200,000 jobs.
  Census census;
  Metrics metrics{Scenario{}};
  play_queue({.jobs = 200000, .seed = 5, .priced = true},
             [&](const auto& event) { fold_event(census, event, metrics); });
  RunSummary run;
  metrics.finish(run, {});
  CHECK(metric(run, "mean_wait_s") == Approx(1).epsilon(0.03));
  CHECK(metric(run, "p_wait") == Approx(0.5).epsilon(0.03));
  CHECK(metric(run, "mean_jobs_in_system") == Approx(1).epsilon(0.03));
  CHECK(metric(run, "utilisation") == Approx(0.5).epsilon(0.03));
  CHECK(metric(run, "p95_jct_s") == Approx(2 * std::log(20)).epsilon(0.03));
  // Equal jobs or not, 1 / (1 + mu Wq) = 0.5 of the time that jobs occupy is work.
  CHECK(metric(run, "compute_efficiency") == Approx(0.5).epsilon(0.03));
  // Value 2 and price 1 per second of work, a fee of 10 %, no cost: the surplus is shared 0.9 : 1 :
  // 0.1.
  const double work = 3600 * metric(run, "gpu_hours");
  CHECK(metric(run, "revenue_credit") == Approx(work));
  CHECK(metric(run, "fee_credit") == Approx(0.1 * work));
  CHECK(metric(run, "consumer_surplus_credit") == Approx(0.9 * work));
  CHECK(metric(run, "welfare_credit") == Approx(2 * work));
  CHECK(metric(run, "budget_residual_credit") == 0);
}

TEST_CASE("a warm-up by share drops the first jobs, and the time before the first that counts",
          "[metrics][contract]") {
  const auto events =
      queue_events({.servers = 2, .arrival_rate = 1.7, .jobs = 1003, .seed = 4, .priced = true});
  const RunSummary by_share = measure(events, {.share = 0.3, .time = {}});
  // floor(0.3 x 1003) = 300 jobs are out, by hand from the list:
  double wait = 0, first = 0, end = 0, held = 0;
  std::vector<double> submit, started;
  for (const Event& event : events) {
    if (const auto* e = std::get_if<OrderSubmitted>(&event)) submit.push_back(e->time.value);
    if (const auto* e = std::get_if<JobStarted>(&event)) started.push_back(e->time.value);
    if (const auto* e = std::get_if<RunEnded>(&event)) end = e->time.value;
  }
  first = submit[300];
  for (std::size_t i = 300; i < submit.size(); ++i) wait += started[i] - submit[i];
  for (const Event& event : events)
    if (const auto* e = std::get_if<LeaseEnded>(&event))
      held += std::max(0.0, e->time.value - std::max(first, started[e->lease.value]));
  CHECK(metric(by_share, "jobs_submitted") == 703);
  CHECK(metric(by_share, "mean_wait_s") == Approx(wait / 703));
  CHECK(metric(by_share, "utilisation") == Approx(held / (2 * (end - first))));
  CHECK(metric(by_share, "budget_residual_credit") == 0);

  // A warm-up that ends when that job comes is the same one.
  const RunSummary by_time = measure(events, {.share = 0, .time = Seconds{first}});
  CHECK(encode(by_time) == encode(by_share));
  // One that ends between events begins its averages there.
  const double middle = (submit[299] + first) / 2;
  const RunSummary between = measure(events, {.share = 0, .time = Seconds{middle}});
  CHECK(metric(between, "jobs_submitted") == 703);
  CHECK(metric(between, "throughput_per_s") == Approx(703 / (end - middle)));
}

TEST_CASE("a warm-up longer than the run leaves nothing to measure", "[metrics]") {
  const RunSummary run = measure(queue_events({.jobs = 50}), {.share = 0, .time = Seconds{1e9}});
  CHECK(metric(run, "jobs_submitted") == 0);
  CHECK(std::isnan(metric(run, "utilisation")));
  CHECK(std::isnan(metric(run, "mean_wait_s")));
}

TEST_CASE("metrics may be read before the end and move house", "[metrics]") {
  const auto events = queue_events({.jobs = 50});
  Census census;
  Metrics metrics{Scenario{}};
  feed(census, metrics, {events.begin(), events.begin() + 100});
  RunSummary half;
  metrics.finish(half, {});
  Metrics moved = std::move(metrics);
  feed(census, moved, {events.begin() + 100, events.end()});
  RunSummary whole;
  moved.finish(whole, {});
  CHECK(encode(whole) == encode(measure(events)));
  CHECK(half.end < whole.end);
}
