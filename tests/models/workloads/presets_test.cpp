#include <toml++/toml.h>
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <numeric>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "models/workloads/arrivals.hpp"

using namespace souk;

// Expected figures are those published with the data sets (counts, log-moments, mean
// inter-arrivals), not the presets' own.

namespace {

toml::table preset(std::string_view name) {
  for (const PresetEntry& entry : preset_entries()) {
    if (entry.name == name) return toml::parse(entry.toml);
  }
  FAIL("no preset " << name);
  return {};
}

/// The number before the unit.
double quantity(const toml::node_view<const toml::node>& node) {
  return std::stod(node.value<std::string>().value());
}

double number(const toml::table& table, std::string_view key) {
  return table.at_path(key).value<double>().value();
}

std::vector<double> numbers(const toml::table& table, std::string_view path) {
  std::vector<double> result;
  for (const toml::node& item : *table.at_path(path).as_array()) {
    result.push_back(item.value<double>().value());
  }
  return result;
}

double total(const std::vector<double>& xs) {
  return std::accumulate(xs.begin(), xs.end(), 0.0);
}

/// ln of the median is the mean of the logarithm: four digits of the median leave 1e-4 of it.
void check_duration(const toml::table& jobs, double log_mean, double log_deviation) {
  CHECK(jobs.at_path("duration.law").value<std::string>() == "lognormal");
  CHECK(std::log(quantity(jobs.at_path("duration.median"))) == Approx(log_mean).margin(3e-4));
  CHECK(number(jobs, "duration.sigma") == log_deviation);
}

void check_bursts(const toml::table& jobs, double mean, double cv2) {
  CHECK(jobs["process"].value<std::string>() == "renewal");
  CHECK(quantity(jobs.at_path("interarrival.mean")) == Approx(mean).epsilon(2e-4));
  CHECK(number(jobs, "interarrival.cv2") == Approx(cv2).epsilon(2e-4));
}

std::map<double, double> sizes(const toml::table& jobs) {
  const std::vector<double> values = numbers(jobs, "gpus.values");
  const std::vector<double> weights = numbers(jobs, "gpus.weights");
  REQUIRE(values.size() == weights.size());
  std::map<double, double> result;
  for (std::size_t i = 0; i < values.size(); ++i) result[values[i]] = weights[i];
  return result;
}

/// The folder of the measurements: $SOUK_DATA, else shared/data beside the source tree, looked for
/// upwards from where the test runs.
std::filesystem::path data_folder() {
  if (const char* folder = std::getenv("SOUK_DATA")) return folder;
  for (auto at = std::filesystem::current_path(); at != at.root_path(); at = at.parent_path()) {
    if (std::filesystem::exists(at / "shared/data")) return at / "shared/data";
  }
  return "shared/data";
}

/// A file of the measurements, or nothing (and a word on it) where they are absent.
std::string measured(const std::string& path) {
  const auto file = data_folder() / path;
  std::ifstream stream{file};
  if (!stream) std::cout << "skipped: no " << file << "; set SOUK_DATA to the folder of the data\n";
  return {std::istreambuf_iterator<char>{stream}, {}};
}

struct Moments {
  double mean, cv2;
};

/// Of the differences of sorted instants.
Moments gap_moments(std::vector<double> instants) {
  std::sort(instants.begin(), instants.end());
  const double n = static_cast<double>(instants.size()) - 1;
  const double mean = (instants.back() - instants.front()) / n;
  double squares = 0;
  for (std::size_t i = 1; i < instants.size(); ++i) {
    squares += std::pow(instants[i] - instants[i - 1] - mean, 2);
  }
  return {mean, squares / (n - 1) / (mean * mean)};
}

std::vector<std::string> split(const std::string& line, char separator) {
  std::vector<std::string> fields;
  std::istringstream stream{line};
  for (std::string field; std::getline(stream, field, separator);) fields.push_back(field);
  return fields;
}

}  // namespace

TEST_CASE("every preset is TOML of jobs.* keys, with a name of its own", "[workloads][contract]") {
  std::set<std::string_view> names;
  for (const PresetEntry& entry : preset_entries()) {
    CAPTURE(std::string{entry.name});
    CHECK(names.insert(entry.name).second);
    CHECK_FALSE(entry.summary.empty());
    const toml::table jobs = toml::parse(entry.toml);
    const std::set<std::string_view> allowed{"process",      "rate",     "profile",
                                             "interarrival", "duration", "gpus"};
    for (const auto& [key, value] : jobs) CHECK(allowed.count(key.str()) == 1);
  }
  CHECK(names == std::set<std::string_view>{"philly", "nasa-ipsc", "alibaba-openb", "azure-llm",
                                            "alibaba-genai"});
}

TEST_CASE("philly has the published sizes, durations, rate and weekdays", "[workloads][oracle]") {
  const toml::table jobs = preset("philly");
  check_duration(jobs, 6.7909, 2.1555);
  const std::map<double, double> wanted{{1, 76'627}, {2, 1'818}, {4, 1'870}, {8, 1'643}, {12, 7},
                                        {16, 199},   {24, 7},    {32, 67},   {64, 6},    {128, 3}};
  CHECK(sizes(jobs) == wanted);
  CHECK(3600 / quantity(jobs["rate"]) == Approx(114.4).margin(0.05));
  const std::vector<double> week = numbers(jobs, "profile");
  REQUIRE(week.size() == 168);
  CHECK(total(week) == 82'247);
  std::vector<double> days(7), hours(24);
  for (std::size_t i = 0; i < 168; ++i) {
    days[i / 24] += week[i];
    hours[i % 24] += week[i];
  }
  CHECK(days == std::vector<double>{10'136, 12'528, 13'370, 15'114, 16'954, 7'157, 6'988});
  CHECK(hours[7] == 7'159);
  CHECK(hours[14] == 2'185);
  CHECK(*std::max_element(hours.begin(), hours.end()) == 7'159);
  CHECK(*std::min_element(hours.begin(), hours.end()) == 2'185);
}

TEST_CASE("nasa-ipsc has the published sizes, run times and inter-arrival", "[workloads][oracle]") {
  const toml::table jobs = preset("nasa-ipsc");
  check_duration(jobs, 4.6821, 1.8222);
  CHECK(quantity(jobs.at_path("interarrival.mean")) == 435.8);
  const std::map<double, double> wanted{{1, 4'935},  {2, 1'763},  {4, 2'683},  {8, 1'793},
                                        {16, 1'780}, {32, 3'662}, {64, 1'203}, {128, 420}};
  CHECK(sizes(jobs) == wanted);
}

TEST_CASE("alibaba-openb has the published sizes and run times", "[workloads][oracle]") {
  const toml::table jobs = preset("alibaba-openb");
  check_duration(jobs, 6.5612, 1.8844);
  CHECK(sizes(jobs) == std::map<double, double>{{1, 6'989}, {2, 16}, {4, 15}, {8, 44}});
}

TEST_CASE("azure-llm has the published inter-arrival", "[workloads][oracle]") {
  const toml::table jobs = preset("azure-llm");
  CHECK(quantity(jobs.at_path("interarrival.mean")) == 0.3897);
}

TEST_CASE("alibaba-genai has the published durations, rate and hours", "[workloads][oracle]") {
  const toml::table jobs = preset("alibaba-genai");
  check_duration(jobs, 3.1810, 0.5714);
  CHECK(3600 / quantity(jobs["rate"]) == Approx(74.2).margin(0.05));
  const std::vector<double> day = numbers(jobs, "profile");
  REQUIRE(day.size() == 24);
  CHECK(total(day) == 26'823);
  CHECK(day[0] == 3'830);
}

TEST_CASE("the bursts of the renewal presets are those of the measurements",
          "[workloads][oracle]") {
  // Mean and squared coefficient of variation of the inter-arrival, computed here from the files.
  SECTION("nasa-ipsc") {
    std::istringstream swf{measured("swf_nasa_ipsc/NASA-iPSC-1993-3.1-cln.swf")};
    std::vector<double> instants;
    for (std::string line; std::getline(swf, line);) {
      double job = 0, submit = 0;
      if (std::istringstream{line} >> job >> submit) instants.push_back(submit);
    }
    if (instants.empty()) return;
    const Moments gaps = gap_moments(instants);
    check_bursts(preset("nasa-ipsc"), gaps.mean, gaps.cv2);
  }
  SECTION("alibaba-openb") {
    std::istringstream csv{measured("alibaba_openb_2023/openb_pod_list_default.csv")};
    std::vector<double> instants;
    std::string line;
    std::getline(csv, line);
    while (std::getline(csv, line)) {
      const std::vector<std::string> fields = split(line, ',');
      const double created = std::stod(fields[8]);
      if (std::stoi(fields[3]) > 0 && created > 9.4e6) instants.push_back(created);
    }
    if (instants.empty()) return;
    const Moments gaps = gap_moments(instants);
    check_bursts(preset("alibaba-openb"), gaps.mean, gaps.cv2);
  }
  SECTION("azure-llm") {
    std::istringstream csv{measured("azure_llm_2023/AzureLLMInferenceTrace_code.csv")};
    std::vector<double> instants;
    std::string line;
    std::getline(csv, line);
    while (std::getline(csv, line)) {  // "2023-11-16 18:17:03.9799600,...": all of one day
      instants.push_back(std::stod(line.substr(11, 2)) * 3600 + std::stod(line.substr(14, 2)) * 60 +
                         std::stod(line.substr(17, 10)));
    }
    if (instants.empty()) return;
    const Moments gaps = gap_moments(instants);
    check_bursts(preset("azure-llm"), gaps.mean, gaps.cv2);
  }
}
