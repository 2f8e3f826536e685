// k providers with a server and customers each: every one for himself, or pooled.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "tests/oracles/adapters.hpp"
#include "tests/oracles/station.hpp"

namespace souk::oracles {
namespace {

struct Members {
  double rate = 0, mean_service = 1;  ///< of each
  std::uint64_t count = 1;
  int share = 1;
  double speed = 1;
};

/// Ends at `time`, so that no member's customers run out before another's.
std::string text_of(const Members& members, double time, double warmup) {
  return fmt::format(
      "[scenario]\nname = \"members\"\nhorizon = \"{} s\"\nwarmup = \"{} s\"\n"
      "[[device]]\nname = \"gpu\"\nthroughput = {{ default = {} }}\n"
      "[[provider]]\nname = \"member\"\ncount = {}\nshare = {}\ndevice = \"gpu\"\n"
      "[[consumer]]\nname = \"customers\"\ncount = {}\nhome = \"member\"\n"
      "jobs.process = \"poisson\"\njobs.rate = \"{} /s\"\njobs.duration = {}\n",
      time, warmup, members.speed, members.count, members.share, members.count, members.rate,
      exponential_law(members.mean_service));
}

/// At least `jobs` arrivals in all, but for one run in a million.
std::size_t add_arm(Draft& draft, const Members& members, double warmup) {
  return draft.arm([=](std::uint64_t jobs) {
    const auto n = static_cast<double>(jobs);
    const double time =
        (n + 5 * std::sqrt(n)) / (members.rate * static_cast<double>(members.count));
    return text_of(members, time, warmup * time);
  });
}

}  // namespace

void plan_pooling(Inputs& params, const Tolerance& tolerance, Draft& draft) {
  const std::uint64_t k = params.count("k");
  const double rate = params.number("lambda_per_provider"), service = 1 / params.number("mu");
  // Separate members are independent and alike. Two of them stand for all k: with k of them each
  // would have 1 / k of the jobs, a queue that is still filling up when its warm-up ends.
  const Members alone{
      .rate = rate, .mean_service = service, .count = std::min<std::uint64_t>(k, 2), .share = 0};
  const Members pooled{.rate = rate, .mean_service = service, .count = k};
  const Members fast{.rate = rate * static_cast<double>(k),
                     .mean_service = service,
                     .speed = static_cast<double>(k)};
  const std::size_t separate_arm = add_arm(draft, alone, tolerance.warmup);
  const std::size_t pooled_arm = add_arm(draft, pooled, tolerance.warmup);
  const std::size_t fast_arm = add_arm(draft, fast, tolerance.warmup);

  draft.measure("W_separate", separate_arm, metric("mean_jct_s"));
  draft.measure("W_pooled", pooled_arm, metric("mean_jct_s"));
  draft.measure("W_fast_single", fast_arm, metric("mean_jct_s"));
  draft.measure("Wq_separate", separate_arm, metric("mean_wait_s"));
  draft.measure("Wq_pooled", pooled_arm, metric("mean_wait_s"));
  draft.measure("P_wait_pooled", pooled_arm, metric("p_wait"));
  draft.measure_ratio("Wq_gain", separate_arm, pooled_arm, metric("mean_wait_s"));
  draft.measure_ratio("W_gain", separate_arm, pooled_arm, metric("mean_jct_s"));
}

}  // namespace souk::oracles
