// The end of a run: what is in flight at the horizon, what the links' places cost, instants without
// end.

#include <string>
#include <vector>

#include <fmt/format.h>
#include <simgrid/engine.h>
#include <catch2/catch.hpp>

#include "child_run.hpp"
#include "models/scenario/error.hpp"
#include "sim/replication.hpp"

using namespace souk;

namespace {

// 1 PB over an uplink of 1 MB/s takes 1e9 s; two of them share it, a third waits for a place on the
// site's downlink, and the model still pays its latency.
const std::string slow_links = R"([scenario]
name = "slow-links"
horizon = "10 s"
[engine]
flows_per_link = 3
[[provider]]
name = "store"
nodes = 0
access.up = "1 MB/s"
[[provider]]
name = "far"
nodes = 0
access = { up = "1 MB/s", latency = "1000 s" }
[[provider]]
name = "site"
nodes = 4
[[dataset]]
name = "a"
size = "1000 TB"
at = ["store"]
[[dataset]]
name = "b"
size = "1000 TB"
at = ["store"]
[[dataset]]
name = "c"
size = "1000 TB"
at = ["store"]
[[model]]
name = "m"
size = "1 GB"
at = ["far"]
[[consumer]]
name = "user"
jobs.process = "list"
jobs.list = [ { submit = "0 s", duration = "1 s", model = "m" },
              { submit = "1 s", duration = "1 s", dataset = "a" },
              { submit = "2 s", duration = "1 s", dataset = "b" },
              { submit = "3 s", duration = "1 s", dataset = "c" } ]
)";

const std::string long_jobs = R"([scenario]
name = "long-jobs"
horizon = "10 s"
[engine]
compute = "fluid"
[[provider]]
name = "pool"
nodes = 2
gpus_per_node = 2
[[consumer]]
name = "user"
jobs.process = "list"
jobs.list = [ { submit = "0 s", duration = "1000000000 s", gpus = 3 },
              { submit = "4 s", duration = "1000000000 s", gpus = 1 },
              { submit = "1 s", duration = "1 s", gpus = 1 } ]
)";

struct EndOfRun {
  RunSummary summary;
  double simgrid_clock = 0;
};

EndOfRun end_of(const std::string& text, Driver driver) {
  const Scenario scenario = scenario_of(text);
  RunSummary summary = run_in_child([&] {
    RunSummary inner = simulate(scenario, {.driver = driver});
    inner.notes.push_back(fmt::format("{}", simgrid_get_clock()));
    return inner;
  });
  const double clock = std::stod(summary.notes.back());
  summary.notes.pop_back();
  return {std::move(summary), clock};
}

std::string on_outcome(const Event& event) {
  const auto* end = std::get_if<TransferEnded>(&event);
  if (end == nullptr) return {};
  return fmt::format("{} {} {}", end->transfer.value, name_of(end->outcome), end->time.value);
}

/// Three inputs asked of one store at one instant, each 1 s alone on the link.
std::string three_inputs(const std::string& engine) {
  std::string text = "[scenario]\nname = \"three\"\nhorizon = \"inf\"\n" + engine +
                     "[[provider]]\nname = \"store\"\nnodes = 0\naccess.up = \"1 GB/s\"\n"
                     "[[provider]]\nname = \"site\"\nnodes = 3\n";
  std::string jobs;
  for (const char* good : {"a", "b", "c"}) {
    text += fmt::format("[[dataset]]\nname = \"{}\"\nsize = \"1 GB\"\nat = [\"store\"]\n", good);
    jobs += fmt::format("{{ submit = \"0 s\", duration = \"1 s\", dataset = \"{}\" }}, ", good);
  }
  return text + "[[consumer]]\nname = \"user\"\njobs.process = \"list\"\njobs.list = [" + jobs +
         "]\n";
}

}  // namespace

TEST_CASE("what is in flight at the horizon costs no time after it", "[simulation][contract]") {
  for (const std::string& text : {slow_links, long_jobs}) {
    const EndOfRun lazy = end_of(text, Driver::lazy), armed = end_of(text, Driver::armed);
    CHECK(lazy.simgrid_clock <= 10);
    CHECK(armed.simgrid_clock <= 10);
    CHECK(lazy.summary.event_hash == armed.summary.event_hash);
    CHECK(lazy.summary.end == Seconds{10});
    CHECK(audit_faults(lazy.summary) == "");
    CHECK(metric(lazy.summary, "jobs_unfinished") == (text == slow_links ? 4 : 2));
  }
}

TEST_CASE("transfers under way at the horizon end there, by number", "[simulation]") {
  const RunSummary summary = child_run(scenario_of(slow_links), {}, on_outcome);
  CHECK(summary.notes == std::vector<std::string>{"flows_per_link bound 1 time", "0 horizon 10",
                                                  "1 horizon 10", "2 horizon 10", "3 horizon 10"});
}

TEST_CASE("a finite flows_per_link says how often it bound", "[simulation]") {
  // One place: two of the three wait, and the inputs arrive at 1, 2 and 3 s instead of all at 3 s.
  const auto notes = [](const std::string& engine) {
    return child_run(scenario_of(three_inputs(engine)), {}, on_outcome).notes;
  };
  using Notes = std::vector<std::string>;
  CHECK(notes("[engine]\nflows_per_link = 1\n") ==
        Notes{"flows_per_link bound 2 times", "0 done 1", "1 done 2", "2 done 3"});
  CHECK(notes("[engine]\nflows_per_link = 2\n")[0] == "flows_per_link bound 1 time");
  CHECK(notes("[engine]\nflows_per_link = 3\n") ==
        Notes{"flows_per_link bound 0 times", "0 done 3", "1 done 3", "2 done 3"});
  CHECK(notes("") == Notes{"0 done 3", "1 done 3", "2 done 3"});
}

TEST_CASE("an instant that repeats without end is a named fault", "[simulation]") {
  // A customer who never thinks and whose jobs take no time.
  const auto loop = [](const std::string& limit) {
    return scenario_of(
        "[scenario]\nname = \"loop\"\nhorizon = \"1 d\"\n[[provider]]\nname = "
        "\"pool\"\n[[consumer]]\nname = \"user\"\njobs.process = \"closed\"\n"
        "jobs.population = 1\njobs.think = \"0 s\"\njobs.duration = \"0 s\"\n"
        "jobs.limit = " +
        limit + "\n");
  };
  CHECK_THROWS_AS(simulate(loop("\"inf\""), {}), ScenarioError);
  CHECK_THROWS_WITH(
      simulate(loop("\"inf\""), {}),
      Catch::Contains("consumer \"user\": at 0 s its jobs end, or are refused, at once"));
  CHECK(metric(simulate(loop("4000"), {}), "jobs_finished") == 4000);
}

TEST_CASE("a run until all is final ends with the last job, whatever is still due",
          "[simulation][oracle]") {
  // One GPU that is busy for 10 s, all the time. Patience, a deadline, a change of the offer or the
  // transfer of an output (of a job that its deadline has cancelled) would be due later.
  const auto text = [](const std::string& keys, const std::string& job) {
    return "[scenario]\nname = \"end\"\nhorizon = \"inf\"\n[[provider]]\nname = \"home\"\n"
           "nodes = 0\naccess.down = \"1 MB/s\"\n[[provider]]\nname = \"pool\"\n" +
           keys + "jobs.process = \"list\"\njobs.list = [ { submit = \"0 s\", duration = \"10 s\"" +
           job + " } ]\n";
  };
  const std::string user = "[[consumer]]\nname = \"user\"\n";
  const std::string cancel = user + "jobs.late = \"cancel\"\n";
  const std::string texts[] = {
      text(user, ", patience = \"1000 s\""), text(cancel, ", deadline = \"50 s\""),
      text("idle.process = \"trace\"\nidle.trace = [\"100 s\"]\n" + user, ""),
      text(cancel + "home = \"home\"\njobs.output = \"1 GB\"\n", ", deadline = \"10 s\"")};
  for (const std::string& scenario : texts) {
    CAPTURE(scenario);
    const EndOfRun lazy = end_of(scenario, Driver::lazy), armed = end_of(scenario, Driver::armed);
    CHECK(lazy.summary.end == Seconds{10});
    CHECK(metric(lazy.summary, "utilisation") == 1);
    CHECK(lazy.summary.event_hash == armed.summary.event_hash);
    CHECK(audit_faults(lazy.summary) == "");
  }
}

TEST_CASE("samples alone do not keep a run alive", "[simulation]") {
  // The nodes leave for ever at 10 s; the job of 20 s waits without end.
  const RunSummary run = child_run(scenario_of(R"([scenario]
name = "left"
horizon = "inf"
series_interval = "1 s"
[[provider]]
name = "pool"
idle.process = "trace"
idle.trace = ["10 s"]
[[consumer]]
name = "user"
jobs.process = "list"
jobs.list = [ { submit = "0 s", duration = "5 s" }, { submit = "20 s", duration = "5 s" } ]
)"));
  CHECK(run.end == Seconds{20});
  CHECK(metric(run, "jobs_unfinished") == 1);
}
