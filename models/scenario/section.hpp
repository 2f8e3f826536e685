#pragma once

// One table of a scenario, read key by key against the table of keys.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/scenario/document.hpp"
#include "models/scenario/keys.hpp"
#include "models/scenario/parse.hpp"

namespace souk {

/// A scenario on its way from text: what is read so far and every fault met.
struct Draft {
  const ParseOptions* options = nullptr;
  std::string file;  ///< of the scenario
  Scenario scenario;
  std::vector<Fault> faults;
  SourceTexts sources;
  /// Numbers of what rows name, by name: filled before the rows that refer to them are read.
  std::map<std::string, std::uint32_t, std::less<>> providers, devices, kinds, datasets, models;
  /// A profile that a row names could not be read, which is a fault of its own: what lacks it is
  /// none.
  bool lacks_profile = false;
};

/// How messages call the file of this path (ParseOptions::shown_path).
std::string shown_path(const Draft& draft, std::string_view path);

/// What to say of a `base` inside of a section.
inline constexpr std::string_view base_hint = "; base stands before the first [section]";

struct LawRead {
  Law law;
  Measure measure{};  ///< in which its values were written, where the key takes two
};

/// Reads the keys of one table. A fault is noted in the draft and a harmless value returned, so
/// that the rest is read too; a key that is not given has its default of the table of keys.
class Section {
 public:
  /// `prefix` is the table's path among the keys ("provider.*"); `title` begins its messages.
  Section(Draft& draft, const Node& table, std::string prefix, std::string title);

  [[nodiscard]] const Node* given(std::string_view key) const { return table_->at(key); }
  [[nodiscard]] Place place(
      std::string_view key) const;  ///< of the value; of the table if not given
  /// Notes "<title><message>" at the value of `key`.
  void fault(std::string_view key, const std::string& message) const;
  void fault(const Place& place, const std::string& message) const;
  void missing(std::string_view key, std::string_view why = {}) const;
  /// Faults for each key that the table of keys does not know; `own` are keys of a rule, let
  /// through.
  void check_keys(bool rule_parameters_beside = false) const;

  [[nodiscard]] std::string text(std::string_view key) const;  ///< of names too; empty if none
  [[nodiscard]] std::size_t word(std::string_view key) const;  ///< its place among the key's words
  [[nodiscard]] bool flag(std::string_view key) const;
  [[nodiscard]] std::uint64_t integer(std::string_view key) const;  ///< "inf": unlimited
  [[nodiscard]] double number(
      std::string_view key) const;  ///< of quantities too, in SI; "inf": infinity
  [[nodiscard]] std::optional<double> optional(std::string_view key) const;  ///< none if not given
  [[nodiscard]] QuantityRead quantity(std::string_view key) const;
  [[nodiscard]] LawRead law(std::string_view key) const;
  [[nodiscard]] std::vector<const Node*> names(std::string_view key) const;  ///< text nodes
  [[nodiscard]] std::vector<double> numbers(std::string_view key) const;     ///< of times too

  [[nodiscard]] Draft& draft() const { return *draft_; }
  [[nodiscard]] const Node& table() const { return *table_; }
  [[nodiscard]] const std::string& title() const { return title_; }
  [[nodiscard]] const std::string& prefix() const { return prefix_; }
  /// The row of the table of keys; a key that is not there is a defect of the reader.
  [[nodiscard]] const Key& key(std::string_view key) const;

 private:
  [[nodiscard]] std::optional<Node> value(std::string_view key) const;
  [[nodiscard]] QuantityRead scalar(const Key& key, std::string_view name, const Node& node) const;
  void wrong(const Key& key, std::string_view name, const Node& found) const;
  void check_table(const Node& table, const std::string& path, bool rule_parameters_beside) const;
  void check_later(const Key& key, const Node& node) const;

  Draft* draft_;
  const Node* table_;
  std::string prefix_, title_;
};

/// What a key takes, for messages and the reference: "a time in (0, 1e+09] or \"inf\"".
std::string describe(const Key& key);

/// A law table (`{ law = ..., ... }`) in the measures of its key; faults are noted.
LawRead read_law_table(const Section& section, const Key& key, std::string_view name,
                       const Node& table);

/// A value for a message, at most 60 bytes.
std::string found_text(const Node& node);

}  // namespace souk
