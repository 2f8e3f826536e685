// Wrong use of the command line: exit code 64, a message that says what, and nothing done.

#include "tests/cli/scenes.hpp"
#include "tests/cli/workplace.hpp"

using namespace souk;

namespace {

struct Misuse {
  std::string words, message;
};

void check_misuse(const Workplace& place, const Misuse& misuse) {
  CAPTURE(misuse.words);
  const Listing before = place.listing();
  const Ran ran = place.souk(split(misuse.words));
  CHECK(ran.code == 64);
  CHECK(ran.out.empty());
  CAPTURE(ran.err);
  CHECK(contains(ran.err, misuse.message));
  CHECK(contains(ran.err, "--help"));
  CHECK(place.listing() == before);
}

}  // namespace

TEST_CASE("wrong use of the command line exits with 64, says what is wrong and does nothing",
          "[cli][contract]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  for (const Misuse& misuse : std::vector<Misuse>{
           {"", "subcommand is required"},
           {"rnu s.toml", "unknown command \"rnu\"; did you mean \"run\"?"},
           {"fly", "unknown command \"fly\"; known are run, sweep"},
           {"--bogus run s.toml", "unknown option \"--bogus\""},
           {"run", "scenario is required"},
           {"run s.toml --bogus", "--bogus"},
           {"run s.toml --set scenario.seed", "\"scenario.seed\" is no PATH=VALUE"},
           {"run s.toml --set =1", "\"=1\" is no PATH=VALUE"},
           {"run s.toml --seed x", "--seed"},
           {"run s.toml --seed -1", "--seed"},
           {"run s.toml --seed 99999999999999999999", "--seed"},
           {"sweep s.toml --shard 3/2", "\"3/2\" is no I/N with 1 <= I <= N"},
           {"merge a b", "--output is required"},
           {"sweep s.toml -j 0", "--jobs: Value 0 not in range 1 to 4096"},
           {"diff s.toml", "b is required"},
           {"compare r.h5", "b is required"},
           {"export r.h5", "--csv or --crate is required"},
           {"trace sact t.txt", "\"sact\" is unknown; did you mean \"sacct\"?"},
           {"list mechanism", "\"mechanism\" is unknown; did you mean \"mechanisms\"?"},
           {"list fruit", "\"fruit\" is unknown; known are mechanisms, pricing"},
           {"report r.h5 --group-by hom", "\"hom\" is unknown; did you mean \"home\"?"},
           {"trace native t.csv --capacity -1", "--capacity"}})
    check_misuse(place, misuse);
}

TEST_CASE("an empty salt is refused: it would leave the names as they are", "[cli]") {
  const Workplace place;
  place.write("t.csv", native_trace);
  const Listing before = place.listing();
  for (const Words& salt : {Words{"--salt", ""}, Words{"--salt="}}) {
    Words words{"trace", "native", "t.csv", "-o", "out.csv"};
    words.insert(words.end(), salt.begin(), salt.end());
    const Ran ran = place.souk(words);
    CAPTURE(ran.err, ran.out);
    CHECK(ran.code == 64);
    CHECK(contains(ran.err, "--salt"));
    CHECK(place.listing() == before);
  }
}

TEST_CASE("help and version are asked for with success, and name every command", "[cli]") {
  const Workplace place;
  const Ran help = place.souk({"--help"});
  CHECK(help.code == 0);
  for (const char* command : {"run", "sweep", "merge", "reproduce", "compare", "check", "log",
                              "diff", "list", "trace", "export"}) {
    CAPTURE(command);
    CHECK(contains(help.out, std::string{"\n  "} + command + " "));
  }
  const Ran one = place.souk({"sweep", "--help"});
  CHECK(one.code == 0);
  CHECK(contains(one.out, "Usage: souk sweep"));
  for (const char* option : {"--set", "--seed", "--trace", "-o,--output", "-j,--jobs", "--quiet"})
    CHECK(contains(one.out, option));
  const Ran version = place.souk({"--version"});
  CHECK(version.code == 0);
  CHECK(version.out.starts_with("souk "));
  CHECK(place.listing().empty());
}

TEST_CASE("list names what a scenario may name, a line each", "[cli]") {
  const Workplace place;
  const std::pair<std::string, std::string> names[] = {{"mechanisms", "posted_offers"},
                                                       {"pricing", "tatonnement"},
                                                       {"scheduling", "fcfs"},
                                                       {"placement", "best_fit"},
                                                       {"agents", "truthful"},
                                                       {"devices", "reference"},
                                                       {"traces", "sacct"},
                                                       {"metrics", "mean_wait_s"},
                                                       {"keys", "scenario.horizon"}};
  const Ran all = place.souk({"list"});
  CHECK(all.code == 0);
  for (const auto& [family, name] : names) {
    CAPTURE(family);
    CHECK(contains(all.out, (family == "keys" ? "\n" : "\n  ") + name + " "));
    CHECK(contains("\n" + all.out, "\n" + family + "\n"));
  }
  const Ran metrics = place.souk(split("list metrics"));
  CHECK(metrics.code == 0);
  CHECK(metrics.out.starts_with("  jobs_submitted "));
  CHECK(contains(all.out, "metrics\n" + metrics.out + "keys\n"));
}
