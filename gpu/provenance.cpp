#include "gpu/provenance.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <set>

#include <sys/utsname.h>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace souk {

std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump();
}

std::vector<std::pair<std::string, std::string>> run_provenance(
    std::span<const Measured> measured) {
  std::vector<double> clocks, powers, temperatures;
  std::set<std::string> reasons;
  bool told = false;  // a device that never says why it holds back has no empty list of reasons
  for (const Measured& each : measured) {
    if (!each.skipped.empty()) continue;
    for (const Figure& clock : {each.clock_before_mhz, each.clock_after_mhz})
      if (clock) clocks.push_back(*clock);
    if (each.power_w) powers.push_back(*each.power_w);
    if (each.temperature_c) temperatures.push_back(*each.temperature_c);
    if (!each.throttled.empty()) reasons.insert(each.throttled);
    told = told || each.clock_after_mhz || !each.throttled.empty();
  }
  std::vector<std::pair<std::string, std::string>> fields;
  if (!clocks.empty())
    fields.emplace_back("sm_clock_mhz", nlohmann::json{{"min", std::ranges::min(clocks)},
                                                       {"median", quantile_of(clocks, 0.5)},
                                                       {"max", std::ranges::max(clocks)}}
                                            .dump());
  if (!powers.empty())
    fields.emplace_back("power_w", nlohmann::json(quantile_of(powers, 0.5)).dump());
  if (!temperatures.empty())
    fields.emplace_back("temperature_c", nlohmann::json(std::ranges::max(temperatures)).dump());
  if (told) fields.emplace_back("throttle_reasons", nlohmann::json(reasons).dump());
  return fields;
}

std::string processor_name() {
  std::ifstream lines{"/proc/cpuinfo"};
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("model name"))
      if (const auto colon = line.find(": "); colon != std::string::npos)
        return line.substr(colon + 2);
  return "";
}

std::vector<std::pair<std::string, std::string>> host_provenance() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  utsname system{};
  const bool known = uname(&system) == 0;
  const std::string processor = processor_name();
  return {{"date_utc", quoted(fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now)))},
          {"os", known ? quoted(fmt::format("{} {}", system.sysname, system.release)) : "null"},
          {"host_cpu", processor.empty() ? "null" : quoted(processor)}};
}

}  // namespace souk
