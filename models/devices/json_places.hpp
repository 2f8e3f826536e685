#pragma once

// JSON that remembers where its fields stand.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "models/scenario/error.hpp"

namespace souk {

struct PlacedJson {
  nlohmann::ordered_json root;
  std::map<std::string, Place, std::less<>> places;  ///< by JSON pointer
  std::vector<Fault> twice;                          ///< keys given twice in one object
};

/// Throws ScenarioError, with the place, for text that is no JSON, or nested more than 64 deep.
PlacedJson read_json(std::string_view text, const std::string& file_name);

}  // namespace souk
