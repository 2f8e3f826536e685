#pragma once

// A chart and what stands beside it.

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "analysis/report/html.hpp"

namespace souk::report {

struct Chart {
  std::string title;
  std::string text;     ///< what is seen, in words and numbers: also for those who see no chart
  std::string note;     ///< how the data was thinned or chosen; may be empty
  nlohmann::json spec;  ///< Vega-Lite; page.js adds config and expands "table" and "lines" of data
  Table table;
  bool wide = true;  ///< false: two stand side by side
};

struct Section {
  std::string title, intro;
  std::string body;  ///< HTML before the charts
  std::vector<Chart> charts;
};

}  // namespace souk::report
