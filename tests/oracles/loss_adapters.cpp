// Stations that customers leave unserved: no place to wait, or no patience.

#include <cstdlib>

#include <fmt/format.h>

#include "tests/oracles/adapters.hpp"
#include "tests/oracles/station.hpp"

namespace souk::oracles {
namespace {

std::size_t add_arm(Draft& draft, const Station& station) {
  return draft.arm([station](std::uint64_t jobs) { return station_text(station, jobs); });
}

/// "exponential", "deterministic", "hyperexp_cv2_4": laws of one mean.
std::string law_called(const std::string& name, double mean) {
  static constexpr std::string_view hyper = "hyperexp_cv2_";
  if (name == "exponential") return exponential_law(mean);
  if (name == "deterministic") return fmt::format("\"{} s\"", mean);
  if (name.starts_with(hyper)) {
    const double cv2 = std::strtod(name.c_str() + hyper.size(), nullptr);
    return fmt::format("{{ law = \"hyperexponential\", mean = \"{} s\", cv2 = {} }}", mean, cv2);
  }
  throw Unsupported{fmt::format("scenarios have no law \"{}\"", name)};
}

}  // namespace

void plan_erlang_b(Inputs& params, const Tolerance& tolerance, Draft& draft) {
  params.expect("model", {"M/G/c/c"});
  const double service = params.number("service_mean");
  const std::uint64_t servers = params.count("c");
  Station station{.rate = params.number("offered_load") / service,
                  .servers = servers,
                  .places = 0,
                  .warmup = tolerance.warmup};
  for (const std::string& law : params.texts("service_dists")) {
    station.service = law_called(law, service);
    const std::size_t arm = add_arm(draft, station);
    const Probe utilisation = metric("utilisation");
    draft.measure("P_block", arm, metric("p_refused"), law);
    draft.measure("utilisation", arm, utilisation, law);
    const auto carried = [=](const Seen& seen) {
      return utilisation(seen) * static_cast<double>(servers);
    };
    draft.measure("carried_load", arm, {carried, false}, law);
  }
}

void plan_mmck(Inputs& params, const Tolerance& tolerance, Draft& draft) {
  params.expect("model", {"M/M/c/K"});
  const std::uint64_t servers = params.count("c"), room = params.count("K");
  if (room < servers) throw OracleFault{"K counts all customers in the system, so K >= c"};
  const std::size_t arm = add_arm(draft, {.rate = params.number("lambda_"),
                                          .service = exponential_law(1 / params.number("mu")),
                                          .servers = servers,
                                          .places = room - servers,
                                          .warmup = tolerance.warmup});
  draft.measure_list("p", arm, room + 1, [](std::size_t n) -> Probe {
    return [n](const Seen& seen) { return seen.log.share_of_time(n); };
  });
  draft.measure("P_loss", arm, metric("p_refused"));
  draft.measure("L", arm, metric("mean_jobs_in_system"));
  draft.measure("W", arm, metric("mean_jct_s"));
  draft.measure("Wq", arm, metric("mean_wait_s"));
  draft.measure("throughput", arm, metric("throughput_per_s"));
}

void plan_erlang_a(Inputs& params, const Tolerance& tolerance, Draft& draft) {
  params.expect("model", {"M/M/c+M"});
  const std::size_t arm =
      add_arm(draft, {.rate = params.number("lambda_"),
                      .service = exponential_law(1 / params.number("mu")),
                      .servers = params.count("c"),
                      .patience = exponential_law(1 / params.number("patience_rate")),
                      .warmup = tolerance.warmup});
  const Probe expired = metric("jobs_expired"), submitted = metric("jobs_submitted");
  draft.measure("Lq", arm, metric("mean_queue_length"));
  const auto abandon = [=](const Seen& seen) { return expired(seen) / submitted(seen); };
  draft.measure("P_abandon", arm, {abandon, false});
  draft.measure("P_wait", arm, metric("p_wait"));
  draft.measure("Wq_all", arm, [](const Seen& seen) { return seen.log.mean_wait_of_all(); });
  draft.measure("utilisation", arm, metric("utilisation"));
}

}  // namespace souk::oracles
