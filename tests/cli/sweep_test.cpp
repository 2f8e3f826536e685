// souk sweep: the same bytes for any number of processes, the right value at every point.

#include <algorithm>
#include <array>
#include <map>

#include <nlohmann/json.hpp>

#include "tests/cli/scenes.hpp"
#include "tests/cli/workplace.hpp"

using namespace souk;
using nlohmann::json;

namespace {

/// A sample of one metric: replication and the two coordinates, as exported.
using Point = std::array<double, 3>;

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells{""};
  for (const char c : line)
    if (c == ',')
      cells.emplace_back();
    else
      cells.back() += c;
  return cells;
}

/// metric,replication,share,rate,sample,flag
std::map<Point, double> samples_of(const std::string& csv, const std::string& metric) {
  std::map<Point, double> samples;
  for (const std::string& line : lines_of(csv)) {
    const auto cells = cells_of(line);
    if (cells[0] == metric)
      samples[{std::stod(cells[1]), std::stod(cells[2]), std::stod(cells[3])}] =
          std::stod(cells[4]);
  }
  return samples;
}

}  // namespace

TEST_CASE("a sweep gives the same bytes for any number of processes", "[cli][contract]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  const Ran one = place.souk(split("sweep s.toml -o 1.h5 -j 1 --quiet"));
  const Ran two = place.souk(split("sweep s.toml -o 2.h5 --jobs 2 --quiet"));
  CHECK(one.code == 0);
  CHECK(two.code == 0);
  CHECK(place.read("1.h5").size() > 1000);
  CHECK(place.read("1.h5") == place.read("2.h5"));
  CHECK(place.listing().size() == 3);  // nothing else is left
}

TEST_CASE("each point of a grid holds what the run with these settings gives", "[cli][contract]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  const Ran sweep = place.souk(split("sweep s.toml --quiet"));
  REQUIRE(sweep.code == 0);
  CHECK(summary_line(sweep.out, "result ") == "results/small.h5");
  CHECK(contains(sweep.out, "small: 6 points x 2 replications"));
  REQUIRE(place.souk(split("export results/small.h5 --csv tables")).code == 0);
  const auto samples = samples_of(place.read("tables/curve_samples.csv"), "mean_wait_s");
  CHECK(samples.size() == 12);
  for (const std::string share : {"0", "0.5", "1"})
    for (const std::string rate : {"3", "6"})
      for (const std::string replication : {"0", "1"}) {
        // Each value of each coordinate with another of the others is enough.
        if ((replication == "1") != (share == "0.5") || (rate == "3") == (share == "0.5")) continue;
        const Ran run = place.souk({"run", "s.toml", "--json", "--quiet", "--replication",
                                    replication, "--set", "provider.*.share=" + share, "--set",
                                    "consumer.person.jobs.rate=" + rate + " /d"});
        REQUIRE(run.code == 0);
        // A rate is filed in SI units: per second.
        const Point point{std::stod(replication), std::stod(share), std::stod(rate) / 86400};
        CAPTURE(share, rate, replication);
        REQUIRE(samples.contains(point));
        CHECK(samples.at(point) == json::parse(run.out)["metrics"]["mean_wait_s"].get<double>());
      }
}

TEST_CASE("each member of a point fares as in the run with these settings", "[cli][contract]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  const Ran sweep = place.souk(split("sweep s.toml --quiet -o s.h5"));
  REQUIRE(sweep.code == 0);
  CHECK(contains(sweep.out, "sooner, later"));
  REQUIRE(place.souk(split("export s.h5 --csv swept")).code == 0);
  REQUIRE(place
              .souk({"run", "s.toml", "--quiet", "-o", "r.h5", "--replication", "1", "--set",
                     "provider.*.share=1", "--set", "consumer.person.jobs.rate=6 /d"})
              .code == 0);
  REQUIRE(place.souk(split("export r.h5 --csv run")).code == 0);
  std::map<std::string, double> used;  // by home
  const auto agents = lines_of(place.read("run/agents.csv"));
  const auto titles = cells_of(agents[0]);
  const auto column = [&](const char* title) {
    return static_cast<std::size_t>(std::find(titles.begin(), titles.end(), title) -
                                    titles.begin());
  };
  for (std::size_t row = 1; row < agents.size(); ++row) {
    const auto cells = cells_of(agents[row]);
    if (!cells.at(column("home_name")).empty())
      used[cells[column("home_name")]] += std::stod(cells.at(column("gpu_hours_used")));
  }
  REQUIRE(used.size() == 2);
  std::size_t found = 0;
  for (const std::string& line : lines_of(place.read("swept/organisation_samples.csv"))) {
    // metric,replication,share,rate,member,sample,flag
    const auto cells = cells_of(line);
    if (cells[0] != "gpu_hours_used" || cells[1] != "1" || cells[2] != "1" ||
        std::stod(cells[3]) != 6.0 / 86400 || !used.contains(cells[4]))
      continue;
    ++found;
    CHECK(std::stod(cells[5]) == Approx(used[cells[4]]).epsilon(1e-12));
  }
  CHECK(found == 2);
}

TEST_CASE("a run of a sweep that fails costs that run, is named, and stays to be done", "[cli]") {
  const Workplace place;
  // At nine million jobs a day and person the second point takes longer than its process may.
  std::string text = market_scene;
  const auto replace = [&](const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
  };
  replace(R"(["3 /d", "6 /d"])", R"(["3 /d", "9000000 /d"])");
  replace("[0, 0.5, 1]", "[0.5]");
  replace("replications = 2", "replications = 1");
  place.write("s.toml", text);
  const Ran ran =
      place.run({"/bin/sh", "-c", "ulimit -c 0; ulimit -t 2; exec \"$0\" sweep s.toml -o r.h5 -j 2",
                 SOUK_PROGRAM});
  CAPTURE(ran.err);
  CHECK(ran.code == 70);
  CHECK(contains(ran.err,
                 "souk: a run failed: provider.*.share = 0.5, jobs a day = 9000000 /d, "
                 "replication 0: the run's process was ended by SIG"));
  // The other run is in the result and, for --resume, on record.
  REQUIRE(place.souk(split("export r.h5 --csv tables")).code == 0);
  const std::string samples = place.read("tables/curve_samples.csv");
  CHECK(contains(samples, "\nmean_wait_s,0,0.5,3.472222222222222e-05,"));  // 3 / 86400 s
  CHECK(contains(samples, "\nmean_wait_s,0,0.5,104.16666666666667,,"));    // undefined: empty
  std::size_t records = 0;
  for (const auto& entry : std::filesystem::directory_iterator{place.path("r.h5.spool")})
    records += entry.path().extension() == ".run" ? 1 : 0;
  CHECK(records == 1);
}

TEST_CASE("a sweep goes on from its records, and shards in any order give the same bytes",
          "[cli]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  REQUIRE(place.souk(split("sweep s.toml -o whole.h5 --quiet")).code == 0);
  CHECK_FALSE(std::filesystem::exists(place.path("whole.h5.spool")));

  for (const char* shard : {"3/3", "1/3", "2/3"})
    REQUIRE(place.souk({"sweep", "s.toml", "-o", "parts.h5", "--quiet", "--shard", shard}).code ==
            0);
  REQUIRE(place.souk(split("merge parts.h5.spool -o merged.h5")).code == 0);
  CHECK(place.read("merged.h5") == place.read("whole.h5"));

  const Ran again = place.souk(split("sweep s.toml -o parts.h5 --quiet"));
  CHECK(again.code == 64);
  CHECK(contains(again.err, "--resume goes on from them"));

  // One record is lost and one is torn: these two runs are done again.
  const std::filesystem::directory_iterator records{place.path("parts.h5.spool")};
  std::vector<std::filesystem::path> runs;
  for (const auto& entry : records)
    if (entry.path().extension() == ".run") runs.push_back(entry.path());
  std::filesystem::remove(runs[0]);
  std::filesystem::resize_file(runs[1], 100);
  CHECK(place.souk(split("merge parts.h5.spool -o merged.h5")).code == 66);
  const Ran resumed = place.souk(split("sweep s.toml -o parts.h5 --quiet --resume"));
  CHECK(resumed.code == 0);
  CHECK(contains(resumed.out, std::to_string(runs.size() - 2) + " runs were done before"));
  CHECK(place.read("parts.h5") == place.read("whole.h5"));
}

TEST_CASE("after an edit a sweep that kept its records does only what the edit touches", "[cli]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  const Ran first = place.souk(split("sweep s.toml -o s.h5 --keep --quiet"));
  REQUIRE(first.code == 0);
  CHECK(contains(first.out, "records s.h5.spool"));
  std::string text = market_scene;
  const std::string shares = "[0, 0.5, 1]";
  text.replace(text.find(shares), shares.size(), "[0, 0.25, 1]");
  place.write("s.toml", text);
  const Ran edited = place.souk(split("sweep s.toml -o s.h5 --resume --quiet"));
  CHECK(edited.code == 0);
  CHECK(contains(edited.out, "8 runs were done before"));  // of 12: two shares of three
  CHECK(std::filesystem::exists(place.path("s.h5.spool")));  // what is kept stays kept
  REQUIRE(place.souk(split("sweep s.toml -o anew.h5 --quiet")).code == 0);
  CHECK(place.read("s.h5") == place.read("anew.h5"));
}
