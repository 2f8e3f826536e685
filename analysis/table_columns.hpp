#pragma once

// The columns of every table of a result file: names, types, units, meanings.

#include <string_view>
#include <type_traits>
#include <vector>

#include "analysis/hdf5_table.hpp"
#include "models/events.hpp"
#include "models/scenario/scenario.hpp"

namespace souk {

/// name_of(Enum{0}), name_of(Enum{1}), ... up to `last`: the meanings of a flag.
template <class Enum>
std::vector<std::string_view> flag_meanings(Enum last) {
  std::vector<std::string_view> meanings;
  for (unsigned value = 0; value <= static_cast<unsigned>(last); ++value)
    meanings.push_back(name_of(static_cast<Enum>(value)));
  return meanings;
}

/// The double nearest to the amount in credits, so that 50,000 micro-credits read 0.05; inf if
/// infinite.
inline double credits_of(Money amount) {
  return amount.is_infinite() ? infinity : static_cast<double>(amount.micro) / 1e6;
}

template <class Tag>
std::int32_t stored(Id<Tag> id) {
  return static_cast<std::int32_t>(id.value);  // none, all ones, becomes -1
}
template <class Enum>
requires std::is_enum_v<Enum> std::uint8_t stored(Enum value) {
  return static_cast<std::uint8_t>(value);
}

struct TableSpec {
  std::string_view name, comment;
  std::vector<ColumnSpec> columns;
};

TableSpec jobs_table();
TableSpec trades_table();
TableSpec leases_table();
TableSpec transfers_table();
TableSpec offers_table();
TableSpec ledger_table();
TableSpec series_table();

}  // namespace souk
