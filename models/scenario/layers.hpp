#pragma once

// The layers of a scenario: its `base`, the file itself, and single values set on top.

#include <string>
#include <string_view>
#include <vector>

#include "models/scenario/document.hpp"
#include "models/scenario/parse.hpp"
#include "models/scenario/section.hpp"

namespace souk {

/// A value for a path ("provider.pool.nodes", "provider.*.share"). `spot` is where the path is
/// written.
struct Setting {
  std::string path;
  Node value;
  Spot spot;
};

/// PATH=VALUE of --set: the value is read as TOML; a word alone, and "number unit", as a string.
/// A fault has the file "--set PATH=VALUE".
Setting setting_of(Draft& draft, const std::string& path, const std::string& value);

/// Sets the value in each row that the path meets; a fault if it meets no row or no key. A rule (or
/// law, or process) of another name loses its old parameters.
void apply(Draft& draft, Document& document, const Setting& setting);

/// Every --set of the options in turn; one with a fault is left out.
void apply_sets(Draft& draft, Document& document, const ParseOptions& options);

/// The key at which a path ends, or inside of which (a parameter of a rule or law); nullptr: none.
const Key* key_of_path(std::string_view path);

/// The file with its `base` merged below it, table by table, rows by name. Texts join
/// draft.sources.
Document load_document(Draft& draft, std::string_view text, const std::string& file);

/// The document as TOML: sections and keys in the order of the table of keys, rows in file order. A
/// function of the scenario alone: reads back as an equal document.
std::string write_document(const Document& document);
/// The same without what a run does not depend on: [[sweep]], [study], [output], scenario.name,
/// .title and .replications.
std::string write_run(Document document);

}  // namespace souk
