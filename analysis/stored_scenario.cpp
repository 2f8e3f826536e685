#include "analysis/stored_scenario.hpp"

#include "models/scenario/error.hpp"

namespace souk {
namespace {

ParseOptions by_name() {
  ParseOptions options;
  options.read_inputs = false;
  return options;
}

}  // namespace

std::optional<Scenario> stored_scenario(const ResultHeader& header) try {
  return parse_scenario(header.scenario, header.title, by_name());
} catch (const ScenarioError&) {
  return std::nullopt;
}

std::optional<Sweep> stored_sweep(const ResultHeader& header) try {
  return read_sweep(header.scenario, header.title, by_name());
} catch (const ScenarioError&) {
  return std::nullopt;
}

}  // namespace souk
