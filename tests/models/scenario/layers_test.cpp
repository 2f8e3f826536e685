#include <catch2/catch.hpp>

#include "texts.hpp"

using namespace souk;
using test::contains;
using test::report_on;

namespace {

using Sets = std::vector<std::pair<std::string, std::string>>;

Scenario read(std::string_view text, Sets sets) {
  ParseOptions options = test::with_files();
  options.sets = std::move(sets);
  return parse_scenario(text, "s.toml", options);
}

std::string report(Sets sets) {
  ParseOptions options = test::with_files();
  options.sets = std::move(sets);
  return report_on(test::full_scenario(), options);
}

ParseOptions with_base(std::string_view base) {
  ParseOptions options;
  options.read_file = [base](std::string_view path) -> std::optional<std::string> {
    if (path == "shared/base.toml") return std::string{base};
    if (path == "shared/deep.toml") return test::small_scenario("nodes = 9\n");
    return std::nullopt;
  };
  return options;
}

}  // namespace

TEST_CASE("--set reaches sections, rows and every row", "[scenario]") {
  const Scenario scenario = read(test::full_scenario(), {{"scenario.seed", "99"},
                                                         {"provider.coop.nodes", "16"},
                                                         {"provider.*.share", "0.25"},
                                                         {"consumer.team.jobs.rate", "\"5 /h\""},
                                                         {"scenario.horizon", "10 d"},
                                                         {"scheduling.name", "fcfs"},
                                                         {"network.backbone", "inf"},
                                                         {"market.fee", "{ rate = 0.5 }"}});
  CHECK(scenario.general.seed == 99);
  CHECK(scenario.providers[0].nodes.a == 16);
  CHECK(scenario.providers[0].share == 0.25);
  CHECK(scenario.providers[1].share == 0.25);
  CHECK(scenario.consumers[0].jobs.rate == PerSecond{5.0 / 3600});
  CHECK(scenario.general.horizon == Seconds{864000});
  CHECK(scenario.scheduling.rule.name == "fcfs");
  CHECK(scenario.network.backbone == BytesPerSecond{infinity});
  CHECK(scenario.market.fee_rate == 0.5);
  CHECK(scenario.market.fee_payer == FeePayer::buyer);  // the whole table was replaced
}

TEST_CASE("what was set is in the resolved text, and reads back", "[scenario]") {
  const Sets sets{{"provider.coop.pricing.step", "0.3"}, {"engine.flows_per_link", "2"}};
  const std::string text = read(test::full_scenario(), sets).text;
  CHECK(contains(text, "pricing.step = 0.3\n"));
  CHECK(contains(text, "flows_per_link = 2\n"));
  CHECK(read(text, {}).text == text);
}

TEST_CASE("a rule of another name loses the old parameters, the same name keeps them",
          "[scenario]") {
  const Scenario other =
      read(test::full_scenario(), {{"provider.coop.pricing.name", "posted_price"}});
  CHECK(other.providers[0].pricing.name == "posted_price");
  CHECK_FALSE(contains(other.text, "pricing.step"));
  const Scenario same =
      read(test::full_scenario(), {{"provider.coop.pricing.name", "tatonnement"}});
  CHECK(same.providers[0].pricing.params.number("step", {}) == 0.2);
  const Scenario law =
      read(test::full_scenario(), {{"consumer.team.jobs.work.law", "exponential"},
                                   {"consumer.team.jobs.work.mean", "\"2 GPUh\""}});
  CHECK(law.consumers[0].jobs.work->kind == LawKind::exponential);
  const Scenario process = read(test::full_scenario(), {{"provider.coop.idle.process", "always"}});
  CHECK(process.providers[0].idle.process == IdleProcess::always);
}

TEST_CASE("a path that meets no row or key is an error", "[scenario]") {
  CHECK(contains(report({{"provider.cop.nodes", "1"}}),
                 "--set provider.cop.nodes=1: \"provider.cop.nodes\" meets no provider; did you "
                 "mean \"coop\"?"));
  CHECK(contains(report({{"provider.coop.nodez", "1"}}),
                 "\"provider.coop.nodez\" meets no key; did you mean \"nodes\"?"));
  CHECK(contains(report({{"provider.coop.idle.mean", "1"}}), "meets no key"));
  CHECK(contains(report({{"markt.round", "1"}}),
                 "unknown section \"markt\"; did you mean \"market\"?"));
  for (const char* path :
       {"", ".", "provider", "provider.coop", "provider..nodes", "link.eu.bandwidth", "sweep.x.key",
        "base", "scenario", "scenario.", "consumer.listed.jobs.list.*.submit",
        "consumer.listed.jobs.list.0.submit", "provider.coop.nodes.law.x.y"}) {
    CAPTURE(path);
    CHECK(contains(report({{path, "1"}}), "; nothing was run"));
  }
  CHECK(contains(report({{"scenario.title", "= ["}}), "--set scenario.title== [: "));
  CHECK(contains(report({{"scheduling.step", "1"}}), "unknown parameter \"step\" of sjf"));
}

TEST_CASE("a base file is overridden table by table, rows by name", "[scenario]") {
  const std::string base = test::small_scenario(
      "nodes = 4\nopening_price = \"1 credit/GPUh\"\npricing = { name = \"tatonnement\", step = "
      "0.2, floor = \"0.1 credit/GPUh\" }\n"
      "[[consumer]]\nname = \"team\"\njobs = { process = \"poisson\", rate = \"1 /h\", work = { "
      "law = \"exponential\", mean = \"1 GPUh\" } }\n"
      "[market]\nround = \"1 min\"\nmechanism.name = \"posted_offers\"\n");
  const Scenario scenario = parse_scenario(
      "base = \"shared/base.toml\"\n[scenario]\nname = \"child\"\n[[provider]]\nname = \"extra\"\n"
      "[[provider]]\nname = \"pool\"\nnodes = 8\npricing.name = \"posted_price\"\n"
      "[[consumer]]\nname = \"team\"\njobs.work = { law = \"lognormal\", mean = \"1 GPUh\", cv2 = "
      "0 }\n",
      "child.toml", with_base(base));
  CHECK(scenario.general.name == "child");
  CHECK(scenario.general.horizon == Seconds{86400});
  REQUIRE(scenario.providers.size() == 2);
  CHECK(scenario.providers[0].name == "pool");
  CHECK(scenario.providers[0].nodes.a == 8);
  CHECK(scenario.providers[0].pricing.name == "posted_price");
  CHECK(scenario.providers[1].name == "extra");  // after the base's own rows
  CHECK(scenario.consumers[0].jobs.work == Law{LawKind::lognormal, 3600, 0, 0, {}, {}});
  CHECK_FALSE(contains(scenario.text, "base"));
  CHECK(parse_scenario(scenario.text, "again.toml").text == scenario.text);
}

TEST_CASE("the base of a base is named from where it stands", "[scenario]") {
  const Scenario scenario =
      parse_scenario("base = \"shared/base.toml\"\n", "s.toml",
                     with_base("base = \"deep.toml\"\n[network]\nlatency = \"1 s\"\n"));
  CHECK(scenario.providers.at(0).nodes.a == 9);
  CHECK(scenario.network.latency == Seconds{1});
}

TEST_CASE("base files that form a cycle are one fault, however their paths are written",
          "[scenario]") {
  std::string base, there;
  const auto both = [](const std::string& path) { return "base = \"" + path + "\"\n"; };
  SECTION("itself") {
    base = both("base.toml"), there = "base.toml";
  }
  SECTION("a longer way to itself") {
    base = both("./../shared//base.toml"), there = "base.toml";
  }
  SECTION("the file that names it") {
    base = both("../s.toml"), there = "s.toml";
  }
  ParseOptions options;
  options.read_file = [&base](std::string_view path) -> std::optional<std::string> {
    return path.ends_with("base.toml") ? base : "base = \"shared/base.toml\"\n";
  };
  // [scenario] and every provider are missing too: they may stand in the file that was meant.
  const std::string report = report_on("base = \"shared/base.toml\"\n", options, "s.toml");
  CAPTURE(report);
  CHECK(contains(report, there + "\"; a file cannot be its own base"));
  CHECK(contains(report, "\n1 error; nothing was run"));
}

TEST_CASE("a base that cannot be read, or is its own, is a fault; its faults show its lines",
          "[scenario]") {
  const std::string small = test::small_scenario();
  CHECK(contains(report_on("base = \"none.toml\"\n" + small, with_base(""), "s.toml"),
                 "s.toml:1:8: base is \"none.toml\"; the file cannot be read"));
  CHECK(contains(report_on("base = \"shared/base.toml\"\n", with_base("base = \"base.toml\"\n")),
                 "a file cannot be its own base"));
  CHECK(contains(report_on("base = 3\n" + small), "base is 3; allowed is the path of a scenario"));
  const std::string faulty =
      report_on("base = \"shared/base.toml\"\n", with_base(small + "nodes = -2\n"));
  CHECK(contains(faulty, "shared/base.toml:6:9: provider \"pool\": nodes is -2"));
  CHECK(contains(faulty, "    6 | nodes = -2\n"));
  CHECK(contains(report_on("base = \"shared/base.toml\"\n", with_base("x = [")),
                 "shared/base.toml:1:"));
}

TEST_CASE("messages call a file by the path that shown_path gives", "[scenario]") {
  ParseOptions options = with_base(
      "base = \"deep.toml\"\n[scenario]\nseed = -1\n[[device]]\nname = \"d\"\nprofile = "
      "\"d.json\"\n"
      "[[consumer]]\nname = \"a\"\njobs.process = \"trace\"\njobs.trace.file = \"t.csv\"\n"
      "[[consumer]]\nname = \"b\"\njobs = { process = \"poisson\", rate = \"1 /h\", work = { law = "
      "\"empirical\", file = \"sizes.csv\", column = 1 } }\n");
  options.read_file = [toml = options.read_file](std::string_view path) {
    return path.ends_with(".toml") ? toml(path) : std::optional<std::string>{"submit_s,gpu\nx,y\n"};
  };
  options.shown_path = [](std::string_view path) { return "b/" + std::string{path}; };
  const std::string report = report_on("base = \"shared/base.toml\"\n", options, "b/s.toml");
  CAPTURE(report);
  CHECK(contains(report, "b/shared/base.toml:3:8: seed is -1"));
  CHECK(contains(report, "    3 | seed = -1\n"));
  CHECK(contains(report, "\nb/t.csv:1:10: unknown column \"gpu\""));
  CHECK(contains(report, "\nb/sizes.csv:2:1: jobs.work: found \"x\""));
  CHECK(contains(report, "    2 | x,y\n"));
  CHECK(contains(report, "b/d.json:1:"));
}

TEST_CASE("a base that stands in a section is told where it belongs", "[scenario]") {
  for (const char* where : {"[scenario]\nname = \"x\"\n", "[scheduling]\n", "[[provider]]\n"}) {
    CAPTURE(where);
    const std::string report =
        report_on(std::string{where} + "base = \"shared/base.toml\"\n", with_base(""));
    CHECK(contains(report, " \"base\""));
    CHECK(contains(report, "; base stands before the first [section]\n"));
  }
}
