#pragma once

// The pieces of HTML that a page is made of. All that comes from a result file is escaped here.

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace souk::report {

/// With & < > " ' as entities: for text and for attributes.
std::string escaped(std::string_view text);
/// JSON that may stand in a <script>: every < is \u003c.
std::string script_json(const nlohmann::json& value);
/// A script whose text neither ends its element nor opens a comment in it.
std::string script_safe(std::string_view script);

struct Cell {
  std::string text;
  double key = 0;       ///< to sort by, where number
  bool number = false;  ///< set to the right
  std::string mark;     ///< class of the cell: "gain", "loss" or none
};
Cell words(std::string text);
Cell number(double value, std::string text);

struct Table {
  std::string caption;
  std::vector<std::string> titles;
  std::vector<std::string> hints;  ///< what each column is; empty or one per title
  std::vector<std::vector<Cell>> rows;
};

/// A table whose first column heads its rows; `sortable`: its titles are buttons once scripts run.
std::string html_of(const Table& table, bool sortable = false);

}  // namespace souk::report
