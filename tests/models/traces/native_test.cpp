#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "tests/models/traces/trace_fixtures.hpp"

using namespace souk;

TEST_CASE("a native trace with the three required columns is read", "[traces]") {
  const Trace trace =
      read_trace("submit_s,duration_s,gpus\n0,60,1\n5.5,1e3,8\n", "dir/a.csv", "native");
  REQUIRE(trace.jobs.size() == 2);
  CHECK(trace.file == "a.csv");
  CHECK(trace.format == "native");
  CHECK(trace.jobs[1].submit == Seconds{5.5});
  CHECK(trace.jobs[1].duration == Seconds{1000});
  CHECK(trace.jobs[1].gpus == 8);
  CHECK(trace.users == std::vector<std::string>{"unknown"});
  CHECK(trace.jobs[0].group == -1);
  CHECK(std::isnan(trace.jobs[0].estimate.value));
  CHECK(std::isnan(trace.jobs[0].start.value));
  CHECK(trace.rows == 2);
  CHECK(trace.was_sorted);
  CHECK_FALSE(trace.epoch);
}

TEST_CASE("native columns stand in any order and empty optional cells are unknown", "[traces]") {
  const Trace trace = read_trace(
      "gpus,user,state,submit_s,model,duration_s,group,estimate_s,start_s,value_credit,budget_"
      "credit,deadline_s,"
      "patience_s,device,dataset,id\n"
      "2,ann,timeout,10,m1,20,lab,30,12,4.5,6,100,50,h100,d1,7\n"
      "1,,,11,,21,,,,,,,,,,8\n",
      "t", "auto");
  REQUIRE(trace.jobs.size() == 2);
  const TraceJob& full = trace.jobs[0];
  CHECK(trace.users == std::vector<std::string>{"ann", "unknown"});
  CHECK(trace.groups == std::vector<std::string>{"lab"});
  CHECK(trace.words == std::vector<std::string>{"h100", "d1", "m1"});
  CHECK(full.gpus == 2);
  CHECK(full.estimate == Seconds{30});
  CHECK(full.start == Seconds{12});
  CHECK(full.value == 4.5);
  CHECK(full.budget == 6);
  CHECK(full.deadline == Seconds{100});
  CHECK(full.patience == Seconds{50});
  CHECK(full.device == 0);
  CHECK(full.dataset == 1);
  CHECK(full.model == 2);
  CHECK(full.censored);
  const TraceJob& bare = trace.jobs[1];
  CHECK(bare.user == 1);
  CHECK(bare.group == -1);
  CHECK(bare.device == -1);
  CHECK(std::isnan(bare.value));
  CHECK(std::isnan(bare.deadline.value));
  CHECK_FALSE(bare.censored);
}

TEST_CASE("rows out of order are sorted, equal times keep their row order, and both are said",
          "[traces]") {
  const Trace trace =
      read_trace("submit_s,duration_s,gpus\n9,1,1\n3,2,1\n9,3,1\n3,4,1\n", "t", "native");
  std::vector<double> order;
  for (const TraceJob& job : trace.jobs) order.push_back(job.duration.value);
  CHECK(order == std::vector<double>{2, 4, 1, 3});
  CHECK_FALSE(trace.was_sorted);
  REQUIRE(!trace.assumptions.empty());
  CHECK(trace.assumptions.back().find("not in order of submission") != std::string::npos);
}

TEST_CASE("an unknown native column is a fault with the nearest known name", "[traces]") {
  CHECK_THAT(fault_of("submit_s,duration,gpus\n0,1,1\n"),
             Catch::StartsWith("t:1: unknown column \"duration\"; did you mean \"duration_s\"?"));
  CHECK_THAT(fault_of("submit_s,gpus\n0,1\n"), Catch::StartsWith("t:1: no column \"duration_s\""));
  CHECK_THAT(fault_of("submit_s,duration_s,gpus,gpus\n0,1,1,1\n"),
             Catch::StartsWith("t:1: column \"gpus\" is named twice"));
}

TEST_CASE("a bad row is refused with its line and reason, the others are taken", "[traces]") {
  const Trace trace = read_trace(
      "submit_s,duration_s,gpus,start_s\n0,1,1,\n1,-5,1,\n2,1,0,\n3,1,1,2\n4,1,1,4\n5,1,1,6\n6,1,1,"
      "\n",
      "t", "native");
  CHECK(trace.jobs.size() == 4);
  REQUIRE(trace.refused.size() == 3);
  CHECK(trace.rows == 7);
  CHECK(trace.refused[0].line == 3);
  CHECK(trace.refused[0].reason == "duration_s is \"-5\"; a number from 0 to 1e+09 is needed");
  CHECK(trace.refused[1].line == 4);
  CHECK(trace.refused[1].reason == "gpus is \"0\"; a whole number from 1 to 1e+06 is needed");
  CHECK(trace.refused[2].line == 5);
  CHECK(trace.refused[2].reason == "start_s 2 is before submit_s 3");
}

TEST_CASE("half of the rows may be refused, one more may not", "[traces]") {
  const std::string head = "submit_s,duration_s,gpus\n0,1,1\n0,x,1\n";
  CHECK(read_trace(head, "t", "native").refused.size() == 1);
  CHECK(fault_of(head + "0,y,1\n") ==
        "t:3: this is no native trace: 2 of 3 rows are refused, at most half may be");
}

TEST_CASE("durations up to 1e9 s and 1e6 GPUs are taken, more is refused", "[traces]") {
  const Trace trace = read_trace(
      "submit_s,duration_s,gpus\n0,1e9,1000000\n0,1000000000.5,1\n0,1,1000001\n1e9,0,1\n", "t",
      "native");
  CHECK(trace.jobs.size() == 2);
  CHECK(trace.refused.size() == 2);
}

TEST_CASE("a native trace written and read again is the same trace, number for number",
          "[traces]") {
  const Trace first = read_trace(
      "submit_s,duration_s,gpus,user,group,state,value_credit,device,model,start_s\n"
      "0.1,0.30000000000000004,3,\"Lee, \"\"Jr\"\"\",,timeout,1e-7,h100,,0.7\n"
      "7,1e9,1000000,zoe,lab,,,,m,\n"
      "3.3333333333333335,123456789.125,1,,lab,,9e12,a100,m,3.3333333333333335\n"
      "1e-300,0,1,zoe,,,,,,\n",
      "t", "native");
  const std::string text = write_native(first);
  const Trace again = read_trace(text, "t", "auto");
  CHECK(write_native(again) == text);
  CHECK(again.users == first.users);
  CHECK(again.groups == first.groups);
  CHECK(again.words == first.words);
  REQUIRE(again.jobs.size() == first.jobs.size());
  for (std::size_t i = 0; i < first.jobs.size(); ++i) CHECK(same_job(again.jobs[i], first.jobs[i]));
}

TEST_CASE("the writer writes every column that it read, as it read it", "[traces]") {
  const std::string text =
      "submit_s,duration_s,gpus,id,user,group,estimate_s,start_s,state,value_credit,budget_credit,"
      "deadline_s,patience_s,device,dataset,model\n"
      "0,60,1,\"7,a\",ann,lab,90,5,COMPLETED,1.5,2,100,50,h100,d1,m1\n"
      "1,70,2,job-8,bob,,,,timeout,,,,,,,\n"
      "2,80,4,job-8,,,,,failed,,,,,,,\n"
      "3,90,8,,,,,,,,,,,,,m1\n";
  const Trace trace = read_trace(text, "t", "native");
  CHECK(write_native(trace) == text);
  CHECK(trace.ids == std::vector<std::string>{"7,a", "job-8"});
  CHECK(trace.states == std::vector<std::string>{"COMPLETED", "timeout", "failed"});
}

TEST_CASE("ids and states stay with their jobs when rows are sorted", "[traces]") {
  CHECK(write_native(read_trace(
            "state,id,gpus,duration_s,submit_s\nfailed,b,1,2,9\ntimeout,a,1,3,4\n", "t",
            "native")) == "submit_s,duration_s,gpus,id,state\n4,3,1,a,timeout\n9,2,1,b,failed\n");
}

TEST_CASE("the writer leaves out the columns that say nothing", "[traces]") {
  const std::string text = "submit_s,duration_s,gpus\n0,60,1\n5.5,1000,8\n";
  CHECK(write_native(read_trace(text, "t", "native")) == text);
}

// 200,000 names in 2^32 values: n^2 / 2^33 = 4.7 pairs are expected to share eight digits.
TEST_CASE("a salt hides names in every format and never makes two names one", "[traces]") {
  std::string text = "submit_s,duration_s,gpus,user\n0,1,1,\n";
  for (int i = 0; i < 200000; ++i) text += "1,1,1,user" + std::to_string(i) + "\n";
  const Trace trace = read_trace(text, "t", "native", "pepper");
  CHECK(trace.users.size() == 200001);
  CHECK(std::set(trace.users.begin(), trace.users.end()).size() == trace.users.size());
  CHECK(trace.users[0] == "unknown");
  CHECK(trace.users[1].substr(0, 2) == "u-");
  CHECK(trace.users[1].size() == 18);
}

TEST_CASE("a native state that is not known refuses its row", "[traces]") {
  const Trace trace = read_trace(
      "submit_s,duration_s,gpus,state\n0,1,1,RUNNING\n0,1,1,lost\n0,1,1,failed\n", "t", "native");
  CHECK(trace.jobs[0].censored);
  CHECK_FALSE(trace.jobs[1].censored);
  REQUIRE(trace.refused.size() == 1);
  CHECK_THAT(trace.refused[0].reason, Catch::StartsWith("state is \"lost\"; known: BOOT_FAIL") &&
                                          Catch::EndsWith("TIMEOUT, FINISHED, CENSORED"));
}

TEST_CASE("a native state is one of Slurm's, or finished or censored, and censors as there",
          "[traces]") {
  const std::pair<const char*, bool> cases[] = {
      {"completed", false},      {"COMPLETED", false},     {"finished", false}, {"failed", false},
      {"CANCELLED by 7", false}, {"out_of_memory", false}, {"censored", true},  {"running", true},
      {"TIMEOUT", true},         {"DEADLINE", true},       {"node_fail", true}, {"PREEMPTED", true},
      {"boot_fail", true},       {"REQUEUED", true}};
  for (const auto& [state, censored] : cases) {
    CAPTURE(state);
    const Trace trace = read_trace(
        "submit_s,duration_s,gpus,state\n0,1,1," + std::string{state} + "\n", "t", "native");
    REQUIRE(trace.jobs.size() == 1);
    CHECK(trace.jobs[0].censored == censored);
  }
}

TEST_CASE("an id that is repeated is said, and each row stays a job", "[traces]") {
  const Trace trace =
      read_trace("id,submit_s,duration_s,gpus\n7,0,1,1\n7,0,1,1\n,0,1,1\n,0,1,1\n", "t", "native");
  CHECK(trace.jobs.size() == 4);
  CHECK(
      std::ranges::find(trace.assumptions, "1 rows repeat an id; each row is a job of its own.") !=
      trace.assumptions.end());
}

TEST_CASE("every format is listed by name with a line on it", "[traces]") {
  std::vector<std::string_view> names;
  for (const TraceFormat& format : trace_formats()) {
    names.push_back(format.name);
    CHECK(!format.summary.empty());
  }
  CHECK(names == std::vector<std::string_view>{"native", "philly", "swf", "sacct"});
}
