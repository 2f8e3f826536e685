#include <catch2/catch.hpp>

#include "models/traces/statistics.hpp"
#include "tests/models/traces/trace_fixtures.hpp"

using namespace souk;

namespace {

const std::string header = "timestamp,duration,num_gpus,gpu_time,cluster\n";

bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a philly trace counts time from its first submission and keeps duplicates", "[traces]") {
  const Trace trace = read_trace(header +
                                     "2017-10-09 07:01:55,66.0,1,66.0,11cb48\n"
                                     "2017-10-09 07:01:45,10.0,4,40.0,6214e9\n"
                                     "2017-10-09 07:01:55,66.0,1,66.0,11cb48\n\n",
                                 "p.csv", "auto");
  CHECK(trace.format == "philly");
  REQUIRE(trace.jobs.size() == 3);
  CHECK(trace.rows == 3);
  CHECK_FALSE(trace.was_sorted);
  CHECK(trace.jobs[0].submit == Seconds{0});
  CHECK(trace.jobs[0].gpus == 4);
  CHECK(trace.jobs[1].submit == Seconds{10});
  CHECK(same_job(trace.jobs[1], trace.jobs[2]));
  // 2017-10-09 is day 17448 after 1970-01-01: 47 years of 365 days, 12 leap days (1972 ... 2016),
  // and day 282 of 2017 (273 days to the end of September, 9th), counted from 0: 17155 + 12 + 281.
  CHECK(trace.epoch == std::int64_t{17448} * 86400 + 7 * 3600 + 1 * 60 + 45);
  CHECK(trace.users == std::vector<std::string>{"6214e9", "11cb48"});
  CHECK(trace.groups == trace.users);
  CHECK(trace.jobs[1].user == 1);
  CHECK(trace.jobs[1].group == 1);
}

TEST_CASE("a philly row whose gpu_time is not duration x num_gpus is refused", "[traces]") {
  const Trace trace = read_trace(header +
                                     "2017-10-09 07:01:55,66.0,2,132.0,a\n"
                                     "2017-10-09 07:01:55,66.0,2,131.0,a\n"
                                     "2017-02-29 07:01:55,66.0,1,66.0,a\n"
                                     "2017-10-09 07:01:55,66.0,1,66.0,a\n",
                                 "p.csv", "philly");
  REQUIRE(trace.refused.size() == 2);
  CHECK(trace.refused[0].line == 3);
  CHECK(trace.refused[0].reason == "gpu_time is 131; duration x num_gpus is 132");
  CHECK(trace.refused[1].line == 4);
  CHECK(trace.refused[1].reason ==
        "timestamp is \"2017-02-29 07:01:55\"; a date YYYY-MM-DD HH:MM:SS is needed");
}

// Expected values: data/README.md of the shared data, computed there with pandas and scipy from the
// same file.
TEST_CASE("the philly trace has the published statistics", "[traces][oracle]") {
  const auto text = data_text("philly/philly.csv");
  if (!text) return;
  const Trace trace = read_trace(*text, "philly.csv", "auto");
  CHECK(trace.jobs.size() == 82247);
  CHECK(trace.rows == 82247);
  CHECK(trace.refused.empty());
  CHECK(trace.users.size() == 15);
  CHECK(trace.groups.size() == 15);
  CHECK_FALSE(trace.was_sorted);
  const TraceStatistics s = trace_statistics(trace);
  CHECK(s.repeated == 65);
  CHECK(s.durations.mean == Approx(13135.931).margin(5e-4));
  CHECK(s.durations.median == 1144);
  CHECK(s.durations.p90 == Approx(11264.8).margin(5e-2));
  CHECK(s.durations.p99 == Approx(254758).margin(0.5));
  CHECK(s.durations.most == Approx(4.628e6).margin(500));
  CHECK(s.durations.least == 1);
  CHECK(s.lognormal.mu == Approx(6.7909).margin(5e-5));
  CHECK(s.lognormal.sigma == Approx(2.1555).margin(5e-5));
  CHECK(s.weibull.shape == Approx(0.433).margin(5e-4));
  CHECK(s.weibull.scale == Approx(2692).margin(0.5));
  CHECK(s.gpu_hours == Approx(978078).margin(0.5));
  CHECK(s.gaps.mean == Approx(114.4).margin(0.05));
  CHECK(s.gaps.median == 8);
  CHECK(s.gaps.p99 == Approx(601).margin(0.5));
  CHECK(s.gaps.cv == Approx(15.1).margin(0.05));
  CHECK(s.gaps.zeros == 6664);
  CHECK(s.mean_busy == Approx(374).margin(0.5));
  CHECK(s.peak_busy == 1243);
  CHECK(s.by_weekday == std::array<std::size_t, 7>{10136, 12528, 13370, 15114, 16954, 7157, 6988});
  CHECK(s.by_hour[7] == 7159);
  CHECK(s.by_hour[14] == 2185);
  CHECK(s.by_month.at("2017-10") == 47192);
}

TEST_CASE("the sizes of the philly trace are the published ones", "[traces][oracle]") {
  const auto text = data_text("philly/philly.csv");
  if (!text) return;
  const TraceStatistics s = trace_statistics(read_trace(*text, "philly.csv", "philly"));
  const std::map<int, std::size_t> jobs{{1, 76627}, {2, 1818}, {4, 1870}, {8, 1643}, {12, 7},
                                        {16, 199},  {24, 7},   {32, 67},  {64, 6},   {128, 3}};
  REQUIRE(s.sizes.size() == jobs.size());
  for (const auto& [gpus, count] : jobs) CHECK(s.sizes.at(gpus).jobs == count);
  const std::map<int, double> share{{1, 18.1}, {2, 3.2},   {4, 16.7},
                                    {8, 48.4}, {16, 11.5}, {32, 1.8}};
  for (const auto& [gpus, part] : share)
    CHECK(100 * s.sizes.at(gpus).gpu_hours / s.gpu_hours == Approx(part).margin(0.05));
  const std::map<int, std::pair<double, double>> duration{{1, {8301, 1117}},
                                                          {2, {30942, 21}},
                                                          {4, {78762, 17410}},
                                                          {8, {129775, 23683}},
                                                          {16, {126997, 52548}}};
  for (const auto& [gpus, mean_median] : duration) {
    CHECK(s.sizes.at(gpus).mean_duration == Approx(mean_median.first).margin(0.5));
    CHECK(s.sizes.at(gpus).median_duration == Approx(mean_median.second).margin(0.51));
  }
}

TEST_CASE("the philly audit prints the published statistics", "[traces][oracle]") {
  const auto text = data_text("philly/philly.csv");
  if (!text) return;
  const std::string audit = audit_report(read_trace(*text, "philly.csv", "auto"), 2490);
  INFO(audit);
  for (const char* part :
       {"rows          82247, jobs 82247, not taken 0", "users         15", "groups        15",
        "65 rows are equal", "2017-09-04 10:30:41 to 2017-12-22 08:02:11",
        "mean 13135.931, median 1144, p90 11264.8", "93.2 %", "mu 6.7909, sigma 2.1555",
        "shape 0.433", "peak 1243", "zeros 6664", "Mon 10136  Tue 12528", "07h 7159", "14h 2185",
        "2017-10 47192", "of 2490 GPUs", "not in order of submission"})
    CHECK(mentions(audit, part));
}
