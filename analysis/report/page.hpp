#pragma once

// The frame of a page: head, style, sections, scripts.

#include <string>
#include <vector>

#include "analysis/report/chart.hpp"

namespace souk::report {

/// What is said of one result or of one study of replications.
struct Article {
  std::string kind;  ///< "Run", "Sweep", "Run with 5 replications"
  std::string title;
  std::string facts;                                       ///< one line under the title
  std::vector<std::pair<std::string, std::string>> tiles;  ///< name, value
  std::vector<Section> sections;
};

/// Adds a section of charts, or one that says why there are none.
void add_section(Article& article, std::string title, std::string intro, std::vector<Chart> charts,
                 std::string otherwise);

/// The page of all articles; the first gives it its title.
std::string page_of(const std::vector<Article>& articles);

}  // namespace souk::report
