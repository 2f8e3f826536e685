#pragma once

// TOML text -> Scenario. The text is read here; files are opened by the command line alone.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/scenario/scenario.hpp"

namespace souk {

struct ParseOptions {
  /// PATH=VALUE of --set, applied in order, after `base` is merged.
  std::vector<std::pair<std::string, std::string>> sets;
  /// The text of a file that the scenario names (base, trace, empirical law); `path` is as written
  /// there, for `base` of a base relative to the file that names it. none: it cannot be read, which
  /// is a fault for `base`; the command line throws MissingInput for the others.
  std::function<std::optional<std::string>(std::string_view path)> read_file;
  /// How messages call a file that the scenario names: by a path that whoever reads them can open.
  /// Not set: as read_file gets it.
  std::function<std::string(std::string_view path)> shown_path;
  /// false: traces, profiles and empirical laws are checked by name only (souk check, key tables).
  bool read_inputs = true;
  /// The profiles that devices may name without a file; they outlive the reading. Called only where
  /// a name asks for it; not set: there are none.
  std::function<std::span<const DeviceProfile>()> shipped_profiles;
};

/// Reads, checks and resolves a scenario. Throws ScenarioError with every fault found; a syntax
/// error alone.
Scenario parse_scenario(std::string_view text, std::string_view file_name,
                        const ParseOptions& options = {});

/// One point of a sweep: its --set pairs and its labels (key, value as printed).
struct SweepPoint {
  std::vector<std::pair<std::string, std::string>> sets;
  std::vector<std::pair<std::string, std::string>> labels;
};
/// "LABEL = VALUE, LABEL = VALUE"; empty if nothing is swept.
std::string title_of(const SweepPoint& point);
/// A coordinate of the curves.
struct SweepAxis {
  std::string key, label;
  std::vector<std::string> values;  ///< as printed
  std::vector<double> numbers;      ///< in the SI unit of the key; empty if the values are words
  std::string unit;                 ///< of `numbers`, as filed: see filed_unit
};
struct Sweep {
  /// Of a grid: its swept keys, where rows of one `group` advance together and are one axis. Of
  /// other designs: one, without a key, labelled "point", of their numbers.
  std::vector<SweepAxis> axes;
  std::vector<SweepPoint>
      points;  ///< row-major over the axes; one point with no sets if nothing is swept
  std::vector<SweepAxis> coordinates;  ///< of designs other than a grid: each swept key by point
  std::size_t baseline = 0;            ///< the point that the others are compared with
};
/// The points that [[sweep]] and [study] ask for. Throws ScenarioError.
Sweep read_sweep(std::string_view text, std::string_view file_name,
                 const ParseOptions& options = {});

/// The reference of every key, as `souk list keys` prints it: from the table the parser uses.
std::string key_reference();

}  // namespace souk
