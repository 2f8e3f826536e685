#include <cmath>
#include <set>

#include <catch2/catch.hpp>

#include "models/scenario/keys.hpp"
#include "texts.hpp"

using namespace souk;
using test::contains;

namespace {

const std::string two_rows =
    "[[sweep]]\nkey = \"provider.pool.nodes\"\nfrom = 1\nto = 4\nlabel = \"nodes\"\n"
    "[[sweep]]\nkey = \"network.latency\"\nfrom = \"1 ms\"\nto = \"1 s\"\nscale = \"log\"\n";
const std::string two_lists =
    "[[sweep]]\nkey = \"provider.pool.nodes\"\nvalues = [1, 2, 3]\n"
    "[[sweep]]\nkey = \"scheduling.name\"\nvalues = [\"fcfs\", \"sjf\", \"fcfs\"]\nlabel = "
    "\"rule\"\n";

std::string with_study(std::string_view keys, std::string_view rows) {
  return test::with_consumer("") + "[study]\n" + std::string{keys} + std::string{rows};
}

Sweep sweep_of(std::string_view keys, std::string_view rows) {
  return read_sweep(with_study(keys, rows), "s.toml", test::with_files());
}

std::string report_of(std::string_view keys, std::string_view rows) {
  try {
    sweep_of(keys, rows);
    return test::report_on(with_study(keys, rows));
  } catch (const ScenarioError& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("a study not described has its defaults", "[scenario]") {
  const Scenario scenario = parse_scenario(test::with_consumer(""), "s.toml");
  CHECK_FALSE(scenario.study.given);
  CHECK(scenario.study.design == StudyDesign::grid);
  CHECK(scenario.study.metric == "mean_wait_s");
  CHECK(scenario.study.interval == 0.95);
  CHECK_FALSE(scenario.study.half_width);
}

TEST_CASE("a study is read with all its keys", "[scenario]") {
  const std::string text = with_study(
      "design = \"list\"\nmetric = \"gini\"\nhalf_width = 0.1\nmax_replications = 40\n"
      "interval = 0.9\nbaseline = 2\n",
      two_lists);
  ParseOptions options = test::with_files();
  options.sets = {{"scenario.replications", "5"}};
  const Scenario scenario = parse_scenario(text, "s.toml", options);
  CHECK(scenario.study.given);
  CHECK(scenario.study.design == StudyDesign::list);
  CHECK(scenario.study.metric == "gini");
  CHECK(scenario.study.half_width == 0.1);
  CHECK(scenario.study.max_replications == 40);
  CHECK(scenario.study.interval == 0.9);
  CHECK(read_sweep(text, "s.toml", options).baseline == 2);
  CHECK(parse_scenario(scenario.text, "resolved.toml", options).text == scenario.text);
}

TEST_CASE("no run depends on the study", "[scenario][contract]") {
  const Scenario plain = parse_scenario(test::with_consumer(""), "s.toml");
  const Scenario studied =
      parse_scenario(with_study("metric = \"gini\"\ninterval = 0.9\n", two_lists), "s.toml");
  CHECK(studied.run_text == plain.run_text);
  CHECK(studied.text != plain.text);
}

TEST_CASE("the rows of a list advance together", "[scenario]") {
  const Sweep sweep = sweep_of("design = \"list\"\n", two_lists);
  REQUIRE(sweep.points.size() == 3);
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  CHECK(sweep.points[1].labels == Pairs{{"provider.pool.nodes", "2"}, {"rule", "sjf"}});
  REQUIRE(sweep.axes.size() == 1);
  CHECK(sweep.axes[0].label == "point");
  CHECK(sweep.axes[0].numbers == std::vector<double>{0, 1, 2});
  REQUIRE(sweep.coordinates.size() == 2);
  CHECK(sweep.coordinates[0].numbers == std::vector<double>{1, 2, 3});
  CHECK(sweep.coordinates[1].values == std::vector<std::string>{"fcfs", "sjf", "fcfs"});
}

TEST_CASE("a Sobol design is its sequence on the scale of each row", "[scenario][oracle]") {
  // (1/2, 1/2), (3/4, 1/4), (1/4, 3/4); nodes lie on 0.5 + 4 u rounded: 2.5 (to even: 2), 3.5 (4),
  // 1.5 (2); latency is 1 ms 1000^u.
  const Sweep sweep = sweep_of("design = \"sobol\"\npoints = 3\n", two_rows);
  REQUIRE(sweep.points.size() == 3);
  REQUIRE(sweep.coordinates.size() == 2);
  CHECK(sweep.coordinates[0].key == "provider.pool.nodes");
  CHECK(sweep.coordinates[0].label == "nodes");
  CHECK(sweep.coordinates[0].numbers == std::vector<double>{2, 4, 2});
  CHECK(sweep.coordinates[1].unit == "s");
  const double latency[] = {std::pow(10, -1.5), std::pow(10, -2.25), std::pow(10, -0.75)};
  for (std::size_t i = 0; i < 3; ++i)
    CHECK(sweep.coordinates[1].numbers[i] == Approx(latency[i]).epsilon(1e-12));
  CHECK(sweep.points[1].sets[0].second == "4");
}

TEST_CASE("a Latin hypercube has every stratum once and every whole number equally often",
          "[scenario][oracle]") {
  // 40 points on 1 to 4: ten strata each. On the logarithm of the latency, 40 strata.
  const Sweep sweep = sweep_of("design = \"latin_hypercube\"\npoints = 40\n", two_rows);
  std::vector<int> counts(5, 0);
  for (const double nodes : sweep.coordinates[0].numbers) ++counts[static_cast<std::size_t>(nodes)];
  CHECK(counts == std::vector<int>{0, 10, 10, 10, 10});
  std::set<int> strata;
  for (const double latency : sweep.coordinates[1].numbers)
    strata.insert(static_cast<int>(std::floor(std::log10(latency / 1e-3) / 3 * 40)));
  CHECK(strata.size() == 40);
}

TEST_CASE("a Latin hypercube is drawn from the scenario's seed", "[scenario]") {
  const auto numbers = [](const char* seed) {
    ParseOptions options = test::with_files();
    options.sets = {{"scenario.seed", seed}};
    return read_sweep(with_study("design = \"latin_hypercube\"\npoints = 9\n", two_rows), "s.toml",
                      options)
        .coordinates[1]
        .numbers;
  };
  CHECK(numbers("1") == numbers("1"));
  CHECK(numbers("1") != numbers("2"));
}

TEST_CASE("a sampled design takes words and lists of values, each as often as the others",
          "[scenario]") {
  const std::string choices =
      two_rows +
      "[[sweep]]\nkey = \"scheduling.name\"\nvalues = [\"fcfs\", \"sjf\"]\n"
      "[[sweep]]\nkey = \"provider.pool.owner_priority\"\nvalues = [false, true]\n"
      "[[sweep]]\nkey = \"provider.pool.share\"\nvalues = [0.25, 0.5, 1]\n";
  for (const std::string design : {"latin_hypercube", "sobol", "saltelli"}) {
    CAPTURE(design);
    const Sweep sweep = sweep_of("design = \"" + design + "\"\npoints = 12\n", choices);
    REQUIRE(sweep.coordinates.size() == 5);
    const auto count = [&](std::size_t row, const std::string& value) {
      const auto& values = sweep.coordinates[row].values;
      return static_cast<double>(std::count(values.begin(), values.end(), value)) /
             static_cast<double>(values.size());
    };
    const double slack = design == "latin_hypercube" ? 0 : 0.15;
    for (const std::string rule : {"fcfs", "sjf"})
      CHECK(std::abs(count(2, rule) - 1.0 / 2) <= slack);
    for (const std::string value : {"false", "true"})
      CHECK(std::abs(count(3, value) - 1.0 / 2) <= slack);
    for (const std::string share : {"0.25", "0.5", "1"})
      CHECK(std::abs(count(4, share) - 1.0 / 3) <= slack + 1e-12);
    CHECK(sweep.coordinates[2].numbers.empty());
    CHECK(sweep.coordinates[4].numbers.size() == sweep.points.size());
  }
}

TEST_CASE("a sensitivity design has blocks of a point per key and two", "[scenario]") {
  const Sweep sweep = sweep_of("design = \"saltelli\"\npoints = 5\n", two_rows);
  REQUIRE(sweep.points.size() == 20);
  const auto& latency = sweep.coordinates[1].numbers;
  for (std::size_t block = 0; block < 20; block += 4) {
    CHECK(latency[block + 2] == latency[block]);
    CHECK(latency[block + 3] == latency[block + 1]);
  }
}

TEST_CASE("a baseline is a number, a value or the labels of one point", "[scenario]") {
  CHECK(sweep_of("", two_lists).baseline == 0);
  CHECK(sweep_of("baseline = 4\n", two_lists).baseline == 4);
  CHECK(sweep_of("baseline = \"provider.pool.nodes = 2, rule = sjf\"\n", two_lists).baseline == 4);
  CHECK(sweep_of("design = \"list\"\nbaseline = \"sjf\"\n", two_lists).baseline == 1);
  CHECK(sweep_of("design = \"list\"\nbaseline = \"rule = sjf\"\n", two_lists).baseline == 1);
  CHECK(contains(report_of("design = \"list\"\nbaseline = \"fcfs\"\n", two_lists),
                 "which names 2 points, the first is \"provider.pool.nodes = 1, rule = fcfs\""));
  CHECK(contains(report_of("baseline = 9\n", two_lists), "allowed is a number below 9"));
  CHECK(contains(report_of("baseline = 1.5\n", two_lists), "baseline is 1.5"));
  CHECK(contains(report_of("baseline = \"srpt\"\n", two_lists), ":13:12: baseline is \"srpt\""));
}

TEST_CASE("a misuse of a study is a fault with its place", "[scenario]") {
  const std::string sobol = "design = \"sobol\"\npoints = 3\n";
  CHECK(contains(report_of("design = \"soboll\"\n", ""), "did you mean \"sobol\"?"));
  CHECK(contains(report_of("design = \"sobol\"\n", two_rows),
                 "study.points is missing for a design that samples"));
  CHECK(contains(report_of("points = 3\n", two_lists), "points is of the designs"));
  CHECK(contains(report_of(sobol, ""), "a design needs [[sweep]] rows"));
  CHECK(contains(report_of(sobol, two_rows + "points = 3\n"), "points does not go with"));
  CHECK(contains(report_of(sobol, two_rows + "group = \"g\"\n"), "group does not go with"));
  CHECK(contains(report_of(sobol, "[[sweep]]\nkey = \"scenario.seed\"\nfrom = 3\n"),
                 "to is missing"));
  CHECK(contains(report_of(sobol, "[[sweep]]\nkey = \"scenario.seed\"\n"),
                 "takes either values, or from and to"));
  for (const std::string key :
       {"study.metric", "scenario.replications", "scenario.name", "output.tables"})
    CHECK(contains(report_of("", "[[sweep]]\nkey = \"" + key + "\"\nvalues = [1]\n"),
                   "key is \"" + key + "\", which is of the whole study"));
  CHECK(contains(report_of("design = \"list\"\n", two_lists + "[[sweep]]\nkey = \"scenario.seed\"\n"
                                                              "values = [1]\n"),
                 "the list has rows of 3 and 1 values"));
  CHECK(contains(report_of("design = \"list\"\n", two_lists + "group = \"g\"\n"),
                 "group does not go with a list"));
  CHECK(contains(report_of("metric = \"mean_wait\"\n", two_lists),
                 "unknown metric \"mean_wait\"; did you mean \"mean_wait_s\"?"));
  CHECK(contains(report_of("half_width = 0\n", two_lists), "half_width is 0; allowed is"));
  CHECK(contains(report_of("half_width = 0.1\n", two_lists),
                 "half_width needs scenario.replications of at least 2"));
  CHECK(contains(report_of("max_replications = 9\n", two_lists),
                 "max_replications is not used without half_width"));
  CHECK(contains(report_of("interval = 1\n", two_lists), "interval is 1; allowed is"));
  CHECK(contains(report_of("desing = \"grid\"\n", two_lists), "did you mean \"design\"?"));
  std::string many;
  for (int i = 0; i < 16; ++i)
    many += "[[sweep]]\nkey = \"scheduling.p" + std::to_string(i) + "\"\nfrom = 1\nto = 9\n";
  CHECK(contains(report_of("design = \"saltelli\"\npoints = 2\n", many), "takes at most 15"));
}

TEST_CASE("a sampled value that cannot be is a fault at its place", "[scenario]") {
  const std::string report =
      report_of("design = \"sobol\"\npoints = 3\n",
                "[[sweep]]\nkey = \"provider.pool.share\"\nfrom = 0.5\nto = 1.5\n");
  CHECK(contains(report, "share is 1.25; allowed is a number in [0, 1]"));
  CHECK(contains(report, "from = 0.5"));
}
