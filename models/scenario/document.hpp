#pragma once

// A TOML text as a plain tree that remembers where each value stands. document.cpp alone knows
// toml++.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "models/scenario/error.hpp"

namespace souk {

/// A place without a copy of the file's name: a tree has many.
struct Spot {
  std::shared_ptr<const std::string> file;
  std::uint32_t line = 0, column = 0;
  [[nodiscard]] Place place() const { return {file ? *file : std::string{}, line, column}; }
};

/// A value. A table's children carry their key and stand in source order; an array's have no key.
struct Node {
  enum class Type : std::uint8_t { table, array, text, integer, number, boolean, date, clock };

  Type type = Type::table;
  bool flag = false;
  std::int64_t integer = 0;  ///< of an integer; of a date: seconds since 1970-01-01
  double number = 0;         ///< of a number or an integer
  std::string key;
  std::string text;  ///< of a text; of a date or a time of day (clock): as TOML writes it
  Spot spot;         ///< of the value
  Spot key_spot;
  std::vector<Node> children;

  [[nodiscard]] bool is(Type t) const { return type == t; }
  [[nodiscard]] const Node* find(std::string_view key) const;  ///< a child; none: nullptr
  [[nodiscard]] Node* find(std::string_view key);
  /// Down a dotted path; nullptr if a part is missing or not a table.
  [[nodiscard]] const Node* at(std::string_view dotted) const;
};

/// A file: its single sections, and the rows of its populations in file order over all kinds
/// (`key` of a row is its section: "provider").
struct Document {
  Node sections;
  std::vector<Node> rows;
};

Node text_node(std::string text, Spot spot);
Node number_node(double number, Spot spot);

/// Throws ScenarioError, with one fault, for a text that is not TOML 1.0.
Node parse_toml(std::string_view text, std::string_view file_name);
Document parse_document(std::string_view text, std::string_view file_name);

/// The value as it stands on the right of `=`: tables inline, numbers by their shortest decimal
/// form.
std::string write_value(const Node& node);
/// A string in quotes, escaped as TOML wants it.
std::string quoted(std::string_view text);
/// The shortest decimal text that reads back as the same number; integers without a point.
std::string number_text(double number);

}  // namespace souk
