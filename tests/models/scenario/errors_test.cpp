#include <catch2/catch.hpp>

#include "models/scenario/error.hpp"
#include "texts.hpp"

using namespace souk;
using test::contains;
using test::report_on;

TEST_CASE("the report has the form of the style guide", "[scenario][golden]") {
  // The example of STYLE.md section 2: two faults, each with its line and a caret under the value.
  std::string text =
      "[scenario]\nname = \"idle-gpus\"\nhorizon = \"14 d\"\n[market]\nround = \"10 min\"\n";
  text +=
      "mechanism.name = \"posted_ofers\"\n[[provider]]\nname = \"coop\"\nopening_price = \"1 "
      "credit/GPUh\"\n";
  text +=
      "pricing.name = \"tatonnement\"\npricing.step = 1.2\npricing.floor = \"0.50 credit/GPUh\"\n";
  const std::string expected =
      R"(scenarios/idle-gpus.toml:6:18: unknown mechanism "posted_ofers"; did you mean "posted_offers"?
    6 | mechanism.name = "posted_ofers"
      |                  ^
scenarios/idle-gpus.toml:11:16: provider "coop": step is 1.2; tatonnement takes a number in (0, 1)
   11 | pricing.step = 1.2
      |                ^
2 errors; nothing was run)";
  CHECK(report_on(text, {}, "scenarios/idle-gpus.toml") == expected);
}

TEST_CASE("a syntax error stands alone, with its place", "[scenario][golden]") {
  const std::string report =
      report_on("[scenario]\nname = \"x\nhorizon = 3\nbogus = [\n", {}, "s.toml");
  CHECK(report.starts_with("s.toml:2:"));
  CHECK(contains(report, "    2 | name = \"x\n      |          ^"));
  CHECK(report.ends_with("1 error; nothing was run"));
}

TEST_CASE("a fault of --set has no line and no caret", "[scenario][golden]") {
  ParseOptions options;
  options.sets = {{"provider.pool.nodes", "\"four\""}};
  CHECK(report_on(test::small_scenario(), options) ==
        "--set provider.pool.nodes=\"four\": provider \"pool\": nodes is \"four\"; allowed is a "
        "whole number in "
        "[0, 1e+07], or a law of it\n1 error; nothing was run");
}

TEST_CASE("the caret counts characters, and tabs stay tabs", "[scenario]") {
  const std::string report = report_on(
      "[scenario]\nname = \"x\"\nhorizon = \"1 d\"\n\ttitle = \"\xC3\xA9\" \n"
      "[[provider]]\nname = \"pool\"\naccess = {\tup = 3, region = \"\xC3\xA9\" }\n");
  CHECK(contains(report, "    7 | access = {\tup = 3, region"));
  CHECK(contains(report, "      |           \t     ^\n"));
}

TEST_CASE("a fault says what is known, and the nearest word", "[scenario]") {
  const auto report = [](std::string_view keys) { return report_on(test::small_scenario(keys)); };
  CHECK(contains(report("nodez = 2\n"),
                 "s.toml:6:1: provider \"pool\": unknown key \"nodez\"; did you mean \"nodes\"?"));
  CHECK(contains(report("idle.proces = \"always\"\n"),
                 "unknown key \"idle.proces\"; did you mean \"process\"?"));
  CHECK(contains(report("[markt]\nround = \"1 s\"\n"),
                 "unknown section \"markt\"; did you mean \"market\"?"));
  CHECK(contains(report("[[markt]]\nround = \"1 s\"\n"), "unknown section \"markt\""));
  CHECK(contains(report("[provider2]\n"),
                 "unknown section \"provider2\"; did you mean \"provider\"?"));
  CHECK(contains(report("[[scenario2]]\n"), "did you mean \"scenario\"?"));
  CHECK(contains(report("device = \"referense\"\n"),
                 "unknown device \"referense\"; did you mean \"reference\"?"));
  CHECK(contains(report("idle.process = \"sometimes\"\n"),
                 "unknown idle.process \"sometimes\"; known are always, on_off, trace"));
  CHECK(contains(report("pricing = { name = \"posted_price\", step = 1 }\n"),
                 "unknown parameter \"step\" of posted_price; it takes no parameters"));
  CHECK(contains(report("pricing = \"posted_price\"\n"),
                 "pricing is \"posted_price\"; allowed is a table: { name ="));
  CHECK(contains(report("pricing.step = 1\n"),
                 "pricing.name is missing; known are posted_price, tatonnement"));
  CHECK(contains(report("access.up = \"1 Gb/s\"\n"),
                 "\"Gb/s\" is no unit of a rate; allowed are bit/s kbit/s"));
  CHECK(contains(report("access.up = \"1GB/s\"\n"),
                 "access.up is \"1GB/s\"; allowed is a rate such as \"1 Gbit/s\""));
  CHECK(contains(report("share = 1.5\n"), "share is 1.5; allowed is a number in [0, 1]"));
  CHECK(contains(report("count = 2.0\n"), "count is 2.0; allowed is a whole number in [1, 1e+07]"));
}

TEST_CASE("a key of a section with a rule is met by the section's keys too", "[scenario]") {
  const auto report = [](std::string_view keys) { return report_on(test::small_scenario(keys)); };
  CHECK(contains(report("[scheduling]\nscop = \"site\"\n"),
                 "unknown parameter \"scop\" of fcfs; did you mean \"scope\"?"));
  CHECK(contains(report("[placement]\nspann = false\n"), "; did you mean \"span\"?"));
}

TEST_CASE("a fault has no fault that follows from it beside it", "[scenario]") {
  // A harmless value stands for a bad horizon; the warm-up is not held against it.
  const std::string warm = "warmup = \"2 h\"\n[[provider]]\nname = \"p\"\n";
  const std::string head = "[scenario]\nname = \"x\"\n";
  CHECK(report_on(head + "horizon = \"1 day\"\n" + warm).ends_with("1 error; nothing was run"));
  CHECK(contains(report_on(head + "horizon = \"1 h\"\n" + warm), "warmup is not shorter"));
  // What --set names has no line.
  ParseOptions options = test::with_files();
  options.sets = {{"provider.*.name", "same"}};
  const std::string twice = report_on(test::full_scenario(), options);
  CHECK(contains(twice, "name \"same\" is given twice\n"));
  CHECK_FALSE(contains(twice, "line 0"));
}

TEST_CASE("what is not available yet is refused, unless it is the default", "[scenario]") {
  const auto report = [](std::string_view keys) { return report_on(test::small_scenario(keys)); };
  for (const char* keys :
       {"cache.size = \"1 TB\"\n", "cache.rule = \"fifo\"\n", "reliability.mtbf = \"30 d\"\n",
        "start_up = \"30 s\"\n", "[engine]\ntransfers = \"incremental\"\n",
        "[jurisdiction]\nx = 1\n", "[[hub]]\nname = \"h\"\n", "[trust]\nx = 1\n",
        "[[dataset]]\nname = \"d\"\nsize = \"1 GB\"\nat = [\"pool\"]\nlicence = \"mit\"\n"}) {
    CAPTURE(keys);
    CHECK(contains(report(keys), "not available yet"));
  }
  CHECK(contains(report_on(test::with_consumer("jobs.priority = 3\n")),
                 "jobs.priority is not available yet"));
  CHECK(report("cache.size = \"inf\"\ncache.rule.name = \"lru\"\nstart_up = \"0 s\"\nreliability = "
               "\"never\"\n") == "no fault");
  CHECK(report("[engine]\ntransfers = \"simgrid\"\n") == "no fault");
}

TEST_CASE("a population is written in double brackets, a section in single ones", "[scenario]") {
  const std::string head = "[scenario]\nname = \"x\"\nhorizon = \"1 d\"\n";
  CHECK(contains(report_on(head + "[provider]\nname = \"p\"\n"),
                 "provider is a population: its rows begin with [[provider]]"));
  CHECK(contains(report_on(head + "[[market]]\n[[provider]]\nname = \"p\"\n"),
                 "market is a single section: it begins with [market]"));
  CHECK(contains(report_on("market = 3\n" + head), "market is 3; allowed is a section [market]"));
}

TEST_CASE("every fault of a scenario is reported, in file order", "[scenario]") {
  const std::string report = report_on(
      "[scenario]\nname = \"X\"\nhorizon = \"2e9 s\"\nseed = -1\n[[provider]]\nname = \"p\"\ncount "
      "= 0\n[[consumer]]\nname = \"p\"\n"
      "home = \"q\"\n");
  CHECK(report.ends_with("7 errors; nothing was run"));
  for (const char* part :
       {"s.toml:2:8: name is \"X\"", "s.toml:3:11: horizon is \"2e9 s\"", "s.toml:4:8: seed is -1",
        "s.toml:7:9: provider \"p\": count is 0",
        "s.toml:8:1: consumer \"p\": jobs.process is missing",
        "s.toml:9:8: name \"p\" is given twice; it is also in line 6",
        "s.toml:10:8: consumer \"p\": unknown provider \"q\"; did you mean \"p\"?"}) {
    CAPTURE(report, part);
    CHECK(contains(report, part));
  }
}
