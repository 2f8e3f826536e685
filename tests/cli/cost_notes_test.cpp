// What runs, sweeps and their reports say of where their prices come from.

#include <fstream>
#include <iterator>

#include <nlohmann/json.hpp>

#include "tests/cli/workplace.hpp"

using namespace souk;

namespace {

const std::string mix = std::string{SOUK_SCENARIOS} + "/mixed-devices.toml";

/// A raw kind on a device of which only published figures are known, in a sweep over the device.
const std::string published_scene = R"([scenario]
name = "published"
horizon = "1 d"
replications = 2

[[kind]]
name = "work"
workload = "raw"
dtype = "fp32"
flops = 1e15
bytes = "1 GB"
steps = 10

[[provider]]
name = "pool"
device = "l4"

[[consumer]]
name = "user"
jobs.process = "poisson"
jobs.rate = "2 /h"
jobs.kind = "work"

[[sweep]]
key = "provider.pool.device"
values = ["l4", "l4-public"]
)";
const std::string published =
    "l4: published figures alone, which nobody measured, price 100.0 % of work: off by 40 % or "
    "more";

}  // namespace

TEST_CASE("a sweep, its shards merged and its page say which figures nobody measured", "[cli]") {
  const Workplace place;
  place.write("s.toml", published_scene);
  const std::string note = "note: " + published;
  const std::string at = ", at 1 of 2 points: provider.pool.device = l4\n";
  const Ran run = place.souk(split("run s.toml --quiet -o r.h5"));
  CHECK(summary_line(run.out, "note").starts_with(published));
  const Ran sweep = place.souk(split("sweep s.toml --quiet -o s.h5"));
  REQUIRE(sweep.code == 0);
  CHECK(contains(sweep.out, note));
  CHECK(contains(sweep.out, at));
  for (const char* shard : {"1/2", "2/2"})
    REQUIRE(place.souk({"sweep", "s.toml", "--quiet", "-o", "p.h5", "--shard", shard}).code == 0);
  const Ran merge = place.souk(split("merge p.h5.spool -o m.h5"));
  REQUIRE(merge.code == 0);
  CHECK(contains(merge.out, note));
  CHECK(place.read("m.h5") == place.read("s.h5"));
  REQUIRE(place.souk(split("report s.h5 -o s.html")).code == 0);
  CHECK(contains(place.read("s.html"), "<dt>notes</dt><dd>runs 0, 2: " + published));
  CHECK(place.souk(split("reproduce s.h5 --quiet")).code == 0);
}

TEST_CASE("a sweep says which kinds a data sheet would send elsewhere", "[cli]") {
  const Workplace place;
  const Ran sweep =
      place.souk({"sweep", mix, "--quiet", "-o", "s.h5", "--set", "scenario.horizon=1 d"});
  REQUIRE(sweep.code == 0);
  CHECK(contains(sweep.out,
                 "note: finetune is cheapest on t4-public by profile, and on l4-public by data "
                 "sheet, where by profile it costs"));
  CHECK(contains(sweep.out, ", at 1 of 2 points: priced by = data_sheet\n"));
}

TEST_CASE("a gang that must span nodes is told for each provider, whoever has larger ones",
          "[cli]") {
  const Workplace place;
  const auto notes = [&](const Words& sets) {
    Words words{"explain", mix};
    for (const std::string& set : sets) words.insert(words.end(), {"--set", set});
    const Ran ran = place.souk(words);
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    return ran.out;
  };
  // 8 GPUs are a node of a100 and h100; T4, L4 and the card have 4 in one, but no all-reduce.
  const Words eight{"kind.pretrain.dp=8", "kind.pretrain.micro=4"};
  CHECK_FALSE(contains(notes(eight), "more than a node"));
  const auto with = [&](const std::string& more) {
    Words sets = eight;
    sets.push_back(more);
    return notes(sets);
  };
  const std::string told =
      "note: pretrain needs 8 GPUs, more than a node of a100 has: its exchanges "
      "there are priced as within one node";
  CHECK(contains(with("provider.a100.gpus_per_node=4"), told));
  Words off = eight;
  off.insert(off.end(), {"provider.a100.gpus_per_node=4", "placement.span=false"});
  CHECK_FALSE(contains(notes(off), "more than a node"));
  // Of the consumers of the kind none goes there.
  Words away = eight;
  away.insert(away.end(), {"provider.a100.gpus_per_node=4",
                           "consumer.lab.jobs.devices=[\"h100-sxm5-80gb-public\"]"});
  CHECK_FALSE(contains(notes(away), "more than a node"));
}

TEST_CASE("a run with cost.noise says so, with each sigma and what was drawn", "[cli]") {
  const Workplace place;
  place.write("s.toml", published_scene);
  const std::string on =
      "cost.noise is on: the times of a run are off by log-normal factors of "
      "median 1 and sigma on l4: work 0.5282";  // root(0.4^2 + 0.345^2)
  CHECK_FALSE(contains(place.souk(split("explain s.toml")).out, "cost.noise"));
  CHECK(contains(place.souk(split("explain s.toml --set cost.noise=true")).out, "note: " + on));
  const auto drawn = [&](const std::string& replication) {
    const Ran run = place.souk({"run", "s.toml", "--quiet", "-o", "r.h5", "--set",
                                "cost.noise=true", "--replication", replication});
    REQUIRE(run.code == 0);
    CHECK(contains(run.out, on));
    const auto at = run.out.find("cost.noise drew for the times of this run on l4: work x ");
    REQUIRE(at != std::string::npos);
    return run.out.substr(at, run.out.find('\n', at) - at);
  };
  CHECK(drawn("0") == drawn("0"));
  CHECK(drawn("0") != drawn("1"));
}

TEST_CASE("what is assumed of devices leaves out what profiles price", "[cli]") {
  const Workplace place;
  const std::string alike = "every device does the work of the reference device";
  const auto page = [&](const std::string& text) {
    place.write("s.toml", text);
    REQUIRE(place.souk(split("run s.toml --quiet -o r.h5")).code == 0);
    REQUIRE(place.souk(split("report r.h5 -o r.html")).code == 0);
    return place.read("r.html");
  };
  CHECK_FALSE(contains(page(published_scene), alike));
  const std::string other =
      "\n[[consumer]]\nname = \"guest\"\njobs.process = \"poisson\"\njobs.rate = \"1 /h\"\n"
      "jobs.work = \"1 GPUh\"\n";
  CHECK(contains(page(published_scene + other), alike + " in jobs of default"));
  CHECK(contains(page("[scenario]\nname = \"plain\"\nhorizon = \"1 d\"\n[[provider]]\nname = "
                      "\"pool\"\n" +
                      other),
                 alike + "<"));
}

TEST_CASE("an emulated profile, and a fit in use that misses by much, are told", "[cli]") {
  const Workplace place;
  const std::string missed =
      ": off on shapes that were not fitted, though in use here: batched_gemm fp32 by 24.4 %";
  CHECK(contains(place.souk({"explain", mix}).out, "note: t4-public" + missed));
  // The same as a profile of an emulated device; explain names the origin of each.
  std::ifstream file{std::string{SOUK_SCENARIOS} + "/../gpu/calibrations/t4-public.json"};
  std::string profile{std::istreambuf_iterator<char>{file}, {}};
  REQUIRE(contains(profile, "\"public-data\""));
  profile.replace(profile.find("\"public-data\""), 13, "\"emulated\"");
  place.write("e.json", profile);
  std::string text = published_scene;
  text.replace(text.find("\"l4\""), 4, "\"e\"");
  text.replace(text.find("\"l4\""), 4, "\"e\"");
  place.write("s.toml", text + "\n[[device]]\nname = \"e\"\nprofile = \"e.json\"\n");
  const Ran ran = place.souk(split("explain s.toml"));
  INFO(ran.err);
  REQUIRE(ran.code == 0);
  CHECK(contains(ran.out, "note: e: its profile t4-public is of an emulated device"));
  CHECK(contains(ran.out, "  e       emulated  "));
  CHECK_FALSE(contains(ran.out, "e" + missed));  // no product of the raw work is batched
}

TEST_CASE("a run repeats shortly what the profiles behind its prices warn of", "[cli]") {
  const Workplace place;
  std::ifstream file{std::string{SOUK_SCENARIOS} + "/../gpu/calibrations/t4-public.json"};
  auto profile = nlohmann::ordered_json::parse(file);
  profile["warnings"] = {"154 of 224 probes did not converge",
                         "gemm fp32: 27.2 % off on shapes that were not fitted",
                         "the device drifted by +126.5 % during the run",
                         "allreduce_8: 10.4 % off on sizes that were not fitted"};
  place.write("e.json", profile.dump());
  std::string text = published_scene;
  for (int i = 0; i < 2; ++i) text.replace(text.find("\"l4\""), 4, "\"e\"");
  place.write("s.toml", text + "\n[[device]]\nname = \"e\"\nprofile = \"e.json\"\n");
  const std::string warned =
      "e: its profile warns: 154 of 224 probes did not converge; the device drifted by +126.5 % "
      "during the run";
  const Ran ran = place.souk(split("run s.toml --quiet -o r.h5"));
  INFO(ran.err);
  REQUIRE(ran.code == 0);
  CHECK(contains(ran.out, warned + "\n"));
  CHECK(contains(place.souk(split("explain s.toml")).out, "note: " + warned + "\n"));
  // On the page once, among the notes.
  REQUIRE(place.souk(split("report r.h5 -o r.html")).code == 0);
  const std::string page = place.read("r.html");
  const auto first = page.find(warned);
  REQUIRE(first != std::string::npos);
  CHECK(page.find(warned, first + 1) == std::string::npos);
  for (int i = 0; i < 5; ++i) profile["warnings"].push_back("thing " + std::to_string(i));
  place.write("e.json", profile.dump());
  CHECK(contains(place.souk(split("explain s.toml")).out,
                 warned + "; thing 0; thing 1; and 3 more\n"));
}
