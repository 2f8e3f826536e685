#pragma once

// The data of discrete and empirical laws: weights, and columns of files.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/scenario/section.hpp"

namespace souk {

/// `weights` of a discrete law's table as cumulative shares in (0, 1], the last of them 1. Faults:
/// not an array of `count` positive numbers; then `count` equal shares are returned.
std::vector<double> read_weights(const Section& section, std::string_view name, const Node& table,
                                 std::size_t count);

/// The sorted numbers of one column of a CSV file (RFC 4180) with a header, each equally likely, in
/// the unit of unit_name(key.measure). `column` is a name of the header or a number from 1.
Law read_empirical(const Section& section, const Key& key, std::string_view name, const Node& file,
                   const Node& column);

/// The text of a file that the scenario names, noted in input_paths. None if inputs are not to be
/// read, or it cannot be, which is a fault.
std::optional<std::string> read_input(const Section& section, const Node& file);

/// Notes what is wrong inside of such a file; `shown` is its shown_path.
void note_faults(Draft& draft, const ScenarioError& error, const std::string& shown,
                 std::string_view text);

}  // namespace souk
