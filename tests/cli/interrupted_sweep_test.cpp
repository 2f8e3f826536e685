// A sweep whose parent is killed: what is done stays done, and the end is the same to the byte.

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <memory>
#include <random>
#include <thread>
#include <tuple>

#include "tests/cli/scenes.hpp"
#include "tests/cli/workplace.hpp"

using namespace souk;

namespace {

using Clock = std::chrono::steady_clock;
using Span = std::chrono::duration<double>;

/// Which file a name means and when it was written last: another one after any replacement.
struct Identity {
  ino_t node;
  std::int64_t seconds, nanoseconds;
  friend bool operator==(const Identity&, const Identity&) = default;
};

using Records = std::map<std::string, Identity>;

Records records_of(const Workplace& place, const std::string& folder) {
  Records records;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator{place.path(folder), none}) {
    if (entry.path().extension() != ".run") continue;
    struct stat status {};
    REQUIRE(stat(entry.path().c_str(), &status) == 0);
    records[entry.path().filename().string()] = {status.st_ino, status.st_mtim.tv_sec,
                                                 status.st_mtim.tv_nsec};
  }
  return records;
}

/// Every record of `before` is there, the same file, not written again.
bool all_kept(const Records& before, const Records& now) {
  return std::all_of(before.begin(), before.end(), [&](const auto& record) {
    const auto found = now.find(record.first);
    return found != now.end() && found->second == record.second;
  });
}

/// 12 runs times `parts`.
std::string scene_of(int parts) {
  std::string text = market_scene;
  const std::string one = "replications = 2";
  return text.replace(text.find(one), one.size(), "replications = " + std::to_string(2 * parts));
}

/// N of "N runs were done before"; 0 without that line.
std::size_t reused(const std::string& out) {
  const auto line = out.find(" runs were done before");
  if (line == std::string::npos) return 0;
  const auto start = out.rfind('\n', line);
  return std::stoul(out.substr(start == std::string::npos ? 0 : start + 1));
}

/// Kills a study at least `kills` times, until one had records from before, at moments that are
/// uniform over the length of a whole one, going on from what is there; a study that ends in
/// between is begun anew.
void kill_and_resume(int parts, int kills) {
  const Workplace place;
  place.write("s.toml", scene_of(parts));
  const auto start = Clock::now();
  REQUIRE(place.souk(split("sweep s.toml -o whole.h5 --quiet")).code == 0);
  const Span length = Clock::now() - start;
  const std::string whole = place.read("whole.h5"), older = "an older result";
  const char* workers[] = {"1", "2", "8"};

  std::mt19937 random{20261124};
  place.write("r.h5", older);
  Records before;
  std::size_t kept = 0;  // records that a study had before it was killed once more
  for (int killed = 0, tries = 0; killed < kills || kept == 0; ++tries) {
    REQUIRE(tries < 10 * kills);
    Running sweep = place.start(
        {"sweep", "s.toml", "-o", "r.h5", "--quiet", "--resume", "-j", workers[tries % 3]});
    std::this_thread::sleep_for(static_cast<double>(random()) / 4294967296.0 * length);
    sweep.kill(SIGKILL);
    const Ran ran = sweep.wait();
    CAPTURE(tries, killed, ran.err, before.size());
    if (ran.signal == SIGKILL) {
      ++killed;
      const Records now = records_of(place, "r.h5.spool");
      // Without records the kill may have come between the new result and the end.
      if (place.read("r.h5") == older)
        CHECK(all_kept(before, now));
      else
        CHECK(place.read("r.h5") == whole);
      kept = std::max(kept, before.size());
      before = now;
      continue;
    }
    REQUIRE(ran.code == 0);
    CHECK(reused(ran.out) >= before.size());
    CHECK(place.read("r.h5") == whole);
    CHECK_FALSE(place.has("r.h5.spool"));
    place.write("r.h5", older);
    before.clear();
  }
  const Ran last = place.souk(split("sweep s.toml -o r.h5 --quiet --resume"));
  CHECK(last.code == 0);
  CHECK(reused(last.out) >= before.size());
  CHECK(place.read("r.h5") == whole);
  CHECK_FALSE(place.has("r.h5.spool"));
}

}  // namespace

TEST_CASE("a sweep killed at a few random moments goes on from its records to the same bytes",
          "[cli][contract]") {
  kill_and_resume(1, 5);
}

TEST_CASE("a sweep killed at 20 random moments goes on from its records to the same bytes",
          "[cli][contract][slow]") {
  kill_and_resume(4, 20);
}

TEST_CASE("no run that is on record is done again, by the same shard or another", "[cli]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  const Words sweep = split("sweep s.toml -o r.h5 --quiet");
  const auto shard = [&](const char* which) {
    Words words = sweep;
    words.insert(words.end(), {"--shard", which});
    return place.souk(words);
  };
  REQUIRE(shard("1/3").code == 0);
  const Records third = records_of(place, "r.h5.spool");
  CHECK(third.size() == 4);  // 12 runs in 3 parts
  const Ran again = shard("1/3");
  CHECK(again.code == 0);
  CHECK(reused(again.out) == 4);
  CHECK(records_of(place, "r.h5.spool") == third);
  // Of the six runs of 2/2, those with an odd number, the first third has those numbered 3 and 9.
  const Ran half = shard("2/2");
  CHECK(reused(half.out) == 2);
  const Records more = records_of(place, "r.h5.spool");
  CHECK(more.size() == 8);
  CHECK(all_kept(third, more));
  // The record holds what the run depends on: another seed has no use for any.
  Words other = sweep;
  other.insert(other.end(), {"--seed", "8", "--shard", "1/3"});
  const Ran fresh = place.souk(other);
  CHECK(fresh.code == 0);
  CHECK(reused(fresh.out) == 0);
  CHECK(all_kept(more, records_of(place, "r.h5.spool")));
}

TEST_CASE("folders of shards merge in any order to the bytes of one machine, for any -j",
          "[cli][contract]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  REQUIRE(place.souk(split("sweep s.toml -o 1.h5 -j 1 --quiet")).code == 0);
  REQUIRE(place.souk(split("sweep s.toml -o 8.h5 -j 8 --quiet")).code == 0);
  const std::string whole = place.read("1.h5");
  CHECK(place.read("8.h5") == whole);
  std::vector<std::string> folders;
  for (const std::string index : {"1", "2", "3"}) {
    REQUIRE(place
                .souk({"sweep", "s.toml", "-o", "part" + index + ".h5", "--quiet", "--shard",
                       index + "/3", "-j", index})
                .code == 0);
    folders.push_back("part" + index + ".h5.spool");
  }
  do {
    Words words{"merge", "-o", "merged.h5"};
    words.insert(words.end(), folders.begin(), folders.end());
    CAPTURE(words);
    CHECK(place.souk(words).code == 0);
    CHECK(place.read("merged.h5") == whole);
  } while (std::next_permutation(folders.begin(), folders.end()));
  // Without one of them nothing is written over what is there.
  CHECK(place.souk({"merge", folders[0], folders[1], "-o", "merged.h5"}).code == 66);
  CHECK(place.read("merged.h5") == whole);
}

TEST_CASE("shards that start at the same moment do not meet in their folder", "[cli]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  REQUIRE(place.souk(split("sweep s.toml -o whole.h5 --quiet")).code == 0);
  std::vector<std::unique_ptr<Running>> shards;
  // Twelve shards of a run each, and each of them twice.
  for (int i = 0; i < 24; ++i)
    shards.push_back(
        std::make_unique<Running>(place.path(""),
                                  Words{SOUK_PROGRAM, "sweep", "s.toml", "-o", "r.h5", "--quiet",
                                        "-j", "1", "--shard", std::to_string(i % 12 + 1) + "/12"},
                                  Given{}));
  for (const auto& shard : shards) {
    const Ran ran = shard->wait();
    CAPTURE(ran.err);
    CHECK(ran.code == 0);
  }
  REQUIRE(place.souk(split("merge r.h5.spool -o r.h5")).code == 0);
  CHECK(place.read("r.h5") == place.read("whole.h5"));
}
