// Where nothing can be written: 73 before the run, 74 midway; what was there stays as it was.

#include <sys/stat.h>

#include "tests/cli/scenes.hpp"
#include "tests/cli/workplace.hpp"

using namespace souk;

namespace {

const std::vector<std::string> writers{"run s.toml --quiet", "sweep s.toml --quiet", "log s.toml"};

void check_refused(const Workplace& place, const std::string& words, const std::string& output) {
  CAPTURE(words, output);
  const Listing before = place.listing();
  Words all = split(words);
  if (!output.empty()) all.insert(all.end(), {"-o", output});
  const Ran ran = place.souk(all);
  CAPTURE(ran.err);
  CHECK(ran.code == 73);
  CHECK(ran.out.empty());
  CHECK(contains(ran.err, (output.empty() ? "results" : output) + ": cannot create: "));
  CHECK(place.listing() == before);
}

}  // namespace

TEST_CASE("a place that takes no file exits with 73 and changes nothing", "[cli][contract]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  place.write("folder/older", "older");
  for (const char* output : {"no/such/r.h5", "folder", "folder/", "s.toml/r.h5", "/proc/r.h5"})
    check_refused(place, writers[0], output);
  for (const char* output : {"no/such/r.h5", "folder", "/proc/r.h5"}) {
    check_refused(place, writers[1], output);
    check_refused(place, writers[2], output);
  }
  place.write("results", "a file where the folder would be");
  check_refused(place, writers[0], "");
  check_refused(place, writers[1], "");
}

TEST_CASE("a sweep learns before its runs that its result cannot be written", "[cli]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  const Ran ran = place.souk(split("sweep s.toml -o no/such/r.h5"));
  CHECK(ran.code == 73);
  CHECK_FALSE(contains(ran.err, "%"));  // no progress: nothing was run
}

TEST_CASE("without a place for temporary files a command exits with 73", "[cli]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  REQUIRE(place.souk(split("run s.toml --quiet -o r.h5")).code == 0);
  const Listing before = place.listing();
  for (const char* words : {"reproduce r.h5 --quiet", "report r.h5 --figures figures"}) {
    const Ran ran = place.souk(split(words), {.environment = {{"TMPDIR", "/nowhere"}}, .out = {}});
    CHECK(ran.code == 73);
    CHECK(contains(ran.err, "the folder for temporary files (TMPDIR): cannot create: "));
  }
  CHECK(place.listing() == before);
}

TEST_CASE("a result does not take the place of a device", "[cli]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  REQUIRE(mkfifo(place.path("pipe.h5").c_str(), 0600) == 0);
  for (const char* words : {"run s.toml --quiet -o pipe.h5", "sweep s.toml --quiet -o pipe.h5"}) {
    const Ran ran = place.souk(split(words));
    CHECK(ran.code == 73);
    CHECK(contains(ran.err, "pipe.h5: cannot create: not a regular file"));
    CHECK(std::filesystem::is_fifo(place.path("pipe.h5")));
  }
}

TEST_CASE("a log goes into a device as it is, and a full one exits with 74", "[cli]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  std::filesystem::create_symlink("/dev/null", place.path("null"));
  std::filesystem::create_symlink("/dev/full", place.path("full"));
  CHECK(place.souk(split("log s.toml -o null")).code == 0);
  for (const char* words : {"log s.toml -o full", "log s.toml -o full --job 3"}) {
    const Ran ran = place.souk(split(words));
    CHECK(ran.code == 74);
    CHECK(ran.out.empty());
    CHECK(contains(ran.err, "full: cannot write: No space left on device"));
  }
  CHECK(std::filesystem::is_character_file("/dev/null"));
  CHECK(std::filesystem::is_symlink(place.path("full")));
}

TEST_CASE("standard output that is full exits with 74 for every command", "[cli][contract]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  place.write("t.csv", native_trace);
  for (const std::string words :
       {"run s.toml --quiet --json", "log s.toml", "check s.toml", "diff s.toml s.toml",
        "list keys", "trace native t.csv", "--help"}) {
    CAPTURE(words);
    const Ran ran = place.souk(split(words), {.environment = {}, .out = "/dev/full"});
    CHECK(ran.code == 74);
    CHECK(contains(ran.err, "standard output"));
  }
}

TEST_CASE("no command puts its output in the place of what it reads", "[cli][contract]") {
  const Workplace place;
  place.write("base.toml", market_scene);
  place.write("s.toml", "base = 'base.toml'\n");
  place.write("t.csv", native_trace);
  place.write("r.toml", replay_scene);
  REQUIRE(place.souk(split("run s.toml --quiet -o r.h5")).code == 0);
  std::filesystem::create_symlink("s.toml", place.path("link.toml"));
  const Listing before = place.listing();
  for (const std::string words :
       {"run s.toml -o s.toml", "run s.toml -o base.toml", "run s.toml -o ./link.toml",
        "run r.toml --trace t.csv -o t.csv", "sweep s.toml -o s.toml", "log s.toml -o base.toml",
        "report r.h5 -o r.h5", "trace native t.csv -o t.csv"}) {
    CAPTURE(words);
    const Ran ran = place.souk(split(words));
    CHECK(ran.code == 64);
    CHECK(contains(ran.err, "this is what is read, and would be lost"));
    CHECK(place.listing() == before);
  }
}

TEST_CASE("an older result survives every error, and no part of a new one is left", "[cli]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  place.write("results/small.h5", "older");
  place.write("mine.h5", "older");
  const Listing before = place.listing();
  for (const std::string words :
       {"run s.toml --set provider.lab.nodes=-1",
        "run s.toml --set provider.lab.nodes=-1 -o mine.h5",
        "sweep s.toml --set market.mechanism.name=no -o mine.h5", "run none.toml -o mine.h5",
        "run s.toml --trace none.csv -o mine.h5", "sweep s.toml -j 0 -o mine.h5",
        "log s.toml --set scenario.horizon=0 -o mine.h5"}) {
    CAPTURE(words);
    CHECK(place.souk(split(words)).code >= 64);
    CHECK(place.listing() == before);
  }
}
