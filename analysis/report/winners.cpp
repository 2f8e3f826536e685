#include "analysis/report/winners.hpp"

#include <sstream>
#include <utility>

namespace souk::report {
namespace {

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream in{line};
  for (std::string cell; std::getline(in, cell, '\t');) cells.push_back(std::move(cell));
  return cells;
}

std::vector<Cell> row_of(const std::string& line) {
  std::vector<Cell> row;
  for (std::string& cell : cells_of(line)) row.push_back(words(std::move(cell)));
  return row;
}

}  // namespace

std::optional<Section> winners_section(const ResultHeader& header) {
  if (header.winners.empty()) return {};
  std::istringstream lines{header.winners};
  Section section;
  std::getline(lines, section.title);
  std::getline(lines, section.intro);
  Table table{section.title, {}, {}, {}};
  std::string said;
  for (std::string line; std::getline(lines, line);)
    if (line.find('\t') == std::string::npos)
      said += "<li>" + escaped(line) + "</li>\n";
    else if (table.titles.empty())
      table.titles = cells_of(line);
    else
      table.rows.push_back(row_of(line));
  section.body = html_of(table) + (said.empty() ? "" : "<ul>\n" + said + "</ul>\n");
  return section;
}

}  // namespace souk::report
