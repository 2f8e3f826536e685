// Queues at the edges: no chance, no jobs, and a law that holds on every path.

#include <cmath>

#include <fmt/format.h>

#include "tests/oracles/adapters.hpp"
#include "tests/oracles/station.hpp"

namespace souk::oracles {
namespace {

/// |integral of the number in system - sum of the times in system| / the sum, of a run that drains.
Probe little_gap() {
  const Probe mean_number = metric("mean_jobs_in_system");
  return [=](const Seen& seen) {
    const double sum = seen.log.total_sojourn();
    return std::abs(mean_number(seen) * seen.summary.end.value - sum) / sum;
  };
}

}  // namespace

void plan_dd1(Inputs& params, const Tolerance&, Draft& draft) {
  params.expect("model", {"D/D/1"});
  const std::string text = fmt::format(
      "[scenario]\nname = \"dd1\"\nhorizon = \"inf\"\n[[provider]]\nname = \"server\"\n"
      "[[consumer]]\nname = \"customers\"\njobs.process = \"deterministic\"\n"
      "jobs.rate = \"{} /s\"\njobs.limit = {}\njobs.duration = \"{} s\"\n",
      1 / params.number("interarrival"), params.count("n"), params.number("service"));
  const std::size_t arm = draft.arm([text](std::uint64_t) { return text; });
  draft.measure("Wq_max", arm, [](const Seen& seen) { return seen.log.longest_wait(); });
  draft.measure("Wq_last", arm, [](const Seen& seen) { return seen.log.last_wait(); });
  draft.measure("Wq_mean", arm, metric("mean_wait_s"));
  draft.measure("makespan", arm, metric("makespan_s"));
  draft.measure("completed", arm, metric("jobs_finished"));
}

void plan_zero_arrivals(Inputs& params, const Tolerance&, Draft& draft) {
  params.expect("model", {"M/M/1"});
  // Long enough for many jobs, were there any.
  const double service = 1 / params.number("mu");
  const std::string text = fmt::format(
      "[scenario]\nname = \"nobody\"\nhorizon = \"{} s\"\n[[provider]]\nname = \"server\"\n"
      "[[consumer]]\nname = \"customers\"\njobs.process = \"poisson\"\njobs.rate = \"{} /s\"\n"
      "jobs.duration = {}\n",
      1000 * service, params.number("lambda_"), exponential_law(service));
  const std::size_t arm = draft.arm([text](std::uint64_t) { return text; });
  const Probe jct = metric("mean_jct_s");
  draft.measure("completed", arm, metric("jobs_finished"));
  draft.measure("utilisation", arm, metric("utilisation"));
  draft.measure("mean_W_defined", arm,
                {[=](const Seen& seen) { return std::isnan(jct(seen)) ? 0.0 : 1.0; }, false});
}

void plan_little(Inputs& params, const Tolerance&, Draft& draft) {
  params.expect("applies_to", {"every queue scenario"});
  const Station mm1{.rate = 0.9, .service = exponential_law(1)};
  Station loss{.rate = 4, .service = exponential_law(1), .servers = 3};
  loss.places = 3;
  Station impatient{.rate = 10, .service = exponential_law(1), .servers = 8};
  impatient.patience = exponential_law(2);
  const Station sized{.rate = 0.8,
                      .service = R"({ law = "lognormal", mean = "1 s", cv2 = 3 })",
                      .scheduling = "sjf"};
  const std::vector<std::pair<std::string_view, Station>> stations{
      {"M/M/1", mm1}, {"M/M/3/6", loss}, {"M/M/8+M", impatient}, {"M/G/1 SJF", sized}};
  for (const auto& [name, shape] : stations) {
    Station station = shape;
    station.drains = true;
    const std::size_t arm =
        draft.arm([station](std::uint64_t) { return station_text(station, 20000); });
    draft.measure("max_rel_gap", arm, little_gap(), name);
  }
}

}  // namespace souk::oracles
