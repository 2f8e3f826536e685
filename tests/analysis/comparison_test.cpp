#include <cmath>

#include <catch2/catch.hpp>

#include "analysis/comparison.hpp"
#include "analysis/errors.hpp"
#include "tests/analysis/small_sweep.hpp"

using namespace souk;
using Catch::Matchers::Contains;

namespace {

/// A sweep over one key whose mean wait of run (r, p) is waits[r][p].
struct SmallSweep {
  ResultHeader header = small_header();
  std::string key = "provider.lab.nodes";
  std::vector<std::string> nodes{"1", "2"};
  std::vector<std::vector<double>> waits;

  void write(const std::string& path) const {
    Sweep sweep;
    sweep.axes = {{key, "", nodes, {}, ""}};
    sweep.points.resize(nodes.size());
    std::vector<RunSummary> runs;
    for (const auto& row : waits)
      for (const double wait : row) {
        runs.push_back(small_summary());
        runs.back().metrics[metric_index("mean_wait_s")].value = wait;
      }
    write_sweep_file(path, header, sweep, runs);
  }
};

const MetricComparison& wait_of(const PointComparison& point) {
  for (const MetricComparison& found : point.metrics)
    if (found.metric == "mean_wait_s") return found;
  throw std::out_of_range{"mean_wait_s"};
}

}  // namespace

TEST_CASE("two sweeps are compared point by point and replication by replication",
          "[analysis][oracle]") {
  const TemporaryFolder folder;
  SmallSweep{.waits = {{10, 5}, {20, 5}, {33, NAN}}}.write(folder / "a.h5");
  SmallSweep{.waits = {{11, 5}, {23, 5}, {38, 7}, {1, 1}}}.write(folder / "b.h5");
  const Comparison found = compare_results(folder / "a.h5", folder / "b.h5");
  CHECK(found.replications == 3);
  CHECK(found.level == 0.95);
  REQUIRE(found.points.size() == 2);
  CHECK(found.points[0].title == "provider.lab.nodes = 1");
  // Differences 1, 3, 5: mean 3, standard error 2 / sqrt(3), factor 4.30265 at two degrees.
  const MetricComparison& first = wait_of(found.points[0]);
  CHECK(first.unit == "s");
  CHECK(first.mean_a == 21);
  CHECK(first.mean_b == 24);
  CHECK(first.difference.mean == 3);
  CHECK(first.difference.low == Approx(3 - 4.30265273 * 2 / std::sqrt(3)));
  CHECK(first.difference.n == 3);
  CHECK_FALSE(first.shown());  // [-1.97, 7.97] holds 0
  CHECK_FALSE(first.same);
  // Of the pairs (5, 5), (5, 5), (NaN, 7) the last is none.
  const MetricComparison& second = wait_of(found.points[1]);
  CHECK(second.difference.n == 2);
  CHECK(second.difference.high == 0);
  CHECK_FALSE(second.shown());
  CHECK_FALSE(second.same);
  for (const MetricComparison& other : found.points[1].metrics)
    if (other.metric != "mean_wait_s") CHECK(other.same);
}

TEST_CASE("a difference whose interval leaves out 0 is shown", "[analysis]") {
  const TemporaryFolder folder;
  SmallSweep{.nodes = {"1"}, .waits = {{1}, {2}, {3}}}.write(folder / "a.h5");
  SmallSweep{.nodes = {"1"}, .waits = {{2}, {3.1}, {4}}}.write(folder / "b.h5");
  CHECK(wait_of(compare_results(folder / "a.h5", folder / "b.h5").points[0]).shown());
  const Comparison back = compare_results(folder / "b.h5", folder / "a.h5");
  CHECK(wait_of(back.points[0]).difference.mean == Approx(-3.1 / 3));
  CHECK(wait_of(back.points[0]).shown());
}

TEST_CASE("two runs are one pair, without an interval", "[analysis]") {
  const TemporaryFolder folder;
  write_small_run(folder / "a.h5");
  const Comparison found = compare_results(folder / "a.h5", folder / "a.h5");
  REQUIRE(found.points.size() == 1);
  CHECK(found.replications == 1);
  const MetricComparison& wait = wait_of(found.points[0]);
  CHECK(wait.mean_a == 3);
  CHECK(wait.difference.mean == 0);
  CHECK(std::isnan(wait.difference.low));
  CHECK(wait.same);
}

TEST_CASE("results that cannot be paired are refused with the reason", "[analysis][contract]") {
  const TemporaryFolder folder;
  const auto refusal = [&](const SmallSweep& other) {
    SmallSweep{.waits = {{1, 2}}}.write(folder / "a.h5");
    other.write(folder / "b.h5");
    try {
      (void)compare_results(folder / "a.h5", folder / "b.h5");
    } catch (const BadResultFile& error) {
      return std::string{error.what()};
    }
    return std::string{};
  };
  CHECK(refusal({.waits = {{1, 2}}}).empty());
  ResultHeader seeded = small_header();
  seeded.seed = 8;
  CHECK_THAT(refusal({.header = seeded, .waits = {{1, 2}}}),
             Contains("cannot be paired with") &&
                 Contains("they have the seeds 7 and 8, so their random streams differ"));
  CHECK_THAT(refusal({.key = "provider.lab.share", .waits = {{1, 2}}}),
             Contains("provider.lab.nodes and provider.lab.share are swept"));
  CHECK_THAT(refusal({.nodes = {"1", "4"}, .waits = {{1, 2}}}),
             Contains("provider.lab.nodes: value 1 is 2 and 4"));
  CHECK_THAT(refusal({.nodes = {"1"}, .waits = {{1}}}),
             Contains("provider.lab.nodes: value 1 is 2 and no more"));
  write_small_run(folder / "r.h5");
  CHECK_THROWS_WITH(compare_results(folder / "a.h5", folder / "r.h5"),
                    Contains("it is a run, the other one a sweep"));
  CHECK_THROWS_WITH(compare_results(folder / "r.h5", folder / "a.h5"),
                    Contains("it is a sweep, the other one a run"));
  CHECK_THROWS_AS(compare_results(folder / "a.h5", folder / "absent.h5"), BadResultFile);
}
