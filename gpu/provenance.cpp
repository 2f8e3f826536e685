#include "gpu/provenance.hpp"

#include <chrono>
#include <fstream>

#include <sys/utsname.h>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace souk {
namespace {

std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump();
}

}  // namespace

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
