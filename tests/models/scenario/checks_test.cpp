#include <catch2/catch.hpp>

#include "models/workloads/arrivals.hpp"
#include "texts.hpp"

using namespace souk;
using test::contains;

namespace {

std::string consumer(std::string_view keys) {
  return test::report_on(test::with_consumer(keys));
}
std::string provider(std::string_view keys) {
  return test::report_on(test::small_scenario(keys));
}

}  // namespace

TEST_CASE("a process gets the keys it needs, and no others", "[scenario]") {
  const std::string work = "jobs.work = \"1 GPUh\"\n";
  CHECK(contains(consumer("jobs.process = \"poisson\"\n" + work), "jobs.rate is missing"));
  CHECK(contains(consumer("jobs.process = \"renewal\"\n" + work), "jobs.interarrival is missing"));
  CHECK(contains(consumer("jobs.process = \"closed\"\n" + work), "jobs.population is missing"));
  CHECK(contains(consumer("jobs.process = \"closed\"\n" + work), "jobs.think is missing"));
  CHECK(contains(consumer("jobs.process = \"list\"\n"), "jobs.list is missing"));
  CHECK(contains(consumer("jobs.process = \"poisson\"\njobs.rate = \"1 /h\"\n"),
                 "jobs.work is missing, and jobs.duration too"));
  CHECK(contains(consumer("jobs.work = \"1 GPUh\"\njobs.duration = \"1 h\"\n"),
                 "jobs.duration stands beside jobs.work"));
  CHECK(contains(consumer("jobs.think = \"1 s\"\n"),
                 "jobs.think is not used by jobs.process = \"poisson\""));
  CHECK(contains(consumer("jobs.shake = \"1 s\"\n"),
                 "jobs.shake is not used by jobs.process = \"poisson\""));
  CHECK(contains(consumer("jobs.process = \"list\"\njobs.list = []\njobs.work = \"1 GPUh\"\n"),
                 "jobs.work is not used"));
  CHECK(contains(consumer("jobs.process = \"bursty\"\n"), "unknown jobs.process \"bursty\""));
  CHECK(contains(provider("idle.process = \"on_off\"\nidle.mean_on = \"1 h\"\n"),
                 "idle.mean_off is missing"));
  CHECK(contains(provider("idle.mean_on = \"1 h\"\n"),
                 "idle.mean_on is not used by this idle.process"));
  CHECK(contains(provider("idle = { process = \"trace\", trace = [\"2 h\", \"1 h\"] }\n"),
                 "must come after the one before it"));
  CHECK(consumer("jobs.process = \"poisson\"\njobs.rate = \"0 /h\"\n" + work) == "no fault");
  CHECK(consumer("jobs.process = \"list\"\njobs.list = []\n") == "no fault");
}

TEST_CASE("a warm-up is a time, a share, or what MSER-5 finds", "[scenario]") {
  ParseOptions options = test::with_files();
  const auto warmup = [&](const char* value) {
    options.sets = {{"scenario.warmup", value}};
    return parse_scenario(test::with_consumer(""), "s.toml", options).general.warmup;
  };
  CHECK(warmup("2 h").time == Seconds{7200});
  CHECK_FALSE(warmup("2 h").mser5);
  CHECK(warmup("0.2").share == 0.2);
  CHECK(warmup("mser5").mser5);
  CHECK(warmup("mser5").share == 0);
  CHECK(warmup("mser5").time == Seconds{0});
  CHECK_THROWS_WITH(warmup("mser"), Catch::Contains("warmup is \"mser\"; allowed is a share in") &&
                                        Catch::Contains("or \"mser5\""));
  CHECK_THROWS_WITH(warmup("1"), Catch::Contains("warmup"));
  CHECK(contains(key_reference(), "or \"mser5\""));
}

TEST_CASE("a diurnal profile has 24 or 168 weights, and is scaled to mean 1", "[scenario]") {
  const auto demand = [](int count, std::string_view weight) {
    std::string keys =
        "jobs.process = \"diurnal\"\njobs.rate = \"1 /h\"\njobs.work = \"1 GPUh\"\njobs.profile = "
        "[3";
    for (int i = 1; i < count; ++i) keys += ", " + std::string{weight};
    return test::with_consumer(keys + "]\n");
  };
  const Scenario scenario = parse_scenario(demand(24, "1"), "s.toml");
  // 3 + 23 x 1 = 26 over 24 hours.
  CHECK(scenario.consumers[0].jobs.profile[0] == Approx(3 * 24 / 26.0));
  CHECK(parse_scenario(demand(168, "0"), "s.toml").consumers[0].jobs.profile[0] == Approx(168));
  CHECK(contains(test::report_on(demand(7, "1")), "jobs.profile has 7 numbers"));
  CHECK(contains(test::report_on(demand(24, "-1")), "jobs.profile is -1"));
}

TEST_CASE("demand without end needs a horizon", "[scenario]") {
  const auto endless = [](std::string_view keys) {
    return test::report_on(test::replaced(test::with_consumer(keys), "\"1 d\"", "\"inf\""));
  };
  CHECK(contains(endless(""), "the demand has no end and horizon is \"inf\""));
  CHECK(endless("jobs.limit = 5\n") == "no fault");
  CHECK(endless(
            "jobs = { process = \"list\", list = [{ submit = \"0 s\", duration = \"1 s\" }] }\n") ==
        "no fault");
  CHECK(contains(
      endless(
          "jobs = { process = \"closed\", population = 1, think = \"1 s\", work = \"1 GPUh\" }\n"),
      "no end"));
}

TEST_CASE("owners who return at random and evict need a horizon", "[scenario]") {
  const auto endless = [](std::string_view keys) {
    return test::report_on(test::replaced(test::small_scenario(keys), "\"1 d\"", "\"inf\""));
  };
  const std::string comes_and_goes =
      "idle = { process = \"on_off\", mean_on = \"1 h\", mean_off = \"1 h\", on_return = ";
  CHECK(contains(endless(comes_and_goes + "\"evict\" }\n"),
                 "a job longer than the idle spells would start anew for ever; set a horizon"));
  CHECK(provider(comes_and_goes + "\"evict\" }\n") == "no fault");
  CHECK(endless(comes_and_goes + "\"drain\" }\n") == "no fault");
  // The last of a trace's changes is the last eviction.
  CHECK(endless("idle = { process = \"trace\", trace = [\"1 h\"], on_return = \"evict\" }\n") ==
        "no fault");
}

TEST_CASE("who evicts for its members puts them first", "[scenario]") {
  CHECK(contains(provider("owner_claim = \"evict\"\n"), "it needs owner_priority = true"));
  CHECK(provider("owner_priority = true\nowner_claim = \"evict\"\n") == "no fault");
}

TEST_CASE("what a transfer moves is at most 9 PB", "[scenario]") {
  const auto good = [](std::string_view kind, std::string_view size) {
    return provider("[[" + std::string{kind} + "]]\nname = \"d\"\nat = [\"pool\"]\nsize = \"" +
                    std::string{size} + "\"\n");
  };
  for (const char* kind : {"dataset", "model"}) {
    CHECK(good(kind, "9000 TB") == "no fault");
    CHECK(contains(good(kind, "9001 TB"), "size is \"9001 TB\""));
    CHECK(contains(good(kind, "9001 TB"), "9e+15"));
  }
  CHECK(consumer("jobs.output = \"9000 TB\"\n") == "no fault");
  CHECK(contains(consumer("jobs.output = \"9001 TB\"\n"), "jobs.output is \"9001 TB\""));
  CHECK(contains(consumer("jobs.output = { law = \"exponential\", mean = \"9001 TB\" }\n"),
                 "mean is \"9001 TB\""));
}

TEST_CASE("names are met by rows", "[scenario]") {
  CHECK(contains(consumer("home = \"pol\"\n"), "unknown provider \"pol\"; did you mean \"pool\"?"));
  CHECK(contains(consumer("jobs.devices = [\"gpu\"]\n"), "unknown device \"gpu\""));
  CHECK(contains(consumer("jobs.kind = \"vision\"\n"),
                 "unknown kind of job \"vision\"; known are default"));
  CHECK(contains(consumer("jobs.dataset = \"d\"\n"),
                 "unknown dataset \"d\"; the scenario has no dataset"));
  const auto replayed = [](std::string_view more) {
    ParseOptions options;
    options.read_file = [](std::string_view) {
      return std::string{"submit_s,duration_s,gpus,dataset\n0,1,1,wiki\n"};
    };
    return test::report_on(
        test::with_consumer("jobs = { process = \"trace\", trace.file = \"t.csv\" }\n" +
                            std::string{more}),
        options);
  };
  CHECK(contains(replayed(""),
                 "unknown dataset \"wiki\" in the trace; the scenario has no dataset\n"));
  CHECK(contains(replayed("[[dataset]]\nname = \"wikis\"\nsize = \"1 GB\"\nat = [\"pool\"]\n"),
                 "unknown dataset \"wiki\" in the trace; did you mean \"wikis\"?"));
  CHECK(contains(consumer("jobs.preset = \"no-such\"\n"), "unknown preset \"no-such\""));
  CHECK(contains(provider("[[dataset]]\nname = \"d\"\nsize = \"1 GB\"\nat = [\"pol\"]\n"),
                 "unknown provider \"pol\""));
  CHECK(contains(provider("[[dataset]]\nname = \"d\"\nsize = \"0 GB\"\nat = [\"pool\"]\n"),
                 "size is \"0 GB\""));
  CHECK(contains(provider("[[dataset]]\nname = \"d\"\nsize = \"1 GB\"\nat = []\n"),
                 "at least one provider"));
  CHECK(contains(
      provider("[[link]]\nfrom = \"eu\"\nto = \"us\"\nbandwidth = \"1 GB/s\"\nlatency = \"1 s\"\n"),
      "unknown region \"eu\""));
  CHECK(contains(provider("[[device]]\nname = \"reference\"\n"), "known without a row"));
  CHECK(contains(provider("[output]\ntables = [\"job\"]\n"),
                 "unknown table \"job\"; did you mean \"jobs\"?"));
}

TEST_CASE("a moving price needs rounds, posted offers and a start above 0", "[scenario]") {
  const std::string report =
      provider("pricing = { name = \"tatonnement\", step = 0.2, floor = \"1 credit/GPUh\" }\n");
  CHECK(contains(report, "needs market.round > 0 s"));
  CHECK(contains(report, "needs market.mechanism.name = \"posted_offers\"; it is \"none\""));
  CHECK(contains(report, "needs opening_price > 0"));
  CHECK(report.ends_with("3 errors; nothing was run"));
}

TEST_CASE("a scenario needs a provider, and no consumer", "[scenario]") {
  CHECK(provider("") == "no fault");
  CHECK(contains(test::report_on("[scenario]\nname = \"x\"\nhorizon = \"1 d\"\n"),
                 "s.toml: the scenario has no [[provider]]"));
  CHECK(contains(test::report_on(""), "section [scenario] is missing"));
}

TEST_CASE("sites are bounded by 32-bit counts", "[scenario]") {
  CHECK(contains(provider("count = 1000\nnodes = 10000000\n"),
                 "count x nodes x gpus_per_node is 1e+10"));
}

TEST_CASE("each user of a trace or list is a member, so a count is refused", "[scenario]") {
  CHECK(contains(consumer("count = 2\njobs = { process = \"trace\", trace.file = \"jobs.csv\" }\n"),
                 "each user is a member"));
  CHECK(contains(consumer("count = 2\njobs = { process = \"list\", list = [{ submit = \"0 s\", "
                          "duration = \"1 s\", user = \"a\" }] }\n"),
                 "each user is a member"));
  CHECK(consumer("count = 2\njobs = { process = \"list\", list = [{ submit = \"0 s\", duration = "
                 "\"1 s\" }] }\n") == "no fault");
}

TEST_CASE("a preset fills the keys that are not given, and the resolved text shows them",
          "[scenario]") {
  const std::string given =
      "jobs.process = \"poisson\"\njobs.rate = \"7 /h\"\njobs.duration = \"1 h\"\n";
  for (const auto& entry : preset_entries()) {
    CAPTURE(entry.name);
    const std::string line = "jobs.preset = \"" + std::string{entry.name} + "\"\n";
    const Scenario own = parse_scenario(test::with_consumer(given + line), "s.toml");
    CHECK(own.consumers[0].jobs.rate == PerSecond{7.0 / 3600});
    CHECK_FALSE(own.consumers[0].jobs.work);
    CHECK(parse_scenario(own.text, "s.toml").text == own.text);
    const std::string bare = test::small_scenario(
        "[[consumer]]\nname = \"team\"\njobs.process = \"poisson\"\njobs.rate = \"1 /h\"\n");
    // Some presets fit arrivals alone.
    const bool sized = contains(entry.toml, "work") || contains(entry.toml, "duration");
    const Scenario filled =
        parse_scenario(bare + line + (sized ? "" : "jobs.duration = \"1 h\"\n"), "s.toml");
    CHECK((filled.consumers[0].jobs.work || filled.consumers[0].jobs.duration));
    CHECK(parse_scenario(filled.text, "s.toml").text == filled.text);
  }
}
