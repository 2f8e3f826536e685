#pragma once

// Rules chosen by name: the registries as the reader sees them.

#include <string_view>
#include <vector>

#include "models/scenario/section.hpp"

namespace souk {

/// One row of a registry, without its type.
struct RuleRow {
  std::string_view name, example;
  bool moves = false;  ///< a pricing policy whose price changes
};

/// "mechanism", "scheduling", "placement", "pricing policy", "agent rule".
std::vector<RuleRow> rule_rows(std::string_view family);

/// The rule of a key of type rule (`pricing = { name = ..., ... }`), or its default if not given.
/// The registry row has read and accepted the parameters, or faults are noted.
RuleChoice read_rule(const Section& section, std::string_view key);

/// The rule of a section that is itself the rule's table (`[scheduling]`): `name`, and every key
/// that the table of keys does not have.
RuleChoice read_section_rule(const Section& section);

/// A table's values as parameters; faults for tables, arrays and dates, which no rule takes.
Params params_of(std::string_view rule, const Place& place, const std::vector<const Node*>& values,
                 std::vector<Fault>& faults);

}  // namespace souk
