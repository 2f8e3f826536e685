#pragma once

// The table of every key that a scenario may hold: the parser, --set, [[sweep]], `souk check` and
// the printed reference all read it.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "models/scenario/params.hpp"
#include "models/scenario/quantity.hpp"

namespace souk {

enum class KeyType : std::uint8_t {
  name,  ///< [a-z][a-z0-9-]*
  text,
  word,  ///< one of `words`
  flag,
  integer,
  number,  ///< pure
  quantity,
  share_or_time,
  law,
  rule,       ///< a table: name and the rule's own parameters
  rule_name,  ///< of a section that is itself the rule's table
  date,
  names,       ///< array of names
  times,       ///< array of times
  numbers,     ///< array of pure numbers
  throughput,  ///< table kind -> number
  owners,      ///< table group of a trace -> provider
  jobs,        ///< array of tables; their keys are rows of this table too
  tables,      ///< the same, of parts of a kind of job
  good,        ///< a name, or a discrete law of names
  value        ///< anything
};

/// One key. `*` in a path stands for a row of a population.
struct Key {
  std::string_view path{};
  KeyType type{};
  Measure measure = Measure::pure;
  std::string_view
      fallback{};  ///< as written; "-": required (of some: only by the choice beside it); "": none
  std::string_view meaning{};
  Bounds bounds{};                ///< in the unit of unit_name(measure); of a law: of its values
  bool infinite = false;          ///< "inf" is allowed
  bool whole = false;             ///< a law of whole numbers
  Measure other = Measure::pure;  ///< another measure that may be written; pure: none
  std::string_view words{};       ///< of a word: those allowed; of a rule: its family
  bool later = false;             ///< not available yet: refused unless it is the default
};

/// Keys of the single sections, then of the populations, in the order of the reference.
const std::vector<Key>& all_keys();
std::span<const Key> section_keys();   ///< keys.cpp
std::span<const Key> cost_keys();      ///< keys_costs.cpp: [cost] and [[kind]]
std::span<const Key> provider_keys();  ///< keys_supply.cpp, with devices, goods and links
std::span<const Key> consumer_keys();  ///< keys_demand.cpp
std::span<const Key> study_keys();     ///< keys_study.cpp: [study] and [[sweep]]

/// The key of a path ("provider.*.nodes"); nullptr if there is none. O(log keys).
const Key* find_key(std::string_view path);
/// The measures in which its quantity may be written; empty: a pure number.
std::vector<Measure> measures_of(const Key& key);
/// The place of a key in all_keys().
std::size_t key_index(const Key& key);
/// Some key lies below this path ("provider.*.idle").
bool is_key_group(std::string_view path);
/// The words that may follow a path ("provider.*" -> name, count, ...).
std::vector<std::string_view> words_below(std::string_view path);

/// Sections of one table, and populations.
const std::vector<std::string_view>& single_sections();
const std::vector<std::string_view>& populations();
/// Sections and jobs.* keys that are kept for later features.
bool is_reserved(std::string_view path);

}  // namespace souk
