#include <catch2/catch.hpp>

#include "texts.hpp"

using namespace souk;
using test::contains;

namespace {

Sweep sweep_of(std::string_view rows) {
  return read_sweep(test::with_consumer("") + std::string{rows}, "s.toml", test::with_files());
}

std::string report_on_sweep(std::string_view rows) {
  try {
    sweep_of(rows);
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "no fault";
}

}  // namespace

TEST_CASE("nothing swept is one point with nothing set", "[scenario]") {
  const Sweep sweep = sweep_of("");
  CHECK(sweep.axes.empty());
  REQUIRE(sweep.points.size() == 1);
  CHECK(sweep.points[0].sets.empty());
}

TEST_CASE("several rows are a grid, row-major", "[scenario]") {
  const Sweep sweep = sweep_of(
      "[[sweep]]\nkey = \"provider.pool.nodes\"\nvalues = [1, 2]\n"
      "[[sweep]]\nkey = \"scheduling.name\"\nvalues = [\"fcfs\", \"sjf\"]\nlabel = \"rule\"\n");
  REQUIRE(sweep.points.size() == 4);
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  CHECK(sweep.points[1].sets ==
        Pairs{{"provider.pool.nodes", "1"}, {"scheduling.name", "\"sjf\""}});
  CHECK(sweep.points[2].labels == Pairs{{"provider.pool.nodes", "2"}, {"rule", "fcfs"}});
  CHECK(sweep.axes[0].numbers == std::vector<double>{1, 2});
  CHECK(sweep.axes[0].unit == "1");
  CHECK(sweep.axes[1].numbers.empty());
  CHECK(sweep.axes[1].values == std::vector<std::string>{"fcfs", "sjf"});
}

TEST_CASE("ranges are linear or logarithmic, in the unit written", "[scenario]") {
  const Sweep linear = sweep_of(
      "[[sweep]]\nkey = \"consumer.team.jobs.rate\"\nfrom = \"1 /h\"\nto = \"3 /h\"\npoints = 3\n");
  CHECK(linear.axes[0].values == std::vector<std::string>{"1 /h", "2 /h", "3 /h"});
  CHECK(linear.axes[0].numbers == std::vector<double>{1.0 / 3600, 2.0 / 3600, 3.0 / 3600});
  CHECK(linear.axes[0].unit == "s-1");
  const Sweep log = sweep_of(
      "[[sweep]]\nkey = \"provider.pool.nodes\"\nfrom = 1\nto = 100\npoints = 3\nscale = "
      "\"log\"\n");
  CHECK(log.axes[0].values == std::vector<std::string>{"1", "10", "100"});
  // exp(ln 0.1 + 4/6 ln 1000) is 9.999999999999998: what lies between is rounded to 12 digits.
  const Sweep fine = sweep_of(
      "[[sweep]]\nkey = \"network.backbone\"\nfrom = \"0.1 Gbit/s\"\nto = \"100 Gbit/s\"\npoints = "
      "7\nscale = \"log\"\n");
  CHECK(fine.axes[0].values == std::vector<std::string>{"0.1 Gbit/s", "0.316227766017 Gbit/s",
                                                        "1 Gbit/s", "3.16227766017 Gbit/s",
                                                        "10 Gbit/s", "31.6227766017 Gbit/s",
                                                        "100 Gbit/s"});
  const Sweep mixed = sweep_of(
      "[[sweep]]\nkey = \"network.latency\"\nfrom = \"1 s\"\nto = \"1 min\"\npoints = 2\n");
  CHECK(mixed.axes[0].values == std::vector<std::string>{"1 s", "60 s"});
}

TEST_CASE("a swept quantity has the unit that the file's tables and metrics have", "[scenario]") {
  const std::pair<std::string, std::string> units[] = {
      {"key = \"network.latency\"\nvalues = [\"1 min\"]\n", "s"},
      {"key = \"network.backbone\"\nvalues = [\"8 Gbit/s\"]\n", "byte s-1"},
      {"key = \"consumer.team.jobs.rate\"\nvalues = [\"1 /d\"]\n", "s-1"},
      {"key = \"consumer.team.jobs.work\"\nvalues = [\"1 GPUh\"]\n", "s"},
      {"key = \"consumer.team.jobs.output\"\nvalues = [\"1 GB\"]\n", "byte"},
      {"key = \"consumer.team.budget\"\nvalues = [\"1 credit\"]\n", "credit"},
      {"key = \"provider.pool.opening_price\"\nvalues = [\"1 credit/GPUh\"]\n", "credit h-1"},
      {"key = \"provider.pool.share\"\nvalues = [0.5]\n", "1"}};
  for (const auto& [row, unit] : units) {
    CAPTURE(row);
    const Sweep sweep = sweep_of("[[sweep]]\n" + row);
    REQUIRE(sweep.axes.size() == 1);
    CHECK(sweep.axes[0].unit == unit);
    CHECK(sweep.axes[0].numbers.size() == 1);
  }
}

TEST_CASE("rows of one group advance together and are one axis", "[scenario]") {
  const Sweep sweep = sweep_of(
      "[[sweep]]\nkey = \"provider.pool.nodes\"\nvalues = [1, 2]\ngroup = \"g\"\n"
      "[[sweep]]\nkey = \"scenario.seed\"\nvalues = [3, 4]\ngroup = \"g\"\n");
  CHECK(sweep.axes.size() == 1);
  REQUIRE(sweep.points.size() == 2);
  CHECK(sweep.points[1].sets.size() == 2);
  CHECK(sweep.points[1].sets[1].second == "4");
}

TEST_CASE("a table is labelled by its name, and each point parses with its sets", "[scenario]") {
  const Sweep sweep = read_sweep(test::full_scenario(), "full.toml", test::with_files());
  REQUIRE(sweep.points.size() == 8);
  CHECK(sweep.axes[0].label == "rate");
  CHECK(sweep.axes[1].values == std::vector<std::string>{"posted_price", "tatonnement"});
  for (const SweepPoint& point : sweep.points) {
    ParseOptions options = test::with_files();
    options.sets = point.sets;
    CHECK_NOTHROW(parse_scenario(test::full_scenario(), "full.toml", options));
  }
}

TEST_CASE("values that need each other are tried together, not alone", "[scenario]") {
  // A moving price needs rounds: with the file's round of 0 its row alone would be refused.
  const std::string head =
      "[market]\nmechanism.name = \"posted_offers\"\n[[sweep]]\nkey = \"market.round\"\n";
  const std::string price =
      "[[sweep]]\nkey = \"provider.pool.pricing\"\nvalues = [{ name = \"tatonnement\", step = 0.2, "
      "floor = \"1 credit/GPUh\" }]\n"
      "[[sweep]]\nkey = \"provider.pool.opening_price\"\nvalues = [\"1 credit/GPUh\"]\n";
  CHECK(sweep_of(head + "values = [\"1 min\", \"2 min\"]\n" + price).points.size() == 2);
  CHECK(
      contains(report_on_sweep(head + "values = [\"0 s\"]\n" + price), "needs market.round > 0 s"));
}

TEST_CASE("a swept value that cannot be is a fault at its place", "[scenario]") {
  const std::string report =
      report_on_sweep("[[sweep]]\nkey = \"provider.pool.share\"\nvalues = [0.5, 1.5]\n");
  CHECK(contains(report, ":16: provider \"pool\": share is 1.5; allowed is a number in [0, 1]"));
  CHECK(contains(report, "values = [0.5, 1.5]"));
  const auto faulty = [](std::string_view keys) {
    return report_on_sweep("[[sweep]]\n" + std::string{keys});
  };
  CHECK(contains(faulty("key = \"provider.pol.share\"\nvalues = [1]\n"),
                 "meets no provider; did you mean \"pool\"?"));
  CHECK(contains(faulty("key = \"provider.pool.shar\"\nvalues = [1]\n"),
                 "meets no key; did you mean \"share\"?"));
  CHECK(contains(faulty("values = [1]\n"), "key is missing"));
  CHECK(contains(faulty("key = \"scenario.seed\"\n"), "either values, or from, to and points"));
  CHECK(
      contains(faulty("key = \"scenario.seed\"\nvalues = []\n"), "an array of at least one value"));
  CHECK(contains(faulty("key = \"scenario.seed\"\nvalues = [1]\npoints = 2\n"),
                 "points is not used beside values"));
  CHECK(contains(faulty("key = \"scenario.seed\"\nfrom = 1\npoints = 2\n"), "to is missing"));
  CHECK(contains(faulty("key = \"scenario.seed\"\nfrom = 1\nto = 2\n"), "points is missing"));
  CHECK(contains(faulty("key = \"scenario.seed\"\nfrom = 0\nto = 2\npoints = 3\nscale = \"log\"\n"),
                 "above 0"));
  CHECK(contains(faulty("key = \"network.latency\"\nfrom = 1\nto = \"2 s\"\npoints = 3\n"),
                 "numbers or quantities of the key"));
  CHECK(contains(faulty("key = \"scenario.seed\"\nvalues = [1, 2]\ngroup = \"g\"\n[[sweep]]\nkey = "
                        "\"provider.pool.nodes\"\nvalues = [1]\ngroup = \"g\"\n"),
                 "they advance together"));
}

TEST_CASE("a row of a sweep that a later one overrides is a fault", "[scenario]") {
  const auto both = [](const std::string& first, const std::string& second) {
    return report_on_sweep("[[sweep]]\nkey = \"" + first + "\"\nvalues = [1]\n[[sweep]]\nkey = \"" +
                           second + "\"\nvalues = [2, 3]\n");
  };
  CHECK(
      contains(both("scenario.seed", "scenario.seed"),
               "sweep: key \"scenario.seed\" is swept twice; \"scenario.seed\" of line 13 sets it "
               "too"));
  CHECK(both("provider.*.nodes", "provider.pool.nodes") == "no fault");  // all, and then one
  CHECK(contains(both("provider.pool.nodes", "provider.*.nodes"), "is swept twice"));
  CHECK(both("provider.*.nodes", "provider.pool.gpus_per_node") == "no fault");
  CHECK(both("provider.pool.nodes", "consumer.*.count") == "no fault");
}

TEST_CASE("points that cannot be read are told once, and what else is wrong too", "[scenario]") {
  const std::string report =
      report_on_sweep("[[sweep]]\nkey = \"scenario.seed\"\nfrom = 0\nto = 2\npoints = \"many\"\n");
  CHECK(contains(report, "points is \"many\""));
  CHECK(report.ends_with("1 error; nothing was run"));
  CHECK(report_on_sweep("[[sweep]]\nkey = \"scenario.seed\"\nfrom = 0\npoints = \"many\"\n")
            .ends_with("2 errors; nothing was run"));
}
