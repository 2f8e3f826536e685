#pragma once

// [[sweep]] rows as written.

#include <optional>
#include <string>
#include <vector>

#include "models/scenario/layers.hpp"

namespace souk {

/// From `low` to `high`, both in `unit`.
struct SweepRange {
  double low = 0, high = 0;
  std::string unit;  ///< empty: pure
  bool log = false, whole = false;
  Spot spot;
};

struct SweepRow {
  std::string key, label, group;
  std::optional<SweepRange> range;   ///< given as from and to
  std::vector<Node> choices;         ///< of a design that samples: given as values, else empty
  std::vector<Setting> values;       ///< one for each value, path included
  std::vector<std::string> printed;  ///< the same, as printed
  std::vector<double> numbers;       ///< in the unit of the key; empty if some value is a word
  Measure measure = Measure::pure;
  Spot spot, key_spot;
};

/// Faults: no such key, or one of the whole study; values and from/to both or neither, a range that
/// the scale cannot take, groups of unequal length, and what does not go with the design of
/// draft.scenario.study. A design that samples leaves `values` to sample().
std::vector<SweepRow> read_sweep_rows(Draft& draft, const Document& document);

/// Fills the values of a row from places in (0, 1): of a range on its scale, to 12 digits, of
/// choices the one in whose equal part of (0, 1) the place is. Whole numbers are rounded from a
/// range that is longer by 1/2 at both ends, so that the first and the last are as frequent as the
/// others.
void sample(SweepRow& row, const std::vector<double>& places);

/// Reads a merged document into draft.scenario; faults are noted.
void read_document(Draft& draft, Document& document);

}  // namespace souk
