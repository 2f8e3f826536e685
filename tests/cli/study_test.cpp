// souk sweep with a section [study]: designs, precision, comparisons, warnings.

#include <nlohmann/json.hpp>

#include "tests/cli/workplace.hpp"

using namespace souk;
using nlohmann::json;

namespace {

/// Jobs of one minute on average at one server; some 700 a day.
const std::string queue_scene = R"([scenario]
name = "queue"
horizon = "1 d"
replications = 3

[[provider]]
name = "pool"
nodes = 1

[[consumer]]
name = "users"
jobs.process = "poisson"
jobs.rate = "30 /h"
jobs.work = { law = "exponential", mean = "1 GPUmin" }
)";

const std::string two_ranges = R"(
[[sweep]]
key = "provider.pool.nodes"
from = 1
to = 3

[[sweep]]
key = "consumer.users.jobs.rate"
label = "rate"
from = "10 /h"
to = "40 /h"
scale = "log"
)";

std::string rows(const std::string& key, const std::string& values) {
  return "\n[[sweep]]\nkey = \"" + key + "\"\nvalues = " + values + "\n";
}

}  // namespace

TEST_CASE("a sweep to a half-width stops by its results alone, whoever runs it",
          "[cli][contract]") {
  const Workplace place;
  place.write("s.toml", queue_scene + "\n[study]\nhalf_width = 0.15\nmax_replications = 60\n" +
                            rows("consumer.users.jobs.rate", "[\"20 /h\", \"30 /h\"]"));
  const Ran one = place.souk(split("sweep s.toml -o 1.h5 -j 1 --quiet"));
  const Ran two = place.souk(split("sweep s.toml -o 2.h5 -j 2 --quiet"));
  REQUIRE(one.code == 0);
  REQUIRE(two.code == 0);
  CHECK(contains(one.out, "mean_wait_s within 15.0 % of the mean at 95 %: met at every point"));
  CHECK_FALSE(contains(one.out, "queue: 2 points x 3 replications"));  // one batch is not enough
  CHECK(place.read("1.h5") == place.read("2.h5"));
  CHECK(place.souk(split("reproduce 1.h5 --quiet")).code == 0);
  CHECK_FALSE(place.has("1.h5.spool"));
}

TEST_CASE("a sweep that cannot be precise stops before its cap and says so", "[cli]") {
  const Workplace place;
  place.write("s.toml", queue_scene + "\n[study]\nhalf_width = 1e-9\nmax_replications = 8\n");
  const Ran ran = place.souk(split("sweep s.toml -o r.h5 --quiet"));
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "queue: 1 point x 6 replications"));
  CHECK(contains(ran.out, ": not met at 1 of 1 points"));
  CHECK(contains(ran.out, " % in 6 replications"));
  const Ran shard = place.souk(split("sweep s.toml -o r.h5 --quiet --shard 1/2"));
  CHECK(shard.code == 64);
  CHECK(contains(shard.err, "--shard does not go with study.half_width"));
}

TEST_CASE("a study changes no run and no record", "[cli][contract]") {
  const Workplace place;
  const std::string swept = rows("consumer.users.jobs.rate", "[\"20 /h\", \"30 /h\"]");
  place.write("plain.toml", queue_scene + swept);
  place.write("study.toml", queue_scene + "\n[study]\nmetric = \"gini\"\ninterval = 0.9\n" + swept);
  const Ran plain = place.souk(split("run plain.toml --json --quiet"));
  const Ran study = place.souk(split("run study.toml --json --quiet"));
  REQUIRE(plain.code == 0);
  REQUIRE(study.code == 0);
  CHECK(json::parse(plain.out)["event_hash"] == json::parse(study.out)["event_hash"]);
  for (const char* shard : {"1/2", "2/2"})
    REQUIRE(place.souk({"sweep", "plain.toml", "-o", "r.h5", "--quiet", "--shard", shard}).code ==
            0);
  const Ran resumed = place.souk(split("sweep study.toml -o r.h5 --quiet --resume"));
  CHECK(resumed.code == 0);
  CHECK(contains(resumed.out, "6 runs were done before"));
}

TEST_CASE("a sensitivity study tells each key's part of the variance", "[cli]") {
  const Workplace place;
  place.write("s.toml",
              queue_scene + "\n[study]\ndesign = \"saltelli\"\npoints = 6\n" + two_ranges);
  const Ran ran = place.souk(split("sweep s.toml -o r.h5 --quiet"));
  REQUIRE(ran.code == 0);
  CHECK(contains(ran.out, "queue: 24 points x 3 replications"));
  CHECK(contains(ran.out, "part of the variance of mean_wait_s"));
  REQUIRE(place.souk(split("export r.h5 --csv tables")).code == 0);
  const std::string header = lines_of(place.read("tables/curves.csv")).front();
  for (const char* column : {"point", "provider.pool.nodes", "rate"})
    CHECK(contains("," + header + ",", "," + std::string{column} + ","));
  CHECK(lines_of(place.read("tables/curves.csv")).size() % 24 == 1);
  CHECK(place.souk(split("reproduce r.h5 --quiet")).code == 0);
}

TEST_CASE("points are compared with the baseline pair by pair", "[cli]") {
  const Workplace place;
  place.write("s.toml", queue_scene + "\n[study]\nbaseline = \"fcfs\"\ninterval = 0.9\n" +
                            rows("scheduling.name", "[\"sjf\", \"fcfs\"]"));
  const Ran ran = place.souk(split("sweep s.toml -o r.h5 --quiet"));
  REQUIRE(ran.code == 0);
  CHECK(
      contains(ran.out, "baseline: scheduling.name = fcfs; 90 % intervals of paired differences"));
  CHECK(contains(ran.out, "variance cut by"));
  CHECK(contains(ran.out, "\nscheduling.name = sjf "));
}

TEST_CASE("a sweep shows welfare where there is any, and where it is asked for", "[cli]") {
  const Workplace place;
  const std::string sweep = rows("consumer.users.jobs.rate", "[\"20 /h\", \"30 /h\"]");
  const std::string asked = "\n[study]\nmetric = \"welfare_credit\"\n";
  std::string valued = queue_scene;
  valued.replace(valued.find("jobs.process"), 0, "value = \"2 credit/GPUh\"\n");
  place.write("none.toml", queue_scene + sweep);
  place.write("asked.toml", queue_scene + asked + sweep);
  place.write("valued.toml", valued + sweep);
  const auto shows = [&](const std::string& file) {
    return contains(place.souk(split("sweep " + file + " -o r.h5 --quiet")).out, "  welfare  ");
  };
  CHECK_FALSE(shows("none.toml"));
  CHECK(shows("asked.toml"));
  CHECK(shows("valued.toml"));
}

TEST_CASE("a sweep warns of a load above 1 and of replications that are one", "[cli]") {
  const Workplace place;
  place.write("s.toml", queue_scene + rows("consumer.users.jobs.rate", "[\"10 /h\", \"90 /h\"]"));
  const Ran loaded = place.souk(split("sweep s.toml -o r.h5 --quiet"));
  CHECK(loaded.code == 0);
  CHECK(contains(loaded.out, "warning: not stationary"));
  CHECK(contains(loaded.out, "at 1 of 2 points: consumer.users.jobs.rate = 90 /h\n"));
  CHECK_FALSE(contains(loaded.out, "identical"));
  std::string fixed = queue_scene;
  fixed.replace(
      fixed.find("jobs.process"), std::string::npos,
      "jobs.process = \"list\"\njobs.list = [{ submit = \"0 s\", duration = \"1 s\" }]\n");
  place.write("s.toml", fixed);
  const Ran same = place.souk(split("sweep s.toml -o r.h5 --quiet"));
  CHECK(same.code == 0);
  CHECK(contains(same.out, "warning: replications are identical"));
}
