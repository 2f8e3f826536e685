#pragma once

// [[sweep]] rows as written.

#include <string>
#include <vector>

#include "models/scenario/layers.hpp"

namespace souk {

struct SweepRow {
  std::string key, label, group;
  std::vector<Setting> values;       ///< one for each value, path included
  std::vector<std::string> printed;  ///< the same, as printed
  std::vector<double> numbers;       ///< in the unit of the key; empty if some value is a word
  Measure measure = Measure::pure;
  Spot spot;
};

/// Faults: no such key, values and from/to both or neither, a range that the scale cannot take,
/// groups of unequal length.
std::vector<SweepRow> read_sweep_rows(Draft& draft, const Document& document);

/// Reads a merged document into draft.scenario; faults are noted.
void read_document(Draft& draft, Document& document);

}  // namespace souk
