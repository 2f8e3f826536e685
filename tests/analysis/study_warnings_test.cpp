#include <cmath>

#include <catch2/catch.hpp>

#include "analysis/study_warnings.hpp"
#include "tests/analysis/small_run.hpp"

using namespace souk;

namespace {

/// Two points, three replications: mean waits 9, 10, 11 at both, and numbers of events of their
/// own.
struct SmallStudy {
  SmallStudy() {
    sweep.points.resize(2);
    sweep.points[0].labels = {{"nodes", "1"}};
    sweep.points[1].labels = {{"nodes", "2"}, {"rule", "sjf"}};
    for (std::uint64_t run = 0; run < 6; ++run) {
      runs.push_back(small_summary());
      runs.back().notes.clear();
      runs.back().events += run;
      wait(run) = 9 + static_cast<double>(run / 2);
    }
  }
  double& wait(std::size_t run) { return runs[run].metrics[metric_index("mean_wait_s")].value; }
  [[nodiscard]] std::vector<std::string> warnings() const {
    return study_warnings(sweep, runs, "mean_wait_s", 0.95);
  }
  Sweep sweep;
  std::vector<RunSummary> runs;
};

}  // namespace

TEST_CASE("a good study has no warnings", "[analysis]") {
  // Half width 4.303 / sqrt(3) = 2.484: the interval is 4.97 wide, half of the mean is 5.
  CHECK(SmallStudy{}.warnings().empty());
}

TEST_CASE("identical replications of one point are told", "[analysis]") {
  SmallStudy study;
  study.runs[5] = study.runs[1];
  REQUIRE(study.warnings().size() == 1);
  CHECK(study.warnings()[0] ==
        "replications are identical, so that they add nothing, at 1 of 2 points: nodes = 2, rule = "
        "sjf");
  // A failed run is like no other. The two left, 9 and 10, have a wide interval: 9.5 +- 6.35.
  study.runs[5].events = 0;
  REQUIRE(study.warnings().size() == 1);
  CHECK(study.warnings()[0].starts_with("the 95 % interval of mean_wait_s is wider"));
}

TEST_CASE("a load above 1 is told as not stationary", "[analysis]") {
  SmallStudy study;
  study.runs[4].notes = {"flows_per_link bound 3 times", "unstable: the queue grew"};
  REQUIRE(study.warnings().size() == 1);
  CHECK(study.warnings()[0].starts_with("not stationary: "));
  CHECK(study.warnings()[0].ends_with("at 1 of 2 points: nodes = 1"));
}

TEST_CASE("an interval wider than half of the mean is told", "[analysis]") {
  SmallStudy study;
  study.wait(4) += 0.1;  // squares 2.21 - 3 (1 / 30)^2 = 2.2067 / 2: half width 2.61
  REQUIRE(study.warnings().size() == 1);
  CHECK(study.warnings()[0] ==
        "the 95 % interval of mean_wait_s is wider than half of the mean at 1 of 2 points: nodes = "
        "1");
  CHECK(study_warnings(study.sweep, study.runs, "mean_wait_s", 0.9).empty());
  study.wait(4) = NAN;
  study.wait(2) = NAN;
  CHECK(study.warnings().empty());  // one value has no interval
}

TEST_CASE("of many points the first three are named", "[analysis]") {
  SmallStudy study;
  study.sweep.points.assign(6, SweepPoint{{}, {{"x", "1"}}});
  study.runs.resize(12, study.runs[0]);
  for (std::size_t run = 0; run < 12; ++run) {
    study.runs[run].events = 7;
    study.wait(run) = run % 6 == 5 ? 10 + 1e-3 * static_cast<double>(run) : 10;
  }
  REQUIRE(study.warnings().size() == 1);
  CHECK(study.warnings()[0].ends_with("at 5 of 6 points: x = 1; x = 1; x = 1; ..."));
}

TEST_CASE("a note that all runs of a point share is told, with the points where some lack it",
          "[analysis]") {
  SmallStudy study;
  for (std::size_t run = 0; run < 6; ++run) {
    study.runs[run].notes = {"l4: published figures alone"};
    if (run % 2 == 1) study.runs[run].notes.emplace_back("data sheets");
    if (run != 3) study.runs[run].notes.emplace_back("of all but one");
    study.runs[run].notes.push_back("bound " + std::to_string(run) + " times");
    study.runs[run].notes.emplace_back("unstable: the queue grew");
  }
  CHECK(study_notes(study.sweep, study.runs) ==
        std::vector<std::string>{"l4: published figures alone",
                                 "of all but one, at 1 of 2 points: nodes = 1",
                                 "data sheets, at 1 of 2 points: nodes = 2, rule = sjf"});
}
