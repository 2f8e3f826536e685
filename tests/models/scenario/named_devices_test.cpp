// Devices that a scenario names as `souk list devices` does, without a row, and profiles of rows.

#include <catch2/catch.hpp>

#include "priced.hpp"
#include "texts.hpp"

using namespace souk;
using test::contains;
using test::priced_scenario;
using test::raw_kind;

namespace {

Scenario read(const std::string& text) {
  return parse_scenario(text, "s.toml", test::with_profiles());
}
std::string report_of(const std::string& text) {
  return test::report_on(text, test::with_profiles());
}
std::string with_cost(std::string_view cost, std::string_view device = "small") {
  return priced_scenario(device, "plain", "[cost]\n" + std::string{cost} + std::string{raw_kind});
}
std::string with_row(std::string_view keys) {
  return priced_scenario("mine", "plain",
                         "[[device]]\nname = 'mine'\n" + std::string{keys} + std::string{raw_kind});
}

const Device& used(const Scenario& scenario) {
  return scenario.devices[scenario.providers.at(0).device.value];
}

}  // namespace

TEST_CASE("a listed device needs no row, wherever a scenario names it", "[scenario]") {
  const Scenario alone = read(priced_scenario("fast", "plain", raw_kind));
  CHECK(used(alone).name == "fast");
  CHECK(used(alone).memory.value == 80e9);
  REQUIRE(used(alone).profile);
  const Scenario accepted =
      read(priced_scenario("small", "plain", raw_kind) + "jobs.devices = ['fast', 'small']\n");
  CHECK(accepted.consumers.at(0).jobs.devices.size() == 2);
  const Scenario listed = read(
      "[scenario]\nname = 'l'\nhorizon = '1 d'\n[[provider]]\nname = 'pool'\n[[consumer]]\nname = "
      "'team'\njobs.process = 'list'\njobs.list = [{ submit = '0 s', duration = '1 h', devices = "
      "['fast', 'reference'] }]\n");
  CHECK(listed.consumers.at(0).jobs.list.at(0).devices.size() == 2);
}

TEST_CASE("any listed device may be the reference, though no provider has it", "[scenario]") {
  // 1e13 FLOP are a second on small and half of one on fast.
  const Scenario own = read(with_cost(""));
  CHECK(own.devices[own.cost.reference.value().value].name == "small");
  CHECK(own.kind_specs[1]->reference_step.value == Approx(1));
  const Scenario other = read(with_cost("reference = 'fast'\n"));
  CHECK(other.devices[other.cost.reference.value().value].name == "fast");
  CHECK(other.kind_specs[1]->reference_step.value == Approx(0.5));
  CHECK(used(other).throughput[1] == Approx(0.5));
  CHECK(used(other).name == "small");
  // The same by --set.
  ParseOptions options = test::with_profiles();
  options.sets = {{"cost.reference", "fast"}};
  const Scenario set = parse_scenario(with_cost(""), "s.toml", options);
  CHECK(set.kind_specs[1]->reference_step.value == Approx(0.5));
}

TEST_CASE("a reference that is no device, or has no profile, is refused", "[scenario]") {
  CHECK(contains(report_of(with_cost("reference = 'fsat'\n")),
                 "s.toml:5:13: unknown device \"fsat\"; did you mean \"fast\"?"));
  CHECK(contains(report_of(with_cost("reference = 'reference'\n")),
                 "reference is \"reference\"; it has no profile, and a reference needs one"));
  CHECK(contains(report_of(with_cost("reference = 3\n")), "unknown device 3"));
}

TEST_CASE("a row names a listed profile or a file", "[scenario]") {
  const Scenario listed = read(with_row("profile = 'small'\n"));
  REQUIRE(used(listed).profile);
  CHECK(used(listed).name == "mine");
  CHECK(used(listed).profile->id == "small");
  CHECK(used(listed).memory.value == 16e9);
  const Scenario file = read(with_row("profile = 'own.json'\nmemory = '40 GB'\n"));
  CHECK(used(file).profile->id == "fast");
  CHECK(used(file).memory.value == 40e9);
  CHECK(used(file).profile->memory_bytes == 40e9);
  CHECK(file.input_paths == std::vector<std::string>{"own.json"});
}

TEST_CASE("a profile that is unknown, missing or not of this schema is refused", "[scenario]") {
  CHECK(contains(report_of(with_row("profile = 'smal'\n")),
                 "unknown profile \"smal\"; did you mean \"small\"?"));
  CHECK_THROWS_AS(read(with_row("profile = 'absent.json'\n")), MissingInput);
  CHECK(contains(report_of(with_row("profile = 'later.json'\n")),
                 "later.json:1:2: schema \"souk.device-profile/2\"; this version reads "
                 "\"souk.device-profile/1\""));
  CHECK(contains(report_of(with_row("profile = 'broken.json'\n")), "broken.json:1:2: "));
  CHECK(contains(report_of(with_row("profile = 7\n")), "profile is 7; allowed is"));
  // Names are checked where files are not read.
  ParseOptions names = test::with_profiles();
  names.read_inputs = false;
  CHECK(test::report_on(with_row("profile = 'absent.json'\n"), names) == "no fault");
}

TEST_CASE("a row's all-reduce stands in place of the profile's", "[scenario]") {
  const Scenario scenario = read(
      with_row("profile = 'small'\nallreduce = { bandwidth = '100 GB/s', latency = '20 us' }\n"));
  REQUIRE(used(scenario).profile->transfers.size() == 1);
  CHECK(used(scenario).profile->transfers[0] == TransferPath{"allreduce_2", 20e-6, 100e9});
  CHECK(contains(report_of(with_row("profile = 'small'\nallreduce.latency = '20 us'\n")),
                 "allreduce.bandwidth is missing"));
}

TEST_CASE("throughput of a row goes before what its profile gives", "[scenario]") {
  const Scenario scenario = read(with_row("profile = 'fast'\nthroughput = { plain = 7 }\n"));
  CHECK(used(scenario).throughput[1] == 7);
  CHECK_FALSE(used(scenario).costs[1].derived);
  CHECK(used(scenario).costs[1].sigma_log == 0);
}
