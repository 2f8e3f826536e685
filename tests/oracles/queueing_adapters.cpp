// M/M/1, M/M/c and M/G/1 without a bound on the queue.

#include <fmt/format.h>

#include "tests/oracles/adapters.hpp"
#include "tests/oracles/station.hpp"

namespace souk::oracles {
namespace {

std::size_t add_arm(Draft& draft, const Station& station) {
  return draft.arm([station](std::uint64_t jobs) { return station_text(station, jobs); });
}

/// What every station's run measures.
void measure_means(Draft& draft, std::size_t arm) {
  draft.formula("rho", arm, offered_load());
  draft.measure("L", arm, metric("mean_jobs_in_system"));
  draft.measure("Lq", arm, metric("mean_queue_length"));
  draft.measure("W", arm, metric("mean_jct_s"));
  draft.measure("Wq", arm, metric("mean_wait_s"));
  draft.measure("P_wait", arm, metric("p_wait"));
}

void measure_tails(Draft& draft, std::size_t arm, const std::vector<double>& t) {
  draft.measure_list("P_W_gt_t", arm, t.size(), [&](std::size_t i) -> Probe {
    return [t = t[i]](const Seen& seen) { return seen.log.jct_tail(t); };
  });
  draft.measure_list("P_Wq_gt_t", arm, t.size(), [&](std::size_t i) -> Probe {
    return [t = t[i]](const Seen& seen) { return seen.log.wait_tail(t); };
  });
}

Probe share_of_time(std::size_t n) {
  return [n](const Seen& seen) { return seen.log.share_of_time(n); };
}

}  // namespace

void plan_mm1(Inputs& params, const Tolerance& tolerance, Draft& draft) {
  params.expect("model", {"M/M/1"});
  params.expect("discipline", {"FCFS"});
  const std::size_t arm = add_arm(draft, {.rate = params.number("lambda_"),
                                          .service = exponential_law(1 / params.number("mu")),
                                          .warmup = tolerance.warmup});
  measure_means(draft, arm);
  draft.measure("var_W", arm, [](const Seen& seen) { return seen.log.jct_variance(); });
  draft.measure("p0", arm, share_of_time(0));
  draft.measure_list("P_N_eq", arm, draft.length("P_N_eq"), share_of_time);
  measure_tails(draft, arm, params.numbers("t"));
}

void plan_mmc(Inputs& params, const Tolerance& tolerance, Draft& draft) {
  params.expect("model", {"M/M/c"});
  params.expect("discipline", {"FCFS"});
  const std::size_t arm = add_arm(draft, {.rate = params.number("lambda_"),
                                          .service = exponential_law(1 / params.number("mu")),
                                          .servers = params.count("c"),
                                          .warmup = tolerance.warmup});
  measure_means(draft, arm);
  measure_tails(draft, arm, params.numbers("t"));
  draft.measure("Wq_given_wait", arm,
                [](const Seen& seen) { return seen.log.mean_wait_of_waiting(); });
  draft.skip("erlang_b", "an intermediate of the formula; erlangB_* measures it");
}

void plan_mg1(Inputs& params, const Tolerance& tolerance, Draft& draft) {
  params.expect("model", {"M/G/1"});
  params.expect("discipline", {"FCFS"});
  const std::size_t arm = add_arm(draft, {.rate = params.number("lambda_"),
                                          .service = service_law(params.table("service")),
                                          .warmup = tolerance.warmup});
  measure_means(draft, arm);
  draft.formula("ES", arm, mean_duration());
  draft.skip("ES2", "a moment that nothing in a scenario computes");
  draft.measure("EWq2", arm, [](const Seen& seen) { return seen.log.mean_square_wait(); });
}

void plan_mg1_sized(Inputs& params, const Tolerance& tolerance, Draft& draft) {
  params.expect("model", {"M/G/1"});
  Station station{.rate = params.number("lambda_"),
                  .service = service_law(params.table("service")),
                  .warmup = tolerance.warmup};
  for (const std::string& discipline : params.texts("disciplines")) {
    const std::string key = "W_" + discipline;
    if (discipline == "FCFS" || discipline == "SJF") {
      station.scheduling = discipline == "FCFS" ? "fcfs" : "sjf";
      draft.measure(key, add_arm(draft, station), metric("mean_jct_s"));
    } else if (discipline == "PS" || discipline == "SRPT" || discipline == "PSJF" ||
               discipline == "LAS") {
      draft.skip(key, "comes with preemptive scheduling and processor sharing");
    }
  }
  draft.skip("order", "a statement about disciplines that are not there yet");
}

}  // namespace souk::oracles
