// A sweep or merge where nothing more can be written or an input cannot be read: what was there
// stays, the records count, and once there is room the result is the same to the byte.

#include "tests/cli/mounted_folder.hpp"
#include "tests/cli/scenes.hpp"
#include "tests/cli/workplace.hpp"

using namespace souk;

namespace {

/// The whole study, under whole.h5, and an older result in the folder "disk".
std::string begin(const Workplace& place) {
  place.write("s.toml", market_scene);
  REQUIRE(place.souk(split("sweep s.toml -o whole.h5 --quiet")).code == 0);
  std::filesystem::create_directory(place.path("disk"));
  return place.read("whole.h5");
}

bool is_refusal(const Ran& ran) {
  return (ran.code == 73 || ran.code == 74) && ran.out.empty() &&
         (contains(ran.err, ": cannot write: ") || contains(ran.err, ": cannot create: "));
}

}  // namespace

TEST_CASE("a disk that is full exits with 73 or 74, keeps the older result, and resumes",
          "[cli][contract]") {
  const Workplace place;
  const std::string whole = begin(place);
  const auto disk = MountedFolder::make(place.path("disk"), 4096);
  if (!disk) return;
  // 0: not even the manifest. 64: some of the twelve records. 400: all of them, but no result.
  for (const std::size_t spared : {0, 8, 64, 400}) {
    place.write("disk/r.h5", "older");
    disk->fill("other", spared);
    const Words words = split("sweep s.toml -o disk/r.h5 --quiet --resume -j 2");
    const Ran full = place.souk(words);
    CAPTURE(spared, full.code, full.out, full.err);
    CHECK(is_refusal(full));
    CHECK(contains(full.err, "No space left on device"));
    CHECK(place.read("disk/r.h5") == "older");
    CHECK_FALSE(place.has("disk/r.h5.part"));

    std::filesystem::remove(place.path("disk/other"));
    CHECK(place.souk(words).code == 0);
    CHECK(place.read("disk/r.h5") == whole);
    CHECK_FALSE(place.has("disk/r.h5.spool"));
  }
}

TEST_CASE("a merge and a run on a full disk exit with 73 or 74 and keep the older result",
          "[cli]") {
  const Workplace place;
  const std::string whole = begin(place);
  const auto disk = MountedFolder::make(place.path("disk"), 4096);
  if (!disk) return;
  REQUIRE(place.souk(split("sweep s.toml -o p.h5 --quiet --shard 1/2")).code == 0);
  REQUIRE(place.souk(split("sweep s.toml -o p.h5 --quiet --shard 2/2")).code == 0);
  place.write("disk/r.h5", "older");
  disk->fill("other", 8);
  for (const char* words : {"merge p.h5.spool -o disk/r.h5", "run s.toml --quiet -o disk/r.h5",
                            "sweep s.toml --quiet -o disk/r.h5 --shard 1/2"}) {
    const Ran ran = place.souk(split(words));
    CAPTURE(words, ran.code, ran.out, ran.err);
    CHECK(is_refusal(ran));
    CHECK(place.read("disk/r.h5") == "older");
    CHECK_FALSE(place.has("disk/r.h5.part"));
  }
  std::filesystem::remove(place.path("disk/other"));
  CHECK(place.souk(split("merge p.h5.spool -o disk/r.h5")).code == 0);
  CHECK(place.read("disk/r.h5") == whole);
}

TEST_CASE("a folder that may only be read exits with 73 before any run", "[cli][contract]") {
  const Workplace place;
  begin(place);
  const auto disk = MountedFolder::make(place.path("disk"), 4096);
  if (!disk) return;
  REQUIRE(place.souk(split("sweep s.toml -o disk/p.h5 --quiet --shard 2/2")).code == 0);
  REQUIRE(place.souk(split("sweep s.toml -o disk/p.h5 --quiet --shard 1/2")).code == 0);
  place.write("disk/r.h5", "older");
  disk->forbid_writing();
  const Listing before = place.listing();
  for (const char* words :
       {"sweep s.toml -o disk/r.h5", "sweep s.toml -o disk/r.h5 --resume",
        "sweep s.toml -o disk/r.h5 --shard 1/2", "run s.toml -o disk/r.h5",
        "merge disk/p.h5.spool -o disk/r.h5", "report whole.h5 -o disk/page.html"}) {
    const Ran ran = place.souk(split(words));
    CAPTURE(words, ran.code, ran.out, ran.err);
    CHECK(ran.code == 73);
    CHECK(contains(ran.err, ": cannot create: Read-only file system"));
    CHECK_FALSE(contains(ran.err, "%"));  // no progress: nothing was run
    CHECK(place.listing() == before);
  }
}

TEST_CASE("a sweep whose input cannot be read exits with 66 and keeps what is there", "[cli]") {
  const Workplace place;
  place.write("s.toml", replay_scene);
  place.write("r.h5", "older");
  place.write("folder/inside", "");
  const Listing before = place.listing();
  for (const char* words :
       {"sweep s.toml -o r.h5 --trace absent.csv", "sweep s.toml -o r.h5 --trace folder",
        "sweep s.toml -o r.h5 --resume --trace folder", "sweep absent.toml -o r.h5",
        "sweep folder -o r.h5", "merge absent.spool -o r.h5", "merge folder -o r.h5"}) {
    const Ran ran = place.souk(split(words));
    CAPTURE(words, ran.code, ran.out, ran.err);
    CHECK(ran.code == 66);
    CHECK(contains(ran.err, ": cannot read: "));
    CHECK(place.listing() == before);
  }
}
