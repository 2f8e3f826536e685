#include <catch2/catch.hpp>

#include "tests/models/traces/trace_fixtures.hpp"

using namespace souk;

namespace {

struct Sample {
  std::string format, text;
};

const Sample samples[] = {
    {"native",
     "submit_s,duration_s,gpus,user\n0,60,1,ann\n5.5,1e3,8,\"bo,b\"\n6,10,2,\n7,10,2,ann\n"},
    {"philly",
     "timestamp,duration,num_gpus,gpu_time,cluster\n2017-10-09 07:01:55,66.0,1,66.0,11cb48\n"
     "2017-10-09 06:13:03,2951.0,2,5902.0,6214e9\n2017-10-09 06:13:36,2759.0,1,2759.0,6214e9\n\n"},
    {"swf",
     "; Version: 2.2\n; UnixStartTime: 1000000000\n1 0 5 100 4 -1 -1 8 600 -1 1 3 1 7 -1 -1 -1 -1\n"
     "2 10 -1 0 -1 -1 -1 16 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1\n3 11 -1 7 2 -1 -1 -1 -1 -1 0 1 1 -1 -1 "
     "-1 -1 -1\n"},
    {"sacct",
     "JobIDRaw|User|Submit|Start|End|State|TimelimitRaw|ReqTRES\n"
     "1|ann|2026-03-02T08:00:00|2026-03-02T08:10:00|2026-03-02T09:00:00|COMPLETED|60|cpu=8,gres/"
     "gpu=2\n"
     "2|bob|2026-03-02T08:01:00|2026-03-02T08:20:00|2026-03-02T09:30:00|TIMEOUT|70|gres/"
     "gpu:a100=2\n"
     "3|bob|2026-03-02T08:02:00|2026-03-02T08:20:00|2026-03-02T09:30:00|FAILED|70|gres/"
     "gpu:a100=2\n"},
};

enum class Outcome { faulted, refused_rows, taken };

// What reading a broken text may do: a fault with a place and a sentence, or a whole trace whose
// every row is accounted for and every number is in range. Anything else fails the test.
Outcome outcome_of(const std::string& text, const std::string& format) {
  try {
    const Trace trace = read_trace(text, "broken.csv", format);
    REQUIRE(!trace.jobs.empty());
    REQUIRE(!trace.users.empty());
    CHECK(trace.rows == trace.jobs.size() + trace.refused.size());
    for (const TraceJob& job : trace.jobs) {
      CHECK((job.submit >= Seconds{0} && job.submit <= Seconds{1e9}));
      CHECK((job.duration >= Seconds{0} && job.duration <= Seconds{1e9}));
      CHECK((job.gpus >= 1 && job.gpus <= 1000000));
      CHECK(job.user < trace.users.size());
    }
    for (const RefusedRow& row : trace.refused) CHECK((row.line > 0 && row.reason.size() > 5));
    CHECK(!audit_report(trace, 8).empty());
    return trace.refused.empty() ? Outcome::taken : Outcome::refused_rows;
  } catch (const ScenarioError& error) {
    REQUIRE(!error.faults().empty());
    for (const Fault& fault : error.faults()) {
      CHECK(fault.place.file == "broken.csv");
      CHECK(fault.place.line > 0);
      CHECK(fault.message.size() > 5);
    }
    return Outcome::faulted;
  }
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), with);
}

// A small generator, so that the garbage is the same everywhere (Numerical Recipes' 64-bit linear
// congruence).
struct Garbage {
  std::uint64_t state;
  std::uint64_t next() {
    return (state = state * 6364136223846793005U + 1442695040888963407U) >> 33;
  }
};

}  // namespace

TEST_CASE("the samples that are broken below are good before", "[traces]") {
  for (const Sample& sample : samples) {
    CAPTURE(sample.format);
    CHECK(outcome_of(sample.text, sample.format) == Outcome::taken);
    CHECK(outcome_of(sample.text, "auto") == Outcome::taken);
    CHECK(read_trace(sample.text, "t", "auto").format == sample.format);
    CHECK(outcome_of("\xef\xbb\xbf" + sample.text, "auto") == Outcome::taken);  // a byte order mark
  }
}

TEST_CASE("one bad cell refuses its row, with line and reason", "[traces]") {
  const auto [format, what, line] =
      GENERATE(table<int, std::string, std::uint64_t>({{0, "60", 2},
                                                       {0, "5.5", 3},
                                                       {0, "8", 3},
                                                       {1, "66.0", 2},
                                                       {1, "2017-10-09 06:13:03", 3},
                                                       {1, "2951.0", 3},
                                                       {2, "1 0 5 100 4", 3},
                                                       {2, "600", 3},
                                                       {3, "2026-03-02T08:10:00", 2},
                                                       {3, "COMPLETED", 2},
                                                       {3, "70", 3},
                                                       {3, "gres/gpu=2", 2}}));
  const char* bad =
      GENERATE("-5", "nan", "inf", "1e99", "abc", "-1e999", "0x1F", "1..2", "\xc3\xa9", "=1+1");
  const Sample& sample = samples[format];
  std::string with = bad;
  if (what.starts_with("1 0")) with = "1 0 5 100 " + with;
  if (what.starts_with("gres")) with = "gres/gpu=" + with;
  const std::string text = replaced(sample.text, what, with);
  CAPTURE(sample.format, what, bad);
  REQUIRE(outcome_of(text, sample.format) == Outcome::refused_rows);
  const Trace trace = read_trace(text, "t", sample.format);
  REQUIRE(trace.refused.size() == 1);
  CHECK(trace.refused[0].line == line);
}

TEST_CASE("a text cut at any byte is a fault, a refused row or a whole trace, never a crash",
          "[traces]") {
  for (const Sample& sample : samples) {
    CAPTURE(sample.format);
    std::size_t faulted = 0;
    for (std::size_t cut = 0; cut < sample.text.size(); ++cut)
      for (const std::string& format : {sample.format, std::string{"auto"}})
        faulted += outcome_of(sample.text.substr(0, cut), format) == Outcome::faulted ? 1 : 0;
    CHECK(faulted > sample.text.size());  // half of the cuts at the least: header and open rows
  }
}

TEST_CASE("a last row cut off is a fault with its line", "[traces]") {
  CHECK(fault_of("submit_s,duration_s,gpus\n0,1,1\n0,1", "native") ==
        "t:3: the last row is cut off: 2 of 3 columns");
  CHECK(fault_of("submit_s,duration_s,gpus,user\n0,1,1,a\n0,1,1,\"b", "native") ==
        "t:3: a quote is opened in this row and never closed");
}

TEST_CASE("what is no text at all is named", "[traces]") {
  using namespace std::string_literals;
  const std::string head = "submit_s,duration_s,gpus\n0,1,1\n";
  CHECK(fault_of("", "auto") == "t:1: the file is empty; rows are needed");
  CHECK(fault_of("\n \r\n", "native") == "t:1: the file is empty; rows are needed");
  CHECK(fault_of("submit_s,duration_s,gpus\n") == "t:1: no rows: the file holds a header alone");
  CHECK(fault_of("; Version: 2.2\n", "auto") == "t:1: no rows: the file holds a header alone");
  CHECK(fault_of("\x1f\x8b\x08") ==
        "t:1: the file is compressed (gzip); plain UTF-8 text is needed");
  CHECK(fault_of("\xff\xfes\0u\0"s) == "t:1: the file is UTF-16; plain UTF-8 text is needed");
  CHECK(fault_of(head + "0,\0,1\n"s) == "t:3: byte 0x00 is not text; plain UTF-8 text is needed");
  CHECK(fault_of(head + "0,\xff,1\n") == "t:3: byte 0xff is not text; plain UTF-8 text is needed");
  CHECK(
      fault_of("hello world\n", "auto") ==
      "t:1: no known trace format starts with \"hello world\"; known: native, philly, swf, sacct");
  CHECK(fault_of(head, "natve") ==
        "t:0: unknown trace format \"natve\"; did you mean \"native\"?; known: auto, native, "
        "philly, swf, sacct");
}

TEST_CASE("invalid UTF-8 is refused, valid UTF-8 in a name is kept", "[traces]") {
  const std::string head = "submit_s,duration_s,gpus,user\n0,1,1,";
  for (const char* good : {"\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80"})
    CHECK(read_trace(head + good + "\n", "t", "native").users.front() == good);
  for (const char* bad : {"\xc3", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80",
                          "\x80", "\x7f", "\x1b"})
    CHECK_THAT(fault_of(head + bad + "\n"), Catch::Contains("is not text"));
}

TEST_CASE("rows with a wrong number of columns are refused", "[traces]") {
  for (const Sample& sample : samples) {
    CAPTURE(sample.format);
    const std::string text =
        sample.text + "1\n" +
        sample.text.substr(sample.text.rfind('\n', sample.text.size() - 3) + 1);
    CHECK(outcome_of(text, sample.format) != Outcome::taken);
  }
}

TEST_CASE("bytes changed, lost, doubled or moved never crash a reader nor pass an impossible job",
          "[traces]") {
  const std::uint64_t seed = GENERATE(range(1, 16));
  for (const Sample& sample : samples) {
    Garbage garbage{seed};
    for (int round = 0; round < 60; ++round) {
      std::string text = sample.text;
      for (std::uint64_t edits = garbage.next() % 4 + 1; edits > 0; --edits) {
        const std::size_t at = garbage.next() % text.size();
        constexpr std::string_view odd = "\"\n\r,|;-.eE0 9\t\\\x01\x80";
        switch (garbage.next() % 4) {
          case 0:
            text[at] = odd[garbage.next() % odd.size()];
            break;
          case 1:
            text.erase(at, garbage.next() % 6 + 1);
            break;
          case 2:
            text.insert(at, text.substr(garbage.next() % text.size(), garbage.next() % 30));
            break;
          default:
            text[at] = static_cast<char>(garbage.next() % 256);
            break;
        }
        if (text.empty()) text = "0";
      }
      CAPTURE(sample.format, seed, round, text);
      outcome_of(text, sample.format);
      outcome_of(text, "auto");
    }
  }
}

TEST_CASE("garbage alone is a fault in every format", "[traces]") {
  Garbage garbage{7};
  for (int round = 0; round < 40; ++round) {
    std::string text;
    for (int i = 0; i < 300; ++i) text += static_cast<char>(garbage.next() % 256);
    for (const char* format : {"auto", "native", "philly", "swf", "sacct"})
      CHECK(outcome_of(text, format) == Outcome::faulted);
  }
}

TEST_CASE("one format read as another is a fault that tells which it is", "[traces]") {
  for (const Sample& sample : samples)
    for (const char* format : {"native", "philly", "swf", "sacct"}) {
      if (format == sample.format) continue;
      CAPTURE(sample.format, format);
      CHECK(outcome_of(sample.text, format) == Outcome::faulted);
      CHECK_THAT(fault_of(sample.text, format),
                 Catch::EndsWith("; the first line is that of a " + sample.format +
                                 " trace: jobs.trace.format = \"" + sample.format + "\""));
    }
  // A bad trace of the right format, and a text of no format, have nothing to be told.
  for (const char* text : {"submit_s,duration_s,gpu\n0,1,1\n", "hello\n"})
    CHECK_THAT(fault_of(text), !Catch::Contains("the first line"));
}

TEST_CASE("submissions that lie more than 31 years apart are a fault", "[traces]") {
  const auto two = [](const std::string& first, const std::string& second) {
    return fault_of("timestamp,duration,num_gpus,gpu_time,cluster\n" + first + ",60,1,60,a\n" +
                        second + ",60,1,60,a\n",
                    "philly");
  };
  // 1e9 s are 11574 days, 1:46:40 (31 years of 365 days, 8 leap days, 251 days).
  CHECK(two("1970-01-01 00:00:00", "2001-09-09 01:46:40") == "taken");
  CHECK(two("2001-09-09 01:46:41", "1970-01-01 00:00:00") ==
        "t:1: submissions from 1970-01-01 00:00:00 to 2001-09-09 01:46:41: more than 1e9 s (31 "
        "years) lie between them");
}
