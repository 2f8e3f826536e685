#include <catch2/catch.hpp>

#include "models/scenario/error.hpp"
#include "models/scenario/parse.hpp"

using namespace souk;

namespace {

/// Two accounts with owners, one without, and a user who works for two of them.
constexpr const char* accounting =
    "JobIDRaw|User|Account|Partition|QOS|Submit|Eligible|Start|End|State|TimelimitRaw|ReqTRES|"
    "AllocTRES|NNodes\n"
    "1|ana|physics|gpu|normal|2026-03-02T00:00:00|2026-03-02T00:00:00|2026-03-02T00:10:00|"
    "2026-03-02T01:00:00|COMPLETED|60|gres/gpu=1|gres/gpu=1|1\n"
    "2|ana|biology|gpu|normal|2026-03-02T00:01:00|2026-03-02T00:01:00|2026-03-02T00:10:00|"
    "2026-03-02T01:00:00|COMPLETED|60|gres/gpu=1|gres/gpu=1|1\n"
    "3|bo|guests|gpu|normal|2026-03-02T00:02:00|2026-03-02T00:02:00|2026-03-02T00:10:00|"
    "2026-03-02T01:00:00|COMPLETED|60|gres/gpu=1|gres/gpu=1|1\n"
    "4|ana|physics|gpu|normal|2026-03-02T00:03:00|2026-03-02T00:03:00|2026-03-02T00:10:00|"
    "2026-03-02T01:00:00|COMPLETED|60|gres/gpu=1|gres/gpu=1|1\n";

Scenario parse_owners(const std::string& owners, const std::string& trace = accounting) {
  const std::string text = R"([scenario]
name = "t"
horizon = "inf"
[market]
mechanism.name = "none"
[[provider]]
name = "north"
[[provider]]
name = "south"
[[consumer]]
name = "users"
jobs.process = "trace"
jobs.trace.file = "jobs.txt"
jobs.trace.owners = )" + owners;
  ParseOptions options;
  options.read_file = [&trace](std::string_view) { return trace; };
  return parse_scenario(text, "t.toml", options);
}

}  // namespace

TEST_CASE("an owner table gives each account's users a home", "[scenario]") {
  const Scenario scenario = parse_owners("{ physics = 'south', biology = 'north' }");
  const Trace& trace = scenario.traces.at(0);
  const auto& homes = scenario.consumers.at(0).jobs.trace.homes;

  CHECK(trace.users == std::vector<std::string>{"physics/ana", "biology/ana", "guests/bo"});
  CHECK(homes == std::vector<std::optional<std::uint32_t>>{1, 0, std::nullopt});
  std::vector<std::uint32_t> members;
  for (const TraceJob& job : trace.jobs) members.push_back(job.user);
  CHECK(members == std::vector<std::uint32_t>{0, 1, 2, 0});
}

TEST_CASE("an owner table that names an account without jobs is warned of", "[scenario]") {
  const auto warnings = [](const std::string& owners, const std::string& text = accounting) {
    return parse_owners(owners, text).traces.at(0).warnings;
  };
  using Sentences = std::vector<std::string>;
  CHECK(warnings("{ physics = 'south' }").empty());
  CHECK(warnings("{ physic = 'south', physics = 'north' }") ==
        Sentences{"jobs.trace.owners names group \"physic\", which no job has; did you mean "
                  "\"physics\"?"});
  CHECK(
      warnings("{ chemistry = 'south' }") ==
      Sentences{"jobs.trace.owners names group \"chemistry\", which no job has; known are physics, "
                "biology, guests"});
  CHECK(warnings("{ physics = 'south' }", "submit_s,duration_s,gpus\n0,1,1\n") ==
        Sentences{"jobs.trace.owners names group \"physics\"; no job has a group"});
}

TEST_CASE("an owner table that names no provider is refused", "[scenario]") {
  const auto message = [](const std::string& owners) {
    try {
      parse_owners(owners);
    } catch (const ScenarioError& error) {
      return error.faults().front().message;
    }
    return std::string{"taken"};
  };
  CHECK(message("{ physics = 'nort' }") ==
        "consumer \"users\": unknown provider \"nort\"; did you mean \"north\"?");
  CHECK(message("'north'") ==
        "consumer \"users\": jobs.trace.owners is \"north\"; allowed is a table: group of the "
        "trace = provider");
}
