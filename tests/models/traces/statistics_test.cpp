#include "models/traces/statistics.hpp"

#include <cmath>
#include <cstdint>
#include <string>

#include <catch2/catch.hpp>

#include "tests/models/traces/trace_fixtures.hpp"

using namespace souk;

// By hand, with linear interpolation at (n - 1) p of 1 2 3 4 10: median at 2 -> 3, p90 at 3.6 -> 4
// + 0.6 * 6, p99 at 3.96 -> 4 + 0.96 * 6. Mean 4, squares 9 + 4 + 1 + 0 + 36 = 50, deviation
// sqrt(50 / 4).
TEST_CASE("quantiles, mean and variation are those worked by hand", "[traces][oracle]") {
  const Spread spread = spread_of({3, 1, 10, 2, 4});
  CHECK(spread.count == 5);
  CHECK(spread.mean == 4);
  CHECK(spread.median == 3);
  CHECK(spread.p90 == Approx(7.6));
  CHECK(spread.p99 == Approx(9.76));
  CHECK(spread.least == 1);
  CHECK(spread.most == 10);
  CHECK(spread.cv == Approx(std::sqrt(12.5) / 4));
  CHECK(spread.zeros == 0);
}

TEST_CASE("what is undefined is NaN", "[traces]") {
  CHECK(std::isnan(spread_of({}).mean));
  CHECK(std::isnan(spread_of({}).median));
  CHECK(std::isnan(spread_of({5}).cv));
  CHECK(std::isnan(spread_of({0, 0}).cv));
  CHECK(std::isnan(fit_lognormal({0}).mu));
  CHECK(std::isnan(fit_weibull({2, 2}).shape));
}

// Numbers at the plotting points F = (i - 1/2) / n of a known law: the fit goes to the law as n
// grows.
TEST_CASE("the Weibull fit finds the law that the numbers were spaced by", "[traces][oracle]") {
  const double shape = GENERATE(0.4, 1.0, 3.0);
  std::vector<double> numbers{0};  // zeros are no part of the fit
  constexpr int n = 20000;
  for (int i = 0; i < n; ++i)
    numbers.push_back(50 * std::pow(-std::log1p(-(i + 0.5) / n), 1 / shape));
  const WeibullFit fit = fit_weibull(numbers);
  CAPTURE(shape);
  CHECK(fit.shape == Approx(shape).epsilon(2e-3));
  CHECK(fit.scale == Approx(50).epsilon(2e-3));
}

// ln of e^1 and e^3: mean 2, deviation 1.
TEST_CASE("the lognormal fit is the mean and deviation of the logarithms", "[traces][oracle]") {
  const LognormalFit fit = fit_lognormal({std::exp(1.0), std::exp(3.0), 0});
  CHECK(fit.mu == Approx(2));
  CHECK(fit.sigma == Approx(1));
}

// Jobs (submit, duration, GPUs): (0, 10, 2), (10, 10, 3), (15, 5, 4), (20, 0, 50). The first has
// left when the second starts; 3 + 4 from 15 to 20; the last takes no time. GPU time 20 + 30 + 20 =
// 70 s over a span of 20 s.
TEST_CASE("the load without a queue is the one worked by hand", "[traces][oracle]") {
  const Trace trace = read_trace(
      "submit_s,duration_s,gpus,start_s\n0,10,2,1\n10,10,3,\n15,5,4,\n20,0,50,22\n", "t", "native");
  const TraceStatistics s = trace_statistics(trace);
  CHECK(s.peak_busy == 7);
  CHECK(s.mean_busy == Approx(3.5));
  CHECK(s.gpu_hours == Approx(70.0 / 3600));
  CHECK(s.gaps.mean == Approx(20.0 / 3));
  CHECK(s.waits.count == 2);
  CHECK(s.waits.mean == 1.5);
  const std::string audit = audit_report(trace, 2);
  INFO(audit);
  CHECK(audit.find("rho 1.75 of 2 GPUs: more than they can serve") != std::string::npos);
  CHECK(audit.find("3 jobs ask for more than 2 GPUs and can never run") != std::string::npos);
  CHECK(audit_report(trace, 0).find("rho") == std::string::npos);
}

// Jobs (submit, duration, GPUs): (0, 100, 2), (10, 100, 1). From 0 to 10 two GPUs are busy, and
// three from 10 on, the instant of the last submission. GPU time 300 s over a span of 10 s.
TEST_CASE("jobs that outlast the span count in its load, not in its busy GPUs",
          "[traces][oracle]") {
  const Trace trace = read_trace("submit_s,duration_s,gpus\n0,100,2\n10,100,1\n", "t", "native");
  const TraceStatistics s = trace_statistics(trace);
  CHECK(s.mean_busy == Approx(2));
  CHECK(s.peak_busy == 3);
  CHECK(s.offered == Approx(30));
  const std::string audit = audit_report(trace, 40);
  INFO(audit);
  CHECK(audit.find("mean 2 GPUs busy over the span, peak 3") != std::string::npos);
  CHECK(audit.find("rho 0.75 of 40 GPUs\n") != std::string::npos);
}

TEST_CASE("the mean of the busy GPUs never exceeds their peak", "[traces]") {
  for (std::uint32_t seed = 1; seed <= 200; ++seed) {
    std::uint32_t state = seed;
    const auto draw = [&state](std::uint32_t most) {
      state = state * 1664525U + 1013904223U;
      return (state >> 16U) % (most + 1);
    };
    std::string text = "submit_s,duration_s,gpus\n";
    for (std::uint32_t job = 0; job <= seed % 7; ++job)
      text += std::to_string(draw(20)) + "," + std::to_string(draw(60)) + "." +
              std::to_string(draw(9)) + "," + std::to_string(1 + draw(4)) + "\n";
    CAPTURE(text);
    const TraceStatistics s = trace_statistics(read_trace(text, "t", "native"));
    CHECK((std::isnan(s.mean_busy) || s.mean_busy <= static_cast<double>(s.peak_busy)));
  }
}

TEST_CASE("one job alone has an audit, with what is undefined called so", "[traces]") {
  const std::string audit =
      audit_report(read_trace("submit_s,duration_s,gpus\n0,0,1\n", "t", "native"), 8);
  INFO(audit);
  CHECK(audit.find("inter-arrival mean undefined") != std::string::npos);
  CHECK(audit.find("nan") == std::string::npos);
}

// One GPU-second is 1 / 3600 = 0.00027777... GPU-hours; 36 of them are 0.01.
TEST_CASE("the audit shows three digits of what is small", "[traces]") {
  const auto gpu_hours = [](const std::string& seconds) {
    const std::string audit = audit_report(
        read_trace("submit_s,duration_s,gpus\n0," + seconds + ",1\n", "t", "native"), 0);
    const std::size_t at = audit.find("GPU-hours     ") + 14;
    return audit.substr(at, audit.find('\n', at) - at);
  };
  CHECK(gpu_hours("1") == "0.000278");
  CHECK(gpu_hours("36") == "0.01");
  CHECK(gpu_hours("37") == "0.01");
  CHECK(gpu_hours("3600") == "1");
  CHECK(gpu_hours("0") == "0");
}

TEST_CASE("the audit lists ten refused rows with their lines and counts the others", "[traces]") {
  std::string text = "submit_s,duration_s,gpus\n";
  for (int i = 0; i < 12; ++i) text += "0,1,1\n0,1,x\n";
  const std::string audit = audit_report(read_trace(text, "t.csv", "native"), 0);
  INFO(audit);
  CHECK(audit.find("rows          24, jobs 12, not taken 12\n  t.csv:3: gpus is \"x\"") !=
        std::string::npos);
  CHECK(audit.find("t.csv:21:") != std::string::npos);
  CHECK(audit.find("t.csv:23:") == std::string::npos);
  CHECK(audit.find("  and 2 more\n") != std::string::npos);
}

TEST_CASE("jobs equal in every field are counted, those that differ in one are not", "[traces]") {
  const Trace trace =
      read_trace("submit_s,duration_s,gpus,user\n0,1,1,a\n0,1,1,b\n0,1,1,a\n0,1,2,a\n0,1,1,a\n",
                 "t", "native");
  CHECK(trace_statistics(trace).repeated == 2);
}
