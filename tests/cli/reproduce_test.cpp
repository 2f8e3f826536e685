// souk reproduce: says "identical" of what a run, a sweep or a replay gave, and finds any change.

#include <iostream>

#include "tests/cli/scenes.hpp"
#include "tests/cli/workplace.hpp"

using namespace souk;

namespace {

constexpr const char* python = "/usr/bin/python3";

bool has_h5py(const Workplace& place) {
  const bool has =
      std::filesystem::exists(python) && place.run({python, "-c", "import h5py"}).code == 0;
  if (!has) std::cout << "skipped: " << python << " has no h5py\n";
  return has;
}

/// A change of a copy of a result, in Python with the file as f, and the place to be named.
struct Change {
  std::string statement, named;
};

/// Writes 0.h5, 1.h5, ... with a change each.
void make_copies(const Workplace& place, const std::string& source,
                 const std::vector<Change>& changes) {
  std::string script =
      "import h5py, shutil\n"
      "text = h5py.string_dtype()\n"
      "def add(d, at, n=1): d[at] = d[at] + d.dtype.type(n)\n";
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const std::string name = std::to_string(i) + ".h5";
    script += "shutil.copy('" + source + "', '" + name + "')\nwith h5py.File('" + name +
              "', 'r+') as f:\n    " + changes[i].statement + "\n";
  }
  place.write("change.py", script);
  const Ran ran = place.run({python, "change.py"});
  CAPTURE(ran.err);
  REQUIRE(ran.code == 0);
}

void check_found(const Workplace& place, const std::vector<Change>& changes) {
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const Ran ran = place.souk({"reproduce", std::to_string(i) + ".h5", "--quiet"});
    CAPTURE(changes[i].statement, ran.out, ran.err);
    CHECK(ran.code == 1);
    CHECK(contains(ran.out, changes[i].named));
    CHECK_FALSE(contains(ran.out, "identical"));
  }
}

/// Makes a run and each of the changes in a copy of its result, and reproduces the copies.
void check_changes(const std::vector<Change>& changes) {
  const Workplace place;
  if (!has_h5py(place)) return;
  place.write("s.toml", market_scene);
  REQUIRE(place.souk({"run", "s.toml", "-o", "r.h5", "--quiet", "--set", "scenario.horizon=3 d"})
              .code == 0);
  make_copies(place, "r.h5", changes);
  check_found(place, changes);
}

}  // namespace

TEST_CASE("a run and a sweep reproduce from their files alone", "[cli][contract]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  REQUIRE(place.souk(split("run s.toml -o r.h5 --replication 1 --set provider.*.share=0.5 --quiet"))
              .code == 0);
  REQUIRE(place.souk(split("sweep s.toml -o s.h5 --quiet")).code == 0);
  std::filesystem::remove(place.path("s.toml"));
  const Listing before = place.listing();
  for (const std::string name : {"r.h5", "s.h5"}) {
    const Ran ran = place.souk({"reproduce", name, "--quiet"});
    CAPTURE(name, ran.out, ran.err);
    CHECK(ran.code == 0);
    CHECK(ran.out == "identical: every number of " + name + " is as it was\n");
  }
  CHECK(place.listing() == before);
}

TEST_CASE("a replay reproduces with its trace, also when that was renamed, and not without",
          "[cli][contract]") {
  const Workplace place;
  place.write("s.toml", replay_scene);
  place.write("data/t.csv", native_trace);
  REQUIRE(place.souk(split("run s.toml --trace data/t.csv -o r.h5 --quiet")).code == 0);
  CHECK(place.souk(split("reproduce r.h5 --quiet --input data")).code == 0);

  const Ran missing = place.souk(split("reproduce r.h5 --quiet"));
  CHECK(missing.code == 66);
  CHECK(contains(missing.err, "t.csv with sha256 "));
  CHECK(contains(missing.err, "--input DIR"));

  std::filesystem::rename(place.path("data/t.csv"), place.path("data/renamed.txt"));
  place.write("data/t.csv", "another trace of that name");
  CHECK(place.souk(split("reproduce r.h5 --quiet --input data")).code == 0);
  std::filesystem::rename(place.path("data/renamed.txt"), place.path("beside.txt"));
  CHECK(place.souk(split("reproduce r.h5 --quiet")).code == 0);
  CHECK(place.souk(split("reproduce r.h5 --quiet --input data")).code == 66);
}

TEST_CASE("two traces of one name in two folders are told apart", "[cli]") {
  const Workplace place;
  place.write("s.toml", replay_scene + R"(jobs.trace.file = "a/t.csv"
[[consumer]]
name = "others"
jobs.process = "trace"
jobs.trace.file = "b/t.csv"
)");
  place.write("a/t.csv", native_trace);
  place.write("b/t.csv", "submit_s,duration_s,gpus\n0,500,1\n3,700,1\n");
  REQUIRE(place.souk(split("run s.toml -o r.h5 --quiet")).code == 0);
  CHECK(place.souk(split("reproduce r.h5 --quiet")).code == 0);  // where the scenario has them
  place.write("flat/1", place.read("b/t.csv"));
  place.write("flat/2", place.read("a/t.csv"));
  CHECK(place.souk(split("reproduce r.h5 --quiet --input flat")).code == 0);
}

TEST_CASE("a change of a number or an attribute of a run is found and its place named",
          "[cli][contract]") {
  check_changes(
      {{"add(f['jobs/start_s'], 3)", "/jobs/start_s[3]"},
       {"add(f['summary/mean_wait_s'], (), 1e-9)", "/summary/mean_wait_s"},
       {"add(f['series/queue_length'], (5, 1))", "/series/queue_length[5, 1]"},
       {"f.attrs.modify('seed', f.attrs['seed'] + 1)", "@seed"},
       {"f.attrs.create('title', 'four sites', dtype=text)", "@title"},
       {"f['jobs/start_s'].attrs.create('units', 'h', dtype=text)", "/jobs/start_s@units"}});
}

TEST_CASE("a change in any kind of place of a run is found and its place named",
          "[cli][contract][slow]") {
  check_changes({{"add(f['jobs/attempts'], 0)", "/jobs/attempts[0]"},
                 {"f['summary/model_efficiency'][()] = 0.5", "/summary/model_efficiency"},
                 {"add(f['series/time'], 2)", "/series/time[2]"},
                 {"add(f['ledger/amount_microcredit'], 7)", "/ledger/amount_microcredit[7]"},
                 {"add(f['agents/spent_credit'], 3)", "/agents/spent_credit[3]"},
                 {"f['agents/name'][0] = 'lap/0'", "/agents/name[0]"},
                 {"add(f['provenance/hash_blocks'], 0)", "/provenance/hash_blocks[0]"},
                 {"f.attrs.create('event_hash', '0123456789abcdef', dtype=text)", "@event_hash"},
                 {"f.attrs.create('ignored', 'nothing', dtype=text)", "@ignored"},
                 {"del f['jobs/hold_s']", "/jobs/hold_s"},
                 {"f['jobs/mine'] = 1", "/jobs/mine"}});
}

TEST_CASE("diff does not call two results the same that are so only when they are run again",
          "[cli]") {
  const Workplace place;
  if (!has_h5py(place)) return;
  place.write("s.toml", market_scene);
  REQUIRE(place.souk(split("run s.toml -o r.h5 --quiet")).code == 0);
  make_copies(place, "r.h5", {{"add(f['provenance/hash_blocks'], 0)", ""}});
  const Ran ran = place.souk(split("diff r.h5 0.h5"));
  CHECK(ran.code == 1);
  CHECK(contains(ran.out, "though their files say otherwise"));
}

TEST_CASE("the version of a result is told, and not compared", "[cli][slow]") {
  const Workplace place;
  if (!has_h5py(place)) return;
  place.write("s.toml", market_scene);
  REQUIRE(place.souk(split("run s.toml -o r.h5 --quiet")).code == 0);
  make_copies(place, "r.h5", {{"f.attrs.create('souk_version', '0.0.1', dtype=text)", ""}});
  const Ran ran = place.souk(split("reproduce 0.h5 --quiet"));
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "made by Souk 0.0.1, compared with Souk "));
}

TEST_CASE("a change of any number of a sweep is found and its place named", "[cli][slow]") {
  const Workplace place;
  if (!has_h5py(place)) return;
  place.write("s.toml", market_scene);
  REQUIRE(place
              .souk({"sweep", "s.toml", "-o", "s.h5", "--quiet", "--set", "scenario.horizon=3 d",
                     "--set", "scenario.replications=1"})
              .code == 0);
  const std::vector<Change> changes{
      {"add(f['curves/mean_wait_s/sample'], (0, 2, 0))", "/curves/mean_wait_s/sample[0, 2, 0]"},
      {"f.attrs.modify('replications', 3)", "@replications"}};
  make_copies(place, "s.h5", changes);
  check_found(place, changes);
}
