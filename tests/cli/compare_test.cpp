// souk compare: two results of one seed, pair by pair.

#include "tests/cli/scenes.hpp"
#include "tests/cli/workplace.hpp"

using namespace souk;

namespace {

/// Some 200 jobs of ten minutes at one server, of which half are short.
const std::string queue_scene = R"([scenario]
name = "queue"
horizon = "2 d"
seed = 3
replications = 6

[scheduling]
name = "fcfs"

[[provider]]
name = "pool"
nodes = 1

[[consumer]]
name = "users"
jobs.process = "poisson"
jobs.rate = "4 /h"
jobs.duration = { law = "discrete", values = ["1 min", "20 min"], weights = [1, 1] }

[[sweep]]
key = "consumer.users.jobs.rate"
values = ["1 /h", "4 /h"]
)";

/// The rows of one metric, one for each point.
std::vector<std::string> rows_of(const std::string& out, const std::string& metric) {
  std::vector<std::string> rows;
  for (const std::string& line : lines_of(out))
    if (line.starts_with("  " + metric + " ")) rows.push_back(line);
  return rows;
}

}  // namespace

TEST_CASE("two sweeps under two policies are compared at every point", "[cli]") {
  const Workplace place;
  place.write("s.toml", queue_scene);
  REQUIRE(place.souk(split("sweep s.toml -o fcfs.h5 --quiet")).code == 0);
  REQUIRE(place.souk(split("sweep s.toml -o sjf.h5 --quiet --set scheduling.name=sjf")).code == 0);
  const Ran ran = place.souk(split("compare fcfs.h5 sjf.h5"));
  CAPTURE(ran.out, ran.err);
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "A: fcfs.h5 (queue; seed 3; Souk "));
  CHECK(contains(ran.out, "2 points x 6 pairs on the same random streams; 95 % Student intervals"));
  CHECK(contains(ran.out, "\nconsumer.users.jobs.rate = 4 /h\n"));
  // Short jobs first shorten the mean wait of every queue in which jobs wait.
  const auto waits = rows_of(ran.out, "mean_wait_s");
  REQUIRE(waits.size() == 2);
  CHECK(contains(waits[1], " -"));
  CHECK(waits[1].ends_with("differs"));
  CHECK(contains(ran.out, " intervals leave out 0; "));
  CHECK(rows_of(ran.out, "jobs_submitted").empty());  // the same in every pair
  CHECK(contains(ran.out, " values are the same in every pair"));
}

TEST_CASE("a comparison says when it shows no difference", "[cli][contract]") {
  const Workplace place;
  place.write("s.toml", queue_scene);
  REQUIRE(place.souk(split("sweep s.toml -o a.h5 --quiet")).code == 0);
  const Ran same = place.souk(split("compare a.h5 a.h5"));
  CHECK(same.code == 0);
  CHECK(contains(same.out, "no metric differs in any pair"));
  // Streams are drawn by name: others of the same laws differ by chance alone, in one metric of
  // twenty by more than their interval.
  std::string renamed = queue_scene;
  for (auto at = renamed.find("users"); at != std::string::npos; at = renamed.find("users"))
    renamed.replace(at, 5, "other");
  place.write("other.toml", renamed.substr(0, renamed.find("[[sweep]]")));
  place.write("users.toml", queue_scene.substr(0, queue_scene.find("[[sweep]]")));
  REQUIRE(place.souk(split("sweep users.toml -o b.h5 --quiet")).code == 0);
  REQUIRE(place.souk(split("sweep other.toml -o c.h5 --quiet")).code == 0);
  const Ran near = place.souk(split("compare b.h5 c.h5"));
  CAPTURE(near.out);
  CHECK(near.code == 0);
  CHECK(contains(near.out, "  no difference shown\n"));
}

TEST_CASE("two runs are shown as one pair, which has no interval", "[cli]") {
  const Workplace place;
  place.write("s.toml", queue_scene);
  REQUIRE(place.souk(split("run s.toml -o a.h5 --quiet")).code == 0);
  REQUIRE(place.souk(split("run s.toml -o b.h5 --quiet --set scheduling.name=sjf")).code == 0);
  const Ran ran = place.souk(split("compare a.h5 b.h5"));
  CHECK(ran.code == 0);
  REQUIRE(rows_of(ran.out, "mean_wait_s").size() == 1);
  CHECK(rows_of(ran.out, "mean_wait_s")[0].ends_with("no interval from 1 pair"));
  CHECK(contains(ran.out, "that takes two pairs, of sweeps with replications"));
}

TEST_CASE("results that cannot be paired exit with 65, and one that is missing with 66",
          "[cli][contract]") {
  const Workplace place;
  place.write("s.toml", queue_scene);
  place.write("broken.h5", "no HDF5");
  REQUIRE(place.souk(split("sweep s.toml -o a.h5 --quiet")).code == 0);
  REQUIRE(place.souk(split("sweep s.toml -o seed.h5 --quiet --seed 4")).code == 0);
  REQUIRE(place.souk(split("run s.toml -o run.h5 --quiet")).code == 0);
  REQUIRE(place.souk(split("run s.toml -o run1.h5 --quiet --replication 1")).code == 0);
  const Listing before = place.listing();
  const std::pair<std::string, std::string> refused[] = {
      {"a.h5 seed.h5", "seed.h5: cannot be paired with a.h5: they have the seeds 3 and 4"},
      {"a.h5 run.h5", "it is a run, the other one a sweep"},
      {"run.h5 run1.h5", "they are of the replications 0 and 1"},
      {"a.h5 broken.h5", "broken.h5"}};
  for (const auto& [files, message] : refused) {
    const Ran ran = place.souk(split("compare " + files));
    CAPTURE(files, ran.err);
    CHECK(ran.code == 65);
    CHECK(ran.out.empty());
    CHECK(contains(ran.err, message));
  }
  CHECK(place.souk(split("compare a.h5 absent.h5")).code == 66);
  CHECK(place.listing() == before);
}
