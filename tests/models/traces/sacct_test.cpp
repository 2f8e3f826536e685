#include <catch2/catch.hpp>

#include "models/traces/cell.hpp"
#include "models/traces/sacct_fields.hpp"
#include "tests/models/traces/trace_fixtures.hpp"

using namespace souk;

namespace {

const std::string header =
    "JobIDRaw|User|Account|Partition|QOS|Submit|Eligible|Start|End|State|TimelimitRaw|ReqTRES|"
    "AllocTRES|NNodes\n";

// One row; `times` is Submit|Eligible|Start|End, on 2026-03-02 where only clock times are given.
std::string row(const std::string& id, const std::string& user, const std::string& submit,
                const std::string& start, const std::string& end, const std::string& state,
                const std::string& tres = "cpu=8,gres/gpu=2,node=1",
                const std::string& limit = "60") {
  const auto date = [](const std::string& clock) {
    return clock.size() == 8 ? "2026-03-02T" + clock : clock;
  };
  return id + "|" + user + "|lab|gpu|normal|" + date(submit) + "|" + date(submit) + "|" +
         date(start) + "|" + date(end) + "|" + state + "|" + limit + "|" + tres + "|" +
         (date(start).size() == 19 ? tres : "") + "|1\n";
}

std::string reason_at(const Trace& trace, std::uint64_t line) {
  for (const RefusedRow& refused : trace.refused)
    if (refused.line == line) return refused.reason;
  return "taken";
}

bool assumes(const Trace& trace, const std::string& part) {
  for (const std::string& sentence : trace.assumptions)
    if (sentence.find(part) != std::string::npos) return true;
  return false;
}

}  // namespace

TEST_CASE("a Slurm job has its submission, start, run, limit, GPUs and people", "[traces]") {
  const Trace trace =
      read_trace(header + row("100", "ann", "08:00:00", "08:10:00", "09:00:00", "COMPLETED") +
                     row("101_4", "bob", "08:00:30", "08:00:30", "08:00:31", "FAILED",
                         "cpu=4,gres/gpu:a100=4,gres/gpu=4,mem=8G", "UNLIMITED"),
                 "jobs.txt", "auto");
  CHECK(trace.format == "sacct");
  REQUIRE(trace.jobs.size() == 2);
  CHECK(trace.jobs[0].submit == Seconds{0});
  CHECK(trace.jobs[0].start == Seconds{600});
  CHECK(trace.jobs[0].duration == Seconds{3000});
  CHECK(trace.jobs[0].estimate == Seconds{3600});
  CHECK(trace.jobs[0].gpus == 2);
  CHECK(trace.jobs[0].device == -1);
  CHECK(trace.jobs[1].submit == Seconds{30});
  CHECK(trace.jobs[1].gpus == 4);  // 4 of type a100 are the 4 GPUs, not 4 more
  CHECK(trace.words == std::vector<std::string>{"a100"});
  CHECK(trace.jobs[1].device == 0);
  CHECK(std::isnan(trace.jobs[1].estimate.value));
  CHECK(trace.users == std::vector<std::string>{"ann", "bob"});
  CHECK(trace.groups == std::vector<std::string>{"lab"});
  // 2026-03-02 is day 20514 after 1970-01-01 (56 years of 365 days, 14 leap days 1972 ... 2024,
  // then 60).
  CHECK(trace.epoch == std::int64_t{20514} * 86400 + 8 * 3600);
}

TEST_CASE("rows that never ran or need no GPU are left out, each with its reason", "[traces]") {
  const Trace trace = read_trace(
      header + row("1", "a", "08:00:00", "08:00:00", "09:00:00", "COMPLETED") +    // line 2
          row("2", "a", "08:00:00", "Unknown", "08:30:00", "CANCELLED by 1001") +  // 3
          row("3", "a", "08:00:00", "None", "08:30:00", "CANCELLED") +             // 4
          row("4", "a", "08:00:00", "08:30:00", "08:30:00", "CANCELLED by 0") +    // 5
          row("5", "a", "08:00:00", "Unknown", "Unknown", "PENDING") +             // 6
          row("6", "a", "08:00:00", "08:05:00", "Unknown", "RUNNING") +            // 7
          row("7", "a", "08:00:00", "08:05:00", "08:06:00", "COMPLETED", "cpu=4,mem=4G") +  // 8
          row("8.batch", "a", "08:00:00", "08:05:00", "08:06:00", "COMPLETED"),             // 9
      "t", "sacct");
  CHECK(trace.jobs.size() == 1);  // though seven of eight rows are left out: each is a good row
  CHECK(trace.rows == 8);
  CHECK(reason_at(trace, 3) == "cancelled before it started");
  CHECK(reason_at(trace, 4) == "cancelled before it started");
  CHECK(reason_at(trace, 5) == "cancelled before it started");
  CHECK(reason_at(trace, 6) == "still PENDING: it has not started");
  CHECK(reason_at(trace, 7) == "still RUNNING: its run time is not known");
  CHECK(reason_at(trace, 8) == "no GPU asked");
  CHECK(reason_at(trace, 9) == "a step of a job (sacct -X prints none)");
  CHECK(assumes(trace, "1 rows ask for no GPU"));
}

TEST_CASE(
    "a job that a limit, a lost node or preemption stopped is censored, one that failed is not",
    "[traces]") {
  const std::pair<const char*, bool> cases[] = {
      {"COMPLETED", false},      {"FAILED", false},   {"OUT_OF_MEMORY", false},
      {"CANCELLED by 7", false}, {"TIMEOUT", true},   {"DEADLINE", true},
      {"NODE_FAIL", true},       {"PREEMPTED", true}, {"BOOT_FAIL", true}};
  for (const auto& [state, censored] : cases) {
    const Trace trace =
        read_trace(header + row("1", "a", "08:00:00", "08:00:00", "09:00:00", state), "t", "sacct");
    CAPTURE(state);
    REQUIRE(trace.jobs.size() == 1);
    CHECK(trace.jobs[0].censored == censored);
    CHECK(assumes(trace, "stopped early") == censored);
  }
}

// Two attempts are lost: 08:10 to 08:40 and 09:00 to 09:30 on 2 GPUs, 2 GPU-hours.
TEST_CASE("a requeued job is one job, from its first submission, with its last completed run",
          "[traces]") {
  const Trace trace =
      read_trace(header + row("1", "a", "08:00:00", "08:10:00", "08:40:00", "NODE_FAIL") +
                     row("1", "a", "08:40:00", "09:00:00", "09:30:00", "PREEMPTED") +
                     row("2", "b", "08:50:00", "08:50:00", "08:55:00", "COMPLETED") +
                     row("1", "a", "09:30:00", "10:00:00", "10:45:00", "COMPLETED"),
                 "t", "sacct");
  REQUIRE(trace.jobs.size() == 2);
  CHECK(trace.rows == 4);
  CHECK(trace.jobs[0].submit == Seconds{0});
  CHECK(trace.jobs[0].start == Seconds{7200});
  CHECK(trace.jobs[0].duration == Seconds{2700});
  CHECK_FALSE(trace.jobs[0].censored);
  CHECK(trace.jobs[1].submit == Seconds{3000});
  CHECK(reason_at(trace, 2) == "another attempt (NODE_FAIL) of job \"1\"; line 5 stands for it");
  CHECK(reason_at(trace, 3) == "another attempt (PREEMPTED) of job \"1\"; line 5 stands for it");
  CHECK(assumes(trace, "1 jobs were requeued"));
  CHECK(assumes(trace, "2 other attempts ran 2.0 GPU-hours"));
}

TEST_CASE("a requeued job that never completed stands by its last run", "[traces]") {
  const Trace trace =
      read_trace(header + row("1", "a", "08:00:00", "08:10:00", "08:40:00", "NODE_FAIL") +
                     row("1", "a", "08:40:00", "Unknown", "Unknown", "PENDING"),
                 "t", "sacct");
  REQUIRE(trace.jobs.size() == 1);
  CHECK(trace.jobs[0].duration == Seconds{1800});
  CHECK(trace.jobs[0].censored);
  CHECK(reason_at(trace, 3) == "another attempt (PENDING) of job \"1\"; line 2 stands for it");
}

// Three reports, one after the other: the first while job 2 waited and job 1 ran.
TEST_CASE("a record that reports of overlapping periods repeat counts once", "[traces]") {
  const std::string second = row("1", "a", "08:00:00", "08:10:00", "08:40:00", "TIMEOUT") +
                             row("2", "a", "08:00:00", "08:20:00", "08:50:00", "COMPLETED");
  const Trace trace =
      read_trace(header + row("1", "a", "08:00:00", "08:10:00", "Unknown", "RUNNING") +  // line 2
                     row("2", "a", "08:00:00", "Unknown", "Unknown", "PENDING") +        // 3
                     header + second + second,                                           // 4 to 8
                 "t", "sacct");
  REQUIRE(trace.jobs.size() == 2);
  CHECK(trace.jobs[0].duration == Seconds{1800});
  CHECK(trace.jobs[1].start == Seconds{1200});
  CHECK(trace.rows == 7);
  CHECK(reason_at(trace, 2) == "line 5 has the same record of job \"1\"");
  CHECK(reason_at(trace, 3) == "line 6 has the same record of job \"2\"");
  CHECK(reason_at(trace, 4) == "the header again");
  CHECK(reason_at(trace, 7) == "line 5 has the same record of job \"1\"");
  CHECK(reason_at(trace, 8) == "line 6 has the same record of job \"2\"");
  CHECK(assumes(trace, "4 rows hold a record that another row has"));
  CHECK_FALSE(assumes(trace, "requeued"));
  CHECK_FALSE(assumes(trace, "used again"));
}

TEST_CASE("rows of one id that differ in user, submission or start are no repetition", "[traces]") {
  const std::string first = row("1", "a", "08:00:00", "08:10:00", "08:40:00", "COMPLETED");
  for (const std::string& other : {row("1", "b", "08:00:00", "08:10:00", "08:40:00", "COMPLETED"),
                                   row("1", "a", "08:00:01", "08:10:00", "08:40:00", "COMPLETED"),
                                   row("1", "a", "08:00:00", "08:10:01", "08:40:00", "COMPLETED")})
    // Nor do two such rows keep a second report of both from being found.
    for (const std::string& report : {first + other, first + other + first + other})
      CHECK(read_trace(header + report, "t", "sacct").jobs.size() == 2);
}

TEST_CASE("an id that is used again after a completed run is a new job", "[traces]") {
  const Trace trace =
      read_trace(header + row("1", "a", "08:00:00", "08:10:00", "08:40:00", "COMPLETED") +
                     row("1", "a", "09:00:00", "09:00:00", "09:30:00", "COMPLETED") +
                     row("2", "a", "08:00:00", "08:10:00", "08:40:00", "FAILED") +
                     row("2", "b", "09:00:00", "09:00:00", "09:30:00", "COMPLETED"),
                 "t", "sacct");
  CHECK(trace.jobs.size() == 4);
  CHECK(assumes(trace, "2 job ids were used again"));
}

TEST_CASE("names are hashed by a salt that decides the result", "[traces]") {
  const std::string text = header +
                           row("1", "ann", "08:00:00", "08:10:00", "08:40:00", "COMPLETED") +
                           row("2", "bob", "09:00:00", "09:00:00", "09:30:00", "COMPLETED");
  const Trace one = read_trace(text, "t", "sacct", "salt one");
  const Trace two = read_trace(text, "t", "sacct", "salt two");
  REQUIRE(one.users.size() == 2);
  for (const Trace* trace : {&one, &two})
    for (const std::string& name : trace->users) {
      CHECK(name.size() == 10);
      CHECK(name.substr(0, 2) == "u-");
      CHECK(name.find_first_not_of("0123456789abcdef", 2) == std::string::npos);
    }
  CHECK(one.users[0] != one.users[1]);
  CHECK(one.users[0] != two.users[0]);
  CHECK(one.groups[0].substr(0, 2) == "a-");
  CHECK(read_trace(text, "t", "sacct", "salt one").users == one.users);
  CHECK(assumes(one, "hashed"));
}

TEST_CASE("columns stand in any order, others are listed, a missing one is a fault", "[traces]") {
  const Trace trace = read_trace(
      "State|End|Start|Submit|ReqTRES|Elapsed\n"
      "COMPLETED|2026-03-02T09:00:00|2026-03-02T08:00:00|2026-03-02T08:00:00|gres/"
      "gpu:h100=8|01:00:00\n",
      "t", "auto");
  REQUIRE(trace.jobs.size() == 1);
  CHECK(trace.jobs[0].gpus == 8);
  CHECK(trace.words == std::vector<std::string>{"h100"});
  CHECK(trace.users == std::vector<std::string>{"unknown"});
  CHECK(assumes(trace, "Columns not used: \"Elapsed\""));
  CHECK_THAT(fault_of("Stat|End|Start|Submit|ReqTRES\n", "sacct"),
             Catch::StartsWith("t:1: no column \"State\"; \"Stat\""));
  CHECK_THAT(fault_of("State|End|Start|Submit\n", "sacct"),
             Catch::StartsWith("t:1: no column \"ReqTRES\""));
}

TEST_CASE("times out of order and unknown states refuse a row", "[traces]") {
  const Trace trace =
      read_trace(header + row("1", "a", "08:00:00", "08:10:00", "08:40:00", "COMPLETED") +
                     row("2", "a", "08:00:00", "07:59:59", "08:40:00", "COMPLETED") +
                     row("3", "a", "08:00:00", "08:10:00", "08:40:00", "COMPLETED") +
                     row("4", "a", "08:00:00", "08:10:00", "08:09:00", "FAILED") +
                     row("5", "a", "08:00:00", "08:10:00", "08:40:00", "COMPLETED") +
                     row("6", "a", "08:00:00", "08:10:00", "08:40:00", "EXPLODED"),
                 "t", "sacct");
  CHECK(trace.jobs.size() == 3);
  CHECK(reason_at(trace, 3) == "Start is before Submit");
  CHECK(reason_at(trace, 5) == "End is before Start");
  CHECK_THAT(reason_at(trace, 7), Catch::StartsWith("State is \"EXPLODED\"; known: BOOT_FAIL"));
}

// 1e9 s are 16666666 min and 40 s. Slurm's largest number of minutes has 32 bits.
TEST_CASE("a time limit beyond 1e9 s is none", "[traces]") {
  const auto limit = [](const std::string& minutes) {
    const Trace trace = read_trace(header + row("1", "a", "08:00:00", "08:10:00", "08:40:00",
                                                "COMPLETED", "gres/gpu=1", minutes),
                                   "t", "sacct");
    return trace.jobs.at(0).estimate.value;
  };
  CHECK(limit("16666666") == 999999960);
  for (const char* none :
       {"16666667", "52560000", "4294967295", "UNLIMITED", "Partition_Limit", ""})
    CHECK(std::isnan(limit(none)));
}

TEST_CASE("a trace of rows without a GPU alone is a fault", "[traces]") {
  CHECK(fault_of(header + row("7", "a", "08:00:00", "08:05:00", "08:06:00", "COMPLETED", "cpu=4"),
                 "sacct") == "t:2: no jobs: none of the 1 rows is a job to replay");
}

TEST_CASE("the GPUs of a TRES list are counted once", "[traces]") {
  const auto count = [](std::string_view cell) { return read_tres_gpus(cell).count; };
  CHECK(count("") == 0);
  CHECK(count("cpu=4,node=1") == 0);
  CHECK(count("billing=4,gres/gpu=4,gres/gpu:a100=4") == 4);
  CHECK(count("gres/gpu:a100=2,gres/gpu:v100=3") == 5);
  CHECK(count("gres/gpumem=40G,gres/gpuutil=90,gres/shard=2") == 0);
  const TresGpus mixed = read_tres_gpus("gres/gpu:a100=2,gres/gpu:v100=3,gres/gpu=5");
  CHECK(mixed.device == "v100");
  CHECK(mixed.several_types);
  CHECK(read_tres_gpus("gres/gpu:a100_3g.20gb=1").device == "a100_3g.20gb");
  for (const char* bad : {"gres/gpu=", "gres/gpu", "gres/gpu=-1", "gres/gpu=x", "gres/gpu:a=1.5"})
    CHECK_THROWS_AS(read_tres_gpus(bad), BadRow);
}
