#include <array>
#include <sstream>

#include <catch2/catch.hpp>

#include "models/traces/statistics.hpp"
#include "tests/models/traces/trace_fixtures.hpp"

using namespace souk;

namespace {

const std::string fixture =
    "; Version: 2.2\n"
    "; UnixStartTime: 1000000000\n"
    "; MaxProcs: 64\n"
    ";\n"
    "   1   0    5  100   4 -1 -1   8  600 -1  1  3  1 7 -1 -1 -1 -1\n"
    "   2  10   -1    0  -1 -1 -1  16   -1 -1 -1 -1 -1 -1 -1 -1 -1 -1\n"
    "   3  10    0  600   1 -1 -1  -1  600 -1  0 12  2 -1 -1 -1 -1 -1\n"
    "   4  20   30   -1   2 -1 -1   2   -1 -1  5  3  1 -1 -1 -1 -1 -1\n"
    "   5  25    0   50   2 -1 -1   2   -1 -1  2  3  1 -1 -1 -1 -1 -1\n"
    "   6  30    1   60   2 -1 -1   2  900 -1  5  3  1 -1 -1 -1 -1 -1\n";

void check_same(const Trace& a, const Trace& b) {
  CHECK(a.users == b.users);
  CHECK(a.groups == b.groups);
  CHECK(a.epoch == b.epoch);
  REQUIRE(a.jobs.size() == b.jobs.size());
  std::size_t different = 0;
  for (std::size_t i = 0; i < a.jobs.size(); ++i)
    different += same_job(a.jobs[i], b.jobs[i]) ? 0 : 1;
  CHECK(different == 0);
}

// Fields 2, 3, 4, 9, 12, 13 (submit, wait, run, requested time, user, group) of each job line, as
// numbers.
std::vector<std::array<double, 6>> fields_of(const std::string& text) {
  std::vector<std::array<double, 6>> rows;
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == ';') continue;
    std::istringstream in{line};
    std::vector<double> all;
    for (double x = 0; in >> x;) all.push_back(x);
    rows.push_back({all.at(1), all.at(2), all.at(3), all.at(8), all.at(11), all.at(12)});
  }
  return rows;
}

}  // namespace

TEST_CASE("SWF fields become jobs as the standard says", "[traces]") {
  const Trace trace = read_trace(fixture, "log.swf", "auto");
  CHECK(trace.format == "swf");
  CHECK(trace.epoch == 1000000000);
  REQUIRE(trace.jobs.size() == 4);
  CHECK(trace.jobs[0].gpus == 4);  // allocated, not the 8 requested
  CHECK(trace.jobs[0].start == Seconds{5});
  CHECK(trace.jobs[0].estimate == Seconds{600});
  CHECK(trace.jobs[1].gpus == 16);  // requested, since allocated is -1
  CHECK(trace.jobs[1].duration == Seconds{0});
  CHECK(std::isnan(trace.jobs[1].start.value));
  CHECK(std::isnan(trace.jobs[1].estimate.value));
  CHECK(trace.users == std::vector<std::string>{"3", "unknown", "12"});
  CHECK(trace.groups == std::vector<std::string>{"1", "2"});
  CHECK(trace.jobs[1].user == 1);
  CHECK(trace.jobs[1].group == -1);
  CHECK_FALSE(trace.jobs[0].censored);
  CHECK(trace.jobs[2].censored);        // failed, having run all of its requested time
  CHECK_FALSE(trace.jobs[3].censored);  // cancelled before its limit
  REQUIRE(trace.refused.size() == 2);
  CHECK(trace.refused[0].line == 8);
  CHECK(trace.refused[0].reason == "cancelled before it started");
  CHECK(trace.refused[1].line == 9);
  CHECK(trace.refused[1].reason ==
        "a partial execution (status 2, 3 or 4); the whole job has a line of its own");
}

TEST_CASE("SWF jobs cancelled before they started are left out, however many", "[traces]") {
  const std::string cancelled = " 0 9 -1 -1 -1 -1 2 -1 -1 5 1 1 -1 -1 -1 -1 -1\n";
  const std::string ran = "4 0 0 10 1 -1 -1 -1 -1 -1 1 1 1 -1 -1 -1 -1 -1\n";
  const Trace trace =
      read_trace("1" + cancelled + "2" + cancelled + "3" + cancelled + ran, "t", "swf");
  CHECK(trace.jobs.size() == 1);
  CHECK(trace.refused.size() == 3);
  // One that ended otherwise has to say how long it ran.
  const Trace failed =
      read_trace(ran + "1 0 9 -1 1 -1 -1 2 -1 -1 0 1 1 -1 -1 -1 -1 -1\n", "t", "swf");
  REQUIRE(failed.refused.size() == 1);
  CHECK(failed.refused[0].reason == "the run time (field 4) is unknown");
}

TEST_CASE("where SWF says 0 processors were allocated, those requested count", "[traces]") {
  const Trace trace = read_trace("1 0 0 10 0 -1 -1 8 -1 -1 1 1 1 -1 -1 -1 -1 -1\n", "t", "swf");
  REQUIRE(trace.jobs.size() == 1);
  CHECK(trace.jobs[0].gpus == 8);
}

TEST_CASE("a requested time that is unknown censors nobody", "[traces]") {
  const Trace trace = read_trace("1 0 0 10 1 -1 -1 -1 -1 -1 0 1 1 -1 -1 -1 -1 -1\n", "t", "swf");
  CHECK_FALSE(trace.jobs[0].censored);
}

TEST_CASE("SWF imported, exported and imported again is the same trace", "[traces]") {
  const Trace first = read_trace(fixture, "log.swf", "swf");
  const std::string text = write_swf(first);
  check_same(first, read_trace(text, "log.swf", "auto"));
  CHECK(write_swf(read_trace(text, "log.swf", "swf")).substr(text.find("\n1 ")) ==
        text.substr(text.find("\n1 ")));
}

TEST_CASE("a job stopped before its limit is a failed one once it was written as SWF", "[traces]") {
  const Trace stopped = read_trace(
      "submit_s,duration_s,gpus,estimate_s,state\n0,10,1,60,node_fail\n0,60,1,60,timeout\n", "t",
      "native");
  const Trace again = read_trace(write_swf(stopped), "t", "swf");
  CHECK(stopped.jobs[0].censored);
  CHECK_FALSE(again.jobs[0].censored);
  CHECK(again.jobs[1].censored);
}

TEST_CASE("names that are no numbers are numbered in SWF, and the header says who is who",
          "[traces]") {
  const Trace named = read_trace(
      "submit_s,duration_s,gpus,user,group\n0,1.5,1,ann,7\n2,3,1,bob,8\n4,3,1,,\n", "t", "native");
  const std::string text = write_swf(named);
  CHECK(text.find("; Note: user 2 is bob\n") != std::string::npos);
  CHECK(text.find("; Note: group") == std::string::npos);  // 7 and 8 are numbers already
  CHECK(text.find("; Note: times of 1 jobs were rounded to whole seconds\n") != std::string::npos);
  const Trace again = read_trace(text, "t", "swf");
  CHECK(again.users == std::vector<std::string>{"1", "2", "unknown"});
  CHECK(again.groups == std::vector<std::string>{"7", "8"});
  CHECK(again.jobs[0].duration == Seconds{2});  // 1.5, half to even
  CHECK(again.jobs[2].group == -1);
}

TEST_CASE("an SWF line with a wrong number of fields is refused, a cut last line is a fault",
          "[traces]") {
  const std::string good = "1 0 0 10 1 -1 -1 -1 -1 -1 0 1 1 -1 -1 -1 -1 -1\n";
  const Trace trace = read_trace(good + "2 0 0 10\n", "t", "swf");
  REQUIRE(trace.refused.size() == 1);
  CHECK(trace.refused[0].reason == "4 fields; SWF has 18");
  CHECK(fault_of(good + "2 0 0 10", "swf") == "t:2: the last row is cut off: 4 of 18 fields");
  CHECK(fault_of("; UnixStartTime: soon\n" + good, "swf") ==
        "t:1: UnixStartTime is \"soon\"; seconds since 1970 are needed");
}

// Expected values: data/README.md of the shared data, computed there with pandas and scipy from the
// same file.
TEST_CASE("the NASA iPSC log has the published statistics", "[traces][oracle]") {
  const auto text = data_text("swf_nasa_ipsc/NASA-iPSC-1993-3.1-cln.swf");
  if (!text) return;
  const Trace trace = read_trace(*text, "nasa.swf", "auto");
  CHECK(trace.jobs.size() == 18239);
  CHECK(trace.refused.empty());
  CHECK(trace.users.size() == 69);
  CHECK(trace.epoch == 749458803);
  const TraceStatistics s = trace_statistics(trace);
  CHECK(s.span / 86400 == Approx(92.0).margin(0.05));
  CHECK(s.durations.mean == Approx(764.9).margin(0.05));
  CHECK(s.durations.median == 86);
  CHECK(s.durations.p99 == Approx(10930).margin(5));  // given to four digits
  CHECK(s.durations.zeros == 173);
  CHECK(s.lognormal.mu == Approx(4.6821).margin(5e-5));
  CHECK(s.lognormal.sigma == Approx(1.8222).margin(5e-5));
  CHECK(s.gaps.mean == Approx(435.8).margin(0.05));
  CHECK(s.gaps.median == 90);
  CHECK(s.gpu_hours == Approx(131732.78).margin(5e-3));
  CHECK(s.waits.count == 0);
  const std::map<int, std::size_t> jobs{{1, 4935},  {2, 1763},  {4, 2683},  {8, 1793},
                                        {16, 1780}, {32, 3662}, {64, 1203}, {128, 420}};
  REQUIRE(s.sizes.size() == jobs.size());
  for (const auto& [gpus, count] : jobs) CHECK(s.sizes.at(gpus).jobs == count);
}

TEST_CASE("the NASA iPSC log imported, exported and imported again is the same trace",
          "[traces][oracle]") {
  const auto text = data_text("swf_nasa_ipsc/NASA-iPSC-1993-3.1-cln.swf");
  if (!text) return;
  const Trace first = read_trace(*text, "nasa.swf", "swf");
  const std::string exported = write_swf(first);
  check_same(first, read_trace(exported, "nasa.swf", "swf"));
  CHECK(fields_of(exported) == fields_of(*text));
}
