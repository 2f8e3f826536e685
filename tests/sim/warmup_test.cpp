// The warm-up that MSER-5 finds, in runs known by hand.

#include <algorithm>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "child_run.hpp"

using namespace souk;

namespace {

/// Jobs of one second at one server: `together` at 0, then one every two seconds from 100 s on.
std::string backlog(int together, int apart) {
  std::string text =
      "[scenario]\nname = \"backlog\"\nhorizon = \"inf\"\nwarmup = \"mser5\"\n"
      "[[provider]]\nname = \"server\"\n"
      "[[consumer]]\nname = \"users\"\njobs.process = \"list\"\njobs.list = [\n";
  for (int job = 0; job < together + apart; ++job)
    text += fmt::format("  {{ submit = \"{} s\", duration = \"1 s\" }},\n",
                        job < together ? 0 : 100 + 2 * (job - together));
  return text + "]\n";
}

bool has_note(const RunSummary& summary, const std::string& note) {
  return std::count(summary.notes.begin(), summary.notes.end(), note) == 1;
}

}  // namespace

TEST_CASE("a warm-up by MSER-5 leaves out the jobs of an initial backlog", "[simulation][oracle]") {
  // Waits 0, 1, ..., 39 and then 60 times 0: of batches of 5 eight have the means 2, 7, ..., 37,
  // and twelve 0. Without the first eight the error is 0, and no fewer can go.
  const RunSummary run = child_run(scenario_of(backlog(40, 60)));
  CHECK(metric(run, "jobs_submitted") == 60);
  CHECK(metric(run, "mean_wait_s") == 0);
  CHECK(has_note(run, "warmup: MSER-5 left out the first 40 of 100 jobs"));
  CHECK(audit_faults(run) == "");
  // The same run as without, and the same measures as with a share of 0.4.
  const RunSummary whole = child_run(scenario_of(backlog(40, 60), {{"scenario.warmup", "0"}}));
  CHECK(whole.event_hash == run.event_hash);
  CHECK(metric(whole, "mean_wait_s") == Approx(7.8));  // 780 / 100
  const RunSummary share = child_run(scenario_of(backlog(40, 60), {{"scenario.warmup", "0.4"}}));
  for (const MetricEntry& entry : metric_entries()) {
    CAPTURE(entry.name);
    const double by_share = metric(share, entry.name), by_mser = metric(run, entry.name);
    CHECK((by_share == by_mser || (by_share != by_share && by_mser != by_mser)));
  }
}

TEST_CASE("MSER-5 is refused where waits do not settle within half of the jobs", "[simulation]") {
  // Waits 0, 1, ..., 39 rise to the end: each batch that goes lowers the error, down to half.
  const RunSummary run = child_run(scenario_of(backlog(40, 0)));
  CHECK(has_note(run, "warmup: MSER-5 left out the first 20 of 40 jobs"));
  CHECK(has_note(run, "unstable: the waits do not settle within half of the jobs (MSER-5)"));
  CHECK(metric(run, "mean_wait_s") == 29.5);
}

TEST_CASE("a warm-up by MSER-5 copes with a run without jobs", "[simulation]") {
  const RunSummary run = child_run(scenario_of(backlog(0, 0)));
  CHECK(has_note(run, "warmup: MSER-5 left out the first 0 of 0 jobs"));
  CHECK(metric(run, "jobs_submitted") == 0);
}
