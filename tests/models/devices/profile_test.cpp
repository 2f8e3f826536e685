#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>

#include <catch2/catch.hpp>

#include "models/devices/profile_text.hpp"
#include "tests/models/devices/small_device.hpp"

using namespace souk;

namespace {

/// The faults of a text, as "line:column message" each.
std::vector<std::string> faults_of(const std::string& text) {
  try {
    parse_profile(text, "p.json");
  } catch (const ScenarioError& error) {
    std::vector<std::string> list;
    for (const Fault& fault : error.faults())
      list.push_back(std::to_string(fault.place.line) + ":" + std::to_string(fault.place.column) +
                     " " + fault.message);
    return list;
  }
  return {};
}

/// The small device's file with one piece of its text replaced.
std::string with(const std::string& from, const std::string& to) {
  std::string text = profile_text(small_device());
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a profile comes back from its file as it was", "[devices][contract]") {
  DeviceProfile profile = small_device();
  profile.provenance = {{"seed", "7"}, {"driver", "\"580.1\""}, {"mig", "null"}};
  profile.compute[0].holdout = PredictionError{.1, .2, .3, -.4, 5};
  profile.compute[0].covariance.assign(21, 0.1);
  profile.compute[0].peak_interval = Interval{1, 2};
  profile.transfers = {{"h2d", 1e-5, 2.5e10}};
  profile.busy_w = {{"gemm", 650.5}};
  profile.warnings = {"a \"quoted\" word"};
  const std::string text = profile_text(profile);
  CHECK(parse_profile(text, "p") == profile);
  CHECK(profile_text(parse_profile(text, "p")) == text);
}

TEST_CASE("every number of a profile keeps its bits", "[devices]") {
  const double value = GENERATE(1.0 / 3, 0x1.fffffffffffffp+900, 4.9406564584124654e-324, 1e15 + 1,
                                0.1 + 0.2, 989.4e12);
  DeviceProfile profile = small_device();
  profile.tdp_w = value;
  const Figure back = parse_profile(profile_text(profile), "p").tdp_w;
  REQUIRE(back);
  CHECK(std::bit_cast<std::uint64_t>(*back) == std::bit_cast<std::uint64_t>(value));
}

TEST_CASE("null is not zero: it is absent, or refused where a number must be", "[devices]") {
  CHECK_FALSE(parse_profile(with("\"tdp_w\": 300.0", "\"tdp_w\": null"), "p").tdp_w);
  CHECK_FALSE(parse_profile(with("  \"tdp_w\": 300.0,\n", ""), "p").tdp_w);
  CHECK(faults_of(with("\"k0\": 64.0", "\"k0\": null")).size() == 1);
  const DeviceProfile no_launch = parse_profile(with("\"t0_s\": 5e-06", "\"t0_s\": null"), "p");
  CHECK_FALSE(no_launch.compute[0].t0_s);
  // Zero itself is no figure: a device with no memory bandwidth or no SM would take for ever.
  CHECK(faults_of(with("\"tdp_w\": 300.0", "\"tdp_w\": 0")).size() == 1);
}

TEST_CASE("a profile of another schema is refused whole, at its place", "[devices]") {
  const auto faults = faults_of(with("souk.device-profile/1\",\n  \"id\": \"small\"",
                                     "souk.device-profile/2\",\n  \"id\": 3"));
  REQUIRE(faults.size() == 1);
  CHECK(faults[0] ==
        "2:3 schema \"souk.device-profile/2\"; this version reads \"souk.device-profile/1\"");
  CHECK(faults_of("{}").at(0).find("no \"schema\"") != std::string::npos);
  CHECK(faults_of("[1]").at(0).find("no device profile") != std::string::npos);
}

TEST_CASE("a profile's faults are all told, each with its place", "[devices]") {
  std::string text = with("\"tdp_w\": 300.0", "\"tdp_w\": \"much\"");
  text.replace(text.find("\"wave_a\": 0.5"), 13, "\"wave_a\": 1.5");
  text.replace(text.find("\"origin\": \"measured\""), 20, "\"origin\": \"measurd\"");
  const auto faults = faults_of(text);
  REQUIRE(faults.size() == 3);
  CHECK(faults[0].starts_with("11:3 /tdp_w: \"much\" is no number"));
  CHECK(
      faults[1].starts_with("12:3 /origin: unknown word \"measurd\"; did you mean \"measured\"?"));
  CHECK(faults[2].find("/compute/0/wave_a: 1.5 lies outside [0, 1]") != std::string::npos);
}

TEST_CASE("text that is no JSON, and keys given twice, are refused at their place", "[devices]") {
  CHECK(faults_of("{\n  \"schema\": oops }").at(0).starts_with("2:"));
  CHECK(faults_of("").size() == 1);
  CHECK(faults_of(profile_text(small_device()).substr(0, 200)).size() == 1);
  const auto twice = faults_of(with("\"tdp_w\": 300.0", "\"tdp_w\": 300.0,\n  \"tdp_w\": 200"));
  REQUIRE(twice.size() == 1);
  CHECK(twice[0] == "12:3 \"tdp_w\" is given twice");
}

TEST_CASE("levels of the memory stand from the smallest to the largest", "[devices]") {
  const auto faults = faults_of(with("\"bytes\": 16000000000.0", "\"bytes\": 4e6"));
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].find("/memory/levels/1/bytes: levels stand from") != std::string::npos);
  // One that nobody knows the size of says nothing of the order.
  CHECK(faults_of(with("\"bytes\": 4000000.0", "\"bytes\": null")).empty());
}

TEST_CASE("a second row of one class, format and family is refused", "[devices]") {
  DeviceProfile device = small_device();
  device.compute.push_back(device.compute[0]);
  const auto faults = faults_of(profile_text(device));
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].find("/compute/3/class: a second row of gemm fp32 by own") != std::string::npos);
  device.compute.back().family = "cublas";
  CHECK(faults_of(profile_text(device)).empty());
}

TEST_CASE("text that is nested without end is refused where it goes too deep", "[devices]") {
  const std::string start = "{\"schema\": ";
  for (const char* opening : {"[", "{\"a\":"}) {
    std::string text = start;
    for (int i = 0; i < 200000; ++i) text += opening;
    const auto faults = faults_of(text);
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].find("nested more than 64 deep") != std::string::npos);
    CHECK(faults[0].starts_with("1:"));
  }
  const std::string deep = std::string(60, '[') + std::string(60, ']');
  CHECK(faults_of(with("\"tdp_w\": 300.0", "\"tdp_w\": 300.0, \"later\": " + deep)).empty());
}

TEST_CASE("fields of a later version are kept where they were", "[devices]") {
  std::string text = with("\"tdp_w\": 300.0", "\"tdp_w\": 300.0,\n  \"colour\": [1, null]");
  text.replace(text.find("\"k0\": 64.0"), 10, "\"k0\": 64.0, \"k1\": {\"a/b\": 2}");
  const DeviceProfile profile = parse_profile(text, "p");
  REQUIRE(profile.unknown.size() == 2);
  CHECK(profile.unknown[0] == std::pair<std::string, std::string>{"/compute/0/k1", "{\"a/b\":2}"});
  CHECK(profile.unknown[1] == std::pair<std::string, std::string>{"/colour", "[1,null]"});
  CHECK(parse_profile(profile_text(profile), "p") == profile);
}

TEST_CASE("two profiles are told apart field by field, with the ratio", "[devices]") {
  const DeviceProfile a = small_device();
  CHECK(profile_differences(a, a).empty());
  DeviceProfile b = a;
  b.compute[0].peak_flops = 2e13;
  b.compute.push_back(b.compute[0]);
  b.compute.back().family = "cublas";
  const auto differences = profile_differences(a, b);
  REQUIRE(differences.size() > 1);
  CHECK(differences[0].field == "/compute/gemm fp32 own/peak_flops");
  CHECK(differences[0].ratio == 2.0);
  CHECK(differences[1].a.empty());
}

TEST_CASE("rows of two profiles are matched by what they are, not by where they are", "[devices]") {
  const DeviceProfile a = small_device();
  DeviceProfile b = a;
  // A row before the others, and a level; nothing of the others has changed.
  b.compute.insert(b.compute.begin(), b.compute[0]);
  b.compute[0].dtype = Dtype::fp16;
  b.levels.insert(b.levels.begin(), {.name = "l1", .bytes = 1e5, .copy_bps = 9e12});
  b.transfers = {{"h2d", 1e-5, 2e10}};
  const auto added = profile_differences(a, b);
  REQUIRE(added.size() == 3);
  CHECK(added[0].field == "/memory/levels/l1");
  CHECK(added[1].field == "/transfer/h2d");
  CHECK(added[2].field == "/compute/gemm fp16");
  for (const ProfileDifference& each : added) CHECK(each.a.empty());

  // One row of the work in each: what was measured stands against the data sheet.
  DeviceProfile sheet = a;
  sheet.compute[2].family = "data-sheet";
  sheet.compute[2].pass_factor = 1.25;
  const auto changed = profile_differences(a, sheet);
  REQUIRE(changed.size() == 2);
  CHECK(changed[0].field == "/compute/elementwise fp32/family");
  CHECK(changed[1].field == "/compute/elementwise fp32/pass_factor");
}

TEST_CASE("two families of kernels are told apart, and that their order has changed", "[devices]") {
  DeviceProfile a = small_device();
  a.compute.push_back(a.compute[0]);
  a.compute[0].family = "cublas";
  a.compute[0].peak_flops = 1.1e13;
  DeviceProfile b = a;
  std::swap(b.compute.front(), b.compute.back());  // which of them prices a job
  const auto differences = profile_differences(a, b);
  REQUIRE(differences.size() == 1);
  CHECK(differences[0].field == "/compute");
  CHECK(differences[0].note == "in another order");
}

TEST_CASE("covariances that differ are one line, without their numbers", "[devices]") {
  DeviceProfile a = small_device();
  for (ComputeFit& fit : a.compute) fit.covariance.assign(21, 0.5);
  DeviceProfile b = a;
  for (ComputeFit& fit : b.compute) fit.covariance.assign(21, 0.25);
  const auto differences = profile_differences(a, b);
  REQUIRE(differences.size() == 1);
  CHECK(differences[0].field == "/compute/*/covariance");
  CHECK(differences[0].note == "differs in 3 rows");
}
