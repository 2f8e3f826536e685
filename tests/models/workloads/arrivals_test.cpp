#include "models/workloads/arrivals.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>

#include "models/workloads/hourly_profile.hpp"
#include "small_scenario.hpp"

using namespace souk;

namespace {

ConsumerSpec consumer_with(ArrivalProcess process, double rate = 0) {
  ConsumerSpec consumer = small_consumer("team");
  consumer.jobs.process = process;
  consumer.jobs.rate = PerSecond{rate};
  return consumer;
}

std::vector<double> gaps(const std::vector<double>& instants) {
  std::vector<double> result;
  double last = 0;
  for (const double instant : instants) {
    result.push_back(instant - last);
    last = instant;
  }
  return result;
}

double sum(const std::vector<double>& xs) {
  double total = 0;
  for (const double x : xs) total += x;
  return total;
}

/// sqrt(n) times the Kolmogorov-Smirnov distance from the unit exponential law; > 1.95 has chance
/// 0.001.
double distance_from_exponential(std::vector<double> xs) {
  std::sort(xs.begin(), xs.end());
  const auto n = static_cast<double>(xs.size());
  double distance = 0;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    const double below = 1 - std::exp(-xs[i]);
    const auto rank = static_cast<double>(i);
    distance = std::max({distance, below - rank / n, (rank + 1) / n - below});
  }
  return distance * std::sqrt(n);
}

}  // namespace

TEST_CASE("a Poisson process has independent exponential gaps of mean 1 / rate",
          "[workloads][oracle]") {
  const Scenario scenario = small_scenario({consumer_with(ArrivalProcess::poisson, 0.5)});
  Demand demand{scenario, 1, 0};
  std::vector<double> units = gaps(arrivals(demand, 0, 50'000));
  for (double& gap : units) gap *= 0.5;
  CHECK(distance_from_exponential(units) < 1.95);
  // Lag-1 correlation of n independent values has s.d. 1 / sqrt(n).
  double product = 0;
  for (std::size_t i = 1; i < units.size(); ++i) product += (units[i] - 1) * (units[i - 1] - 1);
  CHECK(std::fabs(product / std::sqrt(50'000.0)) < 4);
}

TEST_CASE("a rate of 0 brings nobody", "[workloads][contract]") {
  for (const ArrivalProcess process : {ArrivalProcess::poisson, ArrivalProcess::diurnal,
                                       ArrivalProcess::deterministic, ArrivalProcess::none}) {
    const Scenario scenario = small_scenario({consumer_with(process)});
    Demand demand{scenario, 1, 0};
    CHECK(demand.first(0) == Seconds{infinity});
  }
}

TEST_CASE("a renewal process has the gaps of its law", "[workloads][oracle]") {
  ConsumerSpec consumer = consumer_with(ArrivalProcess::renewal);
  consumer.jobs.interarrival = {LawKind::hyperexponential, 10, 4, 0, {}, {}};
  const Scenario scenario = small_scenario({consumer});
  Demand demand{scenario, 1, 0};
  const std::vector<double> xs = gaps(arrivals(demand, 0, 100'000));
  // Mean 10, s.d. 20: the mean of 1e5 has standard error 0.0632.
  CHECK(sum(xs) / 1e5 == Approx(10).margin(4 * 0.0632));

  consumer.jobs.interarrival = constant_law(10);
  const Scenario even = small_scenario({consumer});
  Demand clockwork{even, 1, 0};
  CHECK(arrivals(clockwork, 0, 3) == std::vector<double>{10, 20, 30});
}

TEST_CASE("a deterministic process begins at 0 and does not drift", "[workloads][oracle]") {
  const Scenario scenario = small_scenario({consumer_with(ArrivalProcess::deterministic, 0.1)});
  Demand demand{scenario, 1, 0};
  const std::vector<double> instants = arrivals(demand, 0, 1'000'001);
  CHECK(instants[0] == 0);
  CHECK(instants[1] == 10);
  CHECK(instants[1'000'000] == 1e7);  // a sum of tenths would be off by 1e-4
}

TEST_CASE("arrivals stop at the horizon and at the limit of jobs", "[workloads][contract]") {
  ConsumerSpec consumer = consumer_with(ArrivalProcess::deterministic, 1);
  Scenario scenario = small_scenario({consumer});
  scenario.general.horizon = Seconds{3};
  Demand cut{scenario, 1, 0};
  CHECK(arrivals(cut, 0, 100) == std::vector<double>{0, 1, 2});

  consumer.jobs.limit = 2;
  const Scenario limited = small_scenario({consumer});
  Demand few{limited, 1, 0};
  CHECK(arrivals(few, 0, 100) == std::vector<double>{0, 1});
}

TEST_CASE("each customer of a closed process thinks, submits, waits and thinks again",
          "[workloads][contract]") {
  ConsumerSpec consumer = consumer_with(ArrivalProcess::closed);
  consumer.jobs.population = 3;
  consumer.jobs.think = constant_law(5);
  consumer.jobs.limit = 4;
  const Scenario scenario = small_scenario({consumer});
  Demand demand{scenario, 1, 0};
  for (int customer = 0; customer < 3; ++customer) CHECK(demand.first(0) == Seconds{5});
  CHECK(demand.first(0) == Seconds{infinity});
  CHECK(demand.next(0, Seconds{5}) == Seconds{infinity});
  CHECK(demand.after_final(0, Seconds{100}) == Seconds{105});
  CHECK(demand.after_final(0, Seconds{200}) == Seconds{infinity});  // the limit of 4 jobs

  const Scenario open = small_scenario({consumer_with(ArrivalProcess::poisson, 1)});
  Demand other{open, 1, 0};
  other.first(0);
  CHECK(other.after_final(0, Seconds{100}) == Seconds{infinity});
}

TEST_CASE("a customer who thinks past the horizon hides none of the others",
          "[workloads][contract]") {
  ConsumerSpec consumer = consumer_with(ArrivalProcess::closed);
  consumer.jobs.population = 1000;
  consumer.jobs.think = exponential_law(10);
  Scenario scenario = small_scenario({consumer});
  scenario.general.horizon = Seconds{10};
  Demand demand{scenario, 1, 0};
  int come = 0;
  while (demand.first(0) < Seconds{infinity}) ++come;
  // Each comes with chance 1 - 1/e: 632 of 1000, s.d. 15.2.
  CHECK(std::abs(come - 632) < 4 * 15.2);
}

TEST_CASE("a profile is inverted exactly, by hand", "[workloads][oracle]") {
  // Weight 2 in hours 0..11 and 0 in hours 12..23: a day holds 86,400 s of weight.
  std::vector<double> half(24, 0.0);
  std::fill_n(half.begin(), 12, 2.0);
  const HourlyProfile day{half, std::nullopt};
  CHECK(day.after(Seconds{0}, 3600) == Seconds{1800});
  CHECK(day.after(Seconds{43'000}, 200) == Seconds{43'100});
  CHECK(day.after(Seconds{43'000}, 600) ==
        Seconds{86'500});  // 400 until noon, then 200 at weight 2
  CHECK(day.after(Seconds{50'000}, 2) == Seconds{86'401});
  CHECK(day.after(Seconds{100}, 10 * 86'400.0) == Seconds{864'100});
  const HourlyProfile flat{{}, 12345};
  CHECK(flat.after(Seconds{777}, 50).value == Approx(827).epsilon(1e-12));
}

TEST_CASE("a profile is read on the wall clock of the epoch", "[workloads][oracle]") {
  // 2024-01-01 00:00 was a Monday: 1,704,067,200 s after 1970-01-01. All weight is in Monday's hour
  // 0.
  constexpr std::int64_t monday = 1'704'067'200;
  std::vector<double> week(168, 0.0);
  week[0] = 168;
  CHECK(HourlyProfile{week, monday}.after(Seconds{0}, 168) == Seconds{1});
  CHECK(HourlyProfile{week, monday + 3600}.after(Seconds{0}, 168) == Seconds{604'800 - 3600 + 1});
  CHECK(HourlyProfile{week, monday - 100}.after(Seconds{0}, 168) == Seconds{101});
  // Days: 06:30, weight in hour 6 only. Before 1970 too: -63,000 s is 06:30 of 1969-12-31.
  std::vector<double> six(24, 0.0);
  six[6] = 24;
  CHECK(HourlyProfile{six, monday + 23'400}.after(Seconds{0}, 24 * 1800.0 + 24) ==
        Seconds{86'400 - 1800 + 1});
  CHECK(HourlyProfile{six, -63'000}.after(Seconds{0}, 24) == Seconds{1});
  CHECK(HourlyProfile{six, std::nullopt}.after(Seconds{0}, 24) == Seconds{6 * 3600 + 1});
}

TEST_CASE("a diurnal process is a Poisson process on the clock of its profile",
          "[workloads][oracle]") {
  // Time rescaling: the integral of the rate between arrivals is a unit exponential variable.
  ConsumerSpec consumer = consumer_with(ArrivalProcess::diurnal, 1.0 / 600);
  std::vector<double> weights;
  for (int hour = 0; hour < 168; ++hour) weights.push_back(hour % 24 < 8 ? 0.25 : 1.375);
  consumer.jobs.profile = weights;  // mean (8 x 0.25 + 16 x 1.375) / 24 = 1
  const Scenario scenario = small_scenario({consumer});
  Demand demand{scenario, 7, 0};
  const std::vector<double> instants = arrivals(demand, 0, 40'000);

  const auto integral = [&](double t) {
    const double days = std::floor(t / 86'400);
    const double rest = t - days * 86'400;
    return (days * 86'400 + std::min(rest, 28'800.0) * 0.25 +
            std::max(0.0, rest - 28'800) * 1.375) /
           600;
  };
  std::vector<double> units;
  double last = 0;
  for (const double instant : instants) {
    units.push_back(integral(instant) - integral(last));
    last = instant;
  }
  CHECK(distance_from_exponential(units) < 1.95);
  // The share of night arrivals is 8 x 0.25 / 24 = 1/12: s.d. of the count sqrt(n 11) / 12 = 55.3.
  const auto at_night = std::count_if(instants.begin(), instants.end(),
                                      [](double t) { return std::fmod(t, 86'400) < 28'800; });
  CHECK(std::fabs(static_cast<double>(at_night) - 40'000.0 / 12) < 4 * 55.3);
}
