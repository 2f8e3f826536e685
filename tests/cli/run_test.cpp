// souk run: the summary, the JSON object, the progress, and what is set for one run.

#include <set>

#include <nlohmann/json.hpp>

#include "tests/cli/scenes.hpp"
#include "tests/cli/workplace.hpp"

using namespace souk;
using nlohmann::json;
using nlohmann::ordered_json;

namespace {

/// "27ba51651e4c9e79" of the summary's last lines.
std::string hash_of(const Ran& ran) {
  return summary_line(ran.out, "event hash").substr(0, 16);
}

std::string json_hash(const Ran& ran) {
  return json::parse(ran.out).at("event_hash");
}

/// The shares that progress lines tell, in per cent; fails the test for any other line.
std::vector<int> shares_told(const std::string& err, const std::string& name) {
  std::vector<int> shares;
  for (const std::string& line : lines_of(err)) {
    CAPTURE(line);
    REQUIRE(line.starts_with(name + ": "));
    REQUIRE(line.ends_with("0 %"));
    shares.push_back(std::stoi(line.substr(name.size() + 2)));
  }
  return shares;
}

}  // namespace

TEST_CASE("a result goes below the caller's folder, which the summary names with the event hash",
          "[cli][contract]") {
  const Workplace place;
  place.write("some/where/s.toml", market_scene);
  const Ran ran = place.souk(split("run some/where/s.toml"));
  CHECK(ran.code == 0);
  CHECK(summary_line(ran.out, "result ") == "results/small.h5");
  CHECK(place.has("results/small.h5"));
  CHECK_FALSE(place.has("some/where/results"));
  CHECK(ran.out.starts_with("small: three sites on a market\n"));
  CHECK(contains(summary_line(ran.out, "audit "), "holds: jobs, gpu_seconds"));
  CHECK(hash_of(ran).find_first_not_of("0123456789abcdef") == std::string::npos);

  const Ran named = place.souk(split("run some/where/s.toml -o named.h5 --json"));
  CHECK(json_hash(named) == hash_of(ran));
  CHECK(json::parse(named.out).at("result") == "named.h5");
  CHECK(place.read("named.h5") == place.read("results/small.h5"));
}

TEST_CASE("--json prints one object with its four keys, and undefined metrics as null",
          "[cli][contract]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  const Ran ran = place.souk(split("run s.toml --json"));
  CHECK(ran.code == 0);
  CHECK(lines_of(ran.out).size() == 1);
  const ordered_json object = ordered_json::parse(ran.out);  // throws unless it is one value
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  CHECK(keys == split("scenario event_hash result metrics"));
  CHECK(object["scenario"] == "small");
  const ordered_json& metrics = object["metrics"];
  for (const std::string& name :
       split("jobs_submitted jobs_finished jobs_refused jobs_expired jobs_unfinished gpu_hours "
             "utilisation mean_wait_s mean_jct_s makespan_s welfare_credit revenue_credit "
             "fee_credit budget_residual_credit jain_index gini compute_efficiency "
             "data_efficiency model_efficiency cpu_seconds peak_rss_bytes")) {
    CAPTURE(name);
    REQUIRE(metrics.contains(name));
    CHECK((metrics[name].is_number() || metrics[name].is_null()));
  }
  CHECK(metrics["jobs_submitted"] > 100);
  CHECK(metrics["model_efficiency"].is_null());  // the scene has no model
  CHECK(metrics["cpu_seconds"] > 0);
  CHECK(metrics["peak_rss_bytes"] > 1e6);
  // Every job is in one final state; 5 % of what buyers pay is the fee.
  const double finals =
      metrics["jobs_finished"].get<double>() + metrics["jobs_late"].get<double>() +
      metrics["jobs_refused"].get<double>() + metrics["jobs_expired"].get<double>() +
      metrics["jobs_cancelled"].get<double>() + metrics["jobs_killed"].get<double>() +
      metrics["jobs_unfinished"].get<double>();
  CHECK(finals == metrics["jobs_submitted"].get<double>());
  CHECK(metrics["fee_credit"].get<double>() ==
        Approx(0.05 * metrics["revenue_credit"].get<double>()).epsilon(1e-6));
}

TEST_CASE("--json escapes what a scenario is called and where its result lies", "[cli]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  const Ran ran = place.souk({"run", "s.toml", "--json", "-o", "a \"b\" \\ \xff.h5"});
  CHECK(ran.code == 0);
  CHECK(contains(json::parse(ran.out).at("result").get<std::string>(), "a \"b\" \\ "));
}

TEST_CASE("outputs that no home takes are told by run and by check", "[cli]") {
  const Workplace place;
  const std::string scene = R"([scenario]
name = "outputs"
horizon = "inf"
[[provider]]
name = "pool"
[[consumer]]
name = "user"
jobs.output = "1 GB"
jobs.process = "list"
jobs.list = [ { submit = "0 s", duration = "1 s" } ]
)";
  place.write("s.toml", scene);
  const std::string told = "consumer \"user\": the outputs of its jobs are not moved";
  CHECK(contains(place.souk(split("run s.toml --quiet")).out, told));
  CHECK(contains(place.souk(split("check s.toml")).out, told));
  CHECK_FALSE(contains(place.souk(split("run s.toml --quiet --set consumer.user.home=pool")).out,
                       "not moved"));
}

TEST_CASE("--seed N is --set scenario.seed=N", "[cli][contract]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  const Ran by_seed = place.souk(split("run s.toml --json --seed 11 -o a.h5"));
  const Ran by_set = place.souk(split("run s.toml --json --set scenario.seed=11 -o b.h5"));
  CHECK(json_hash(by_seed) == json_hash(by_set));
  CHECK(place.read("a.h5") == place.read("b.h5"));
  const Ran other = place.souk(split("run s.toml --json -o c.h5"));
  CHECK(json_hash(other) != json_hash(by_seed));
  const Ran second = place.souk(split("run s.toml --json --replication 1 -o d.h5"));
  CHECK(json_hash(second) != json_hash(other));
  // The last of several settings of a key holds.
  const Ran last =
      place.souk(split("run s.toml --json --set scenario.seed=3 --set scenario.seed=11 -o e.h5"));
  CHECK(json_hash(last) == json_hash(by_seed));
}

TEST_CASE("progress is a line per 10 % where stderr is no terminal, and none with --quiet",
          "[cli][contract]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  // 117,000 events: several looks at the clock in each 10 %.
  const Ran run = place.souk({"run", std::string{SOUK_SCENARIOS} + "/idle-gpus.toml"});
  CHECK(run.code == 0);
  std::vector<int> shares = shares_told(run.err, "idle-gpus");
  if (!shares.empty() && shares.back() == 100) shares.pop_back();
  CHECK(shares == std::vector<int>{10, 20, 30, 40, 50, 60, 70, 80, 90});
  CHECK_FALSE(contains(run.err, "\x1b"));
  const Ran sweep = place.souk(split("sweep s.toml -j 2 -o w.h5 --set scenario.replications=1"));
  CHECK(sweep.code == 0);
  CHECK(shares_told(sweep.err, "small").back() == 100);
  for (const std::string quiet :
       {"run s.toml --quiet", "sweep s.toml --quiet", "reproduce w.h5 --quiet"}) {
    CAPTURE(quiet);
    const Ran ran = place.souk(split(quiet));
    CHECK(ran.code == 0);
    CHECK(ran.err.empty());
  }
}

TEST_CASE("no output holds a colour, with NO_COLOR or without", "[cli]") {
  const Workplace place;
  place.write("s.toml", market_scene);
  for (const std::string words : {"run s.toml"})
    for (const char* no_color : {"", "1"}) {
      const Ran ran =
          place.souk(split(words), {.environment = {{"NO_COLOR", no_color}}, .out = ""});
      CHECK_FALSE(contains(ran.out + ran.err, "\x1b"));
    }
}

TEST_CASE("--trace replaces the file of the only trace consumer", "[cli][contract]") {
  const Workplace place;
  place.write("s.toml", replay_scene + "jobs.trace.file = \"named.csv\"\n");
  place.write("named.csv", "submit_s,duration_s,gpus\n0,1,1\n");
  place.write("elsewhere/given.csv", native_trace);
  const auto jobs = [&](const std::string& words) {
    const Ran ran = place.souk(split(words));
    CAPTURE(words, ran.err);
    REQUIRE(ran.code == 0);
    return json::parse(ran.out).at("metrics").at("jobs_finished").get<double>();
  };
  CHECK(jobs("run s.toml --json") == 1);
  CHECK(jobs("run s.toml --json --trace elsewhere/given.csv") == 3);
  place.write("base/s.toml", place.read("s.toml"));
  place.write("base/named.csv", native_trace);
  CHECK(jobs("run base/s.toml --json") == 3);  // a path is relative to the scenario
}

TEST_CASE("a base is overridden by the scenario that names it", "[cli]") {
  const Workplace place;
  place.write("base.toml", market_scene);
  place.write("s.toml", "base = \"base.toml\"\n[scenario]\nname = \"over\"\nseed = 11\n");
  const Ran over = place.souk(split("run s.toml --json"));
  CHECK(over.code == 0);
  CHECK(json::parse(over.out).at("result") == "results/over.h5");
  CHECK(json_hash(over) == json_hash(place.souk(split("run base.toml --json --seed 11"))));
}

TEST_CASE("a run ends well though the horizon or a deadline cuts what SimGrid runs", "[cli]") {
  const Workplace place;
  const std::string pool =
      "[engine]\ncompute = \"fluid\"\n[[provider]]\nname = \"pool\"\nnodes = 2\n"
      "gpus_per_node = 4\n[[consumer]]\nname = \"user\"\n";
  place.write("cut.toml", "[scenario]\nname = \"cut\"\nhorizon = \"10 h\"\n" + pool +
                              "jobs = { process = \"poisson\", rate = \"2 /h\", gpus = 4, work = "
                              "\"20 GPUh\" }\n");
  place.write("late.toml", "[scenario]\nname = \"late\"\nhorizon = \"inf\"\n" + pool +
                               "jobs = { process = \"list\", late = \"cancel\", list = [{ submit = "
                               "\"0 s\", duration = \"1 h\", deadline = \"10 s\" }] }\n");
  for (const char* name : {"cut", "late"}) {
    const Ran ran = place.souk({"run", std::string{name} + ".toml"});
    CAPTURE(name, ran.err);
    CHECK(ran.signal == 0);
    CHECK(ran.code == 0);
  }
}

TEST_CASE("rows of a trace that are not taken are told, on the screen and in the file", "[cli]") {
  const Workplace place;
  place.write("t.csv", "submit_s,duration_s,gpus,state\n0,10,1,finished\n5,-3,1,\n9,1,1,\n");
  place.write("s.toml",
              "[scenario]\nname = \"s\"\nhorizon = \"inf\"\n[[provider]]\nname = \"pool\"\n"
              "[[consumer]]\nname = \"user\"\njobs.process = \"trace\"\njobs.trace.file = "
              "\"t.csv\"\n");
  const Ran ran = place.souk(split("run s.toml"));
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "t.csv: 1 of 3 rows was not taken; the first, line 3: duration_s"));
  CHECK(contains(ran.out, "\n1 GPU of 1 provider, 1 consumer; "));
  CHECK(contains(place.read("results/s.h5"), "1 of 3 rows was not taken"));
}

TEST_CASE("owners of a group that no job has are told by run and check, and in the file", "[cli]") {
  const Workplace place;
  place.write("t.csv", "submit_s,duration_s,gpus,group\n0,10,1,physics\n");
  place.write("s.toml", replay_scene +
                            "jobs.trace.file = \"t.csv\"\n"
                            "jobs.trace.owners = { physic = \"pool\" }\n");
  const std::string note =
      "t.csv: jobs.trace.owners names group \"physic\", which no job has; did you mean "
      "\"physics\"?";
  const Ran check = place.souk(split("check s.toml"));
  CHECK(check.code == 0);
  CHECK(contains(check.out, "\n  note: " + note + "\n"));
  const Ran run = place.souk(split("run s.toml -o r.h5"));
  CAPTURE(run.out, run.err);
  REQUIRE(run.code == 0);
  CHECK(summary_line(run.out, "note") == note);
  CHECK(contains(place.read("r.h5"), note));
}

TEST_CASE("keys that a run does not use are told in its file", "[cli]") {
  const Workplace place;
  place.write("s.toml",
              "[scenario]\nname = \"s\"\nhorizon = \"1 h\"\n[[device]]\nname = \"hot\"\nbusy_power "
              "= \"700 W\"\n[[provider]]\nname = \"pool\"\ndevice = \"hot\"\n[[consumer]]\nname = "
              "\"user\"\naccess.up = \"1 GB/s\"\nregion = \"eu\"\njobs = { process = \"poisson\", "
              "rate = \"1 /h\", "
              "duration = \"1 h\" }\n");
  const Ran ran = place.souk(split("run s.toml"));
  CAPTURE(ran.err);
  CHECK(ran.code == 0);
  const std::string file = place.read("results/s.h5");
  CHECK(contains(file, "the power that hot draws"));
  CHECK(contains(file, "the link of user itself"));
  CHECK(contains(file, "the region of user itself"));
}
