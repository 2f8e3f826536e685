// ScenarioError for this test program alone, while models/scenario has none of its own.
#if !__has_include("models/scenario/error.cpp")

#include "models/scenario/error.hpp"

namespace souk {
namespace {

std::string report(const std::vector<Fault>& faults) {
  std::string out;
  for (const Fault& fault : faults)
    out += fault.place.file + ":" + std::to_string(fault.place.line) + ":" +
           std::to_string(fault.place.column) + ": " + fault.message + "\n";
  return out + std::to_string(faults.size()) + " errors; nothing was run";
}

}  // namespace

ScenarioError::ScenarioError(std::vector<Fault> faults, std::string_view)
    : std::runtime_error{report(faults)}, faults_{std::move(faults)} {}

}  // namespace souk

#endif
