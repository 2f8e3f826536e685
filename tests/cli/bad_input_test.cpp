// Inputs that are wrong (65) or not there (66): where, what, what is allowed; nothing is run.

#include "tests/cli/scenes.hpp"
#include "tests/cli/workplace.hpp"

using namespace souk;

namespace {

/// Exit code and message of a command that must leave the folder as it was.
std::string refused(const Workplace& place, const std::string& words, int code) {
  CAPTURE(words);
  const Listing before = place.listing();
  const Ran ran = place.souk(split(words));
  CAPTURE(ran.err);
  CHECK(ran.code == code);
  CHECK(ran.out.empty());
  CHECK_FALSE(ran.err.empty());
  CHECK(place.listing() == before);
  return ran.err;
}

}  // namespace

TEST_CASE("a bad scenario is answered with all of its errors at once, each with its place",
          "[cli][contract]") {
  const Workplace place;
  place.write("s.toml", R"([scenario]
name = "bad"
horizon = "10 days"
sed = 7
[market]
mechanism.name = "posted_ofers"
[[provider]]
name = "lab"
nodes = -2
[[consumer]]
name = "lab"
jobs.process = "poison"
)");
  place.write("results/bad.h5", "older");
  const std::string expected =
      R"(s.toml:3:11: horizon is "10 days"; "days" is no unit of a time; allowed are s min h d ms us
    3 | horizon = "10 days"
      |           ^
s.toml:4:1: unknown key "sed"; did you mean "seed"?
    4 | sed = 7
      | ^
s.toml:6:18: unknown mechanism "posted_ofers"; did you mean "posted_offers"?
    6 | mechanism.name = "posted_ofers"
      |                  ^
s.toml:9:9: provider "lab": nodes is -2; allowed is a whole number in [0, 1e+07], or a law of it
    9 | nodes = -2
      |         ^
s.toml:11:8: name "lab" is given twice; it is also in line 8
   11 | name = "lab"
      |        ^
s.toml:12:16: consumer "lab": unknown jobs.process "poison"; did you mean "poisson"?
   12 | jobs.process = "poison"
      |                ^
6 errors; nothing was run
)";
  for (const char* command : {"run", "sweep", "check", "log"})
    CHECK(refused(place, std::string{command} + " s.toml", 65) == expected);
}

TEST_CASE("a syntax error is told alone, with its place", "[cli]") {
  const Workplace place;
  place.write("s.toml", "[scenario]\nname = \"x\nhorizon = 3\n[[provider]]\nnods = 1\n");
  const std::string err = refused(place, "run s.toml", 65);
  CHECK(err.starts_with("s.toml:2:"));
  CHECK(contains(err, "\n    2 | name = \"x\n"));
  CHECK(contains(err, "1 error; nothing was run"));
}

TEST_CASE("what --set gets wrong is answered as what a file gets wrong", "[cli]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  CHECK(contains(refused(place, "run s.toml --set provider.lab.nods=3", 65), "did you mean"));
  CHECK(contains(refused(place, "run s.toml --set provider.lap.nodes=3", 65), "lap"));
  CHECK(contains(refused(place, "run s.toml --set provider.lab.nodes=-3", 65), "nodes is"));
  const std::string err =
      refused(place, "run s.toml --set scenario.seed=x --set market.fee.rate=2", 65);
  CHECK(contains(err, "seed"));
  CHECK(contains(err, "fee.rate"));
  CHECK(contains(err, "2 errors; nothing was run"));
}

TEST_CASE("a bad trace exits with 65 and the place", "[cli]") {
  const Workplace place;
  place.write("s.toml", replay_scene);
  place.write("t.csv", "submit_s,duration_s,gpu\n0,1,1\n");
  for (const std::string words :
       {"run s.toml --trace t.csv", "check s.toml --trace t.csv", "trace native t.csv"}) {
    const std::string err = refused(place, words, 65);
    CHECK(contains(err, "t.csv:1:21: unknown column \"gpu\"; did you mean \"gpus\"?"));
    CHECK(contains(err, "nothing was run"));
  }
  // Two of three rows are bad: more than half, so each is told with its line.
  place.write("u.csv", "submit_s,duration_s,gpus\n0,-1,1\n1,nan,1\n2,1,1\n");
  const std::string err = refused(place, "run s.toml --trace u.csv", 65);
  CHECK(contains(err, "u.csv:2:"));
  CHECK(contains(err, "u.csv:3:"));
}

TEST_CASE("a file at fault is named by a path from where the command runs", "[cli]") {
  const Workplace place;
  place.write("b/based.toml", "base = \"u.toml\"\n");
  place.write("b/u.toml",
              "[scenario]\nname = \"u\"\nhorizon = \"1 d\"\n[[provider]]\nname = "
              "\"p\"\nnodes = -2\n");
  CHECK(refused(place, "check b/based.toml", 65).starts_with("b/u.toml:6:9: "));
  place.write("b/given.toml", replay_scene);
  place.write("b/named.toml", replay_scene + "jobs.trace.file = \"bad.csv\"\n");
  place.write("b/bad.csv", "submit_s,duration_s,gpus\n0,x,1\n");
  place.write("c/bad.csv", "submit_s,duration_s,gpus\n0,x,1\n");
  CHECK(refused(place, "run b/named.toml", 65).starts_with("b/bad.csv:2: "));
  CHECK(refused(place, "run b/given.toml --trace c/bad.csv", 65).starts_with("c/bad.csv:2: "));
}

TEST_CASE("what is no result file or no log exits with 65 and its name", "[cli]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  place.write("r.h5", "no HDF5");
  place.write("l.csv", "no,log\n");
  place.write("empty.csv", "");
  for (const std::string words :
       {"reproduce r.h5", "diff r.h5 s.toml", "diff s.toml r.h5", "export r.h5 --csv d"})
    CHECK(refused(place, words, 65) == "r.h5: is not an HDF5 file\n");
  CHECK(contains(refused(place, "diff s.toml l.csv", 65), "l.csv: is no event log"));
  CHECK(contains(refused(place, "diff empty.csv s.toml", 65), "empty.csv: is no event log"));
}

TEST_CASE("an input that is missing exits with 66 and its name", "[cli][contract]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  place.write("replay.toml", replay_scene);
  place.write("based.toml", "base = \"none.toml\"\n[scenario]\nname = \"b\"\n");
  place.write("traced.toml", replay_scene + "jobs.trace.file = \"none.csv\"\n");
  place.write("folder/file", "");
  for (const char* command : {"sweep", "log"})
    CHECK(contains(refused(place, std::string{command} + " none.toml", 66),
                   "none.toml: cannot read: No such"));
  CHECK(contains(refused(place, "run folder", 66), "folder: cannot read: Is a directory"));
  CHECK(refused(place, "run based.toml", 66) ==
        "based.toml:1:8: base is \"none.toml\"; the file cannot be read\n"
        "    1 | base = \"none.toml\"\n      |        ^\n1 error; nothing was run\n");
  CHECK(contains(refused(place, "check traced.toml", 66), "none.csv"));
  CHECK(contains(refused(place, "run replay.toml --trace none.csv", 66),
                 "none.csv: cannot read: No such"));
  for (const std::string words :
       {"reproduce none.h5", "diff none.h5 s.toml", "diff s.toml none.csv",
        "export none.h5 --csv d", "trace native none.csv"})
    CHECK(contains(refused(place, words, 66), ": cannot read: No such file or directory"));
  CHECK(contains(refused(place, "diff folder s.toml", 66), "folder: cannot read: Is a directory"));
}

TEST_CASE("a trace is wanted, and only by one consumer", "[cli]") {
  const Workplace place;
  place.write("none.toml", market_scene);
  place.write("one.toml", replay_scene);
  place.write("two.toml", replay_scene +
                              "[[consumer]]\nname = \"others\"\n"
                              "jobs.process = \"trace\"\n");
  place.write("t.csv", native_trace);
  CHECK(contains(refused(place, "run one.toml", 65), "--trace FILE"));
  CHECK(contains(refused(place, "run none.toml --trace t.csv", 65), "none.toml has 0 consumers"));
  CHECK(contains(refused(place, "run two.toml --trace t.csv", 65), "two.toml has 2 consumers"));
  CHECK(place.souk(split("run one.toml --trace t.csv")).code == 0);
}
