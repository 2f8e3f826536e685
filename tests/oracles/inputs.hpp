#pragma once

// The params of a case as an adapter reads them: what it did not read is a fault, so that a new key
// changes no case in silence.

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/oracles/oracle_file.hpp"

namespace souk::oracles {

/// A case that no adapter can say as a scenario: unsupported, with this reason.
struct Unsupported : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A table of which each key must be read. `note` is a remark and need not be. Readers throw
/// OracleFault where the key is missing or of another type.
class Inputs {
 public:
  /// `name` is printed in faults; `table` must outlive this.
  Inputs(const Node& table, std::string name) : table_{&table}, name_{std::move(name)} {}

  [[nodiscard]] bool has(std::string_view key) const { return table_->find(key) != nullptr; }
  double number(std::string_view key);
  double number_or(std::string_view key, double otherwise);
  std::uint64_t count(std::string_view key);  ///< a whole number >= 0
  std::string text(std::string_view key);
  std::vector<double> numbers(std::string_view key);
  std::vector<std::string> texts(std::string_view key);
  Inputs table(std::string_view key);
  std::vector<Inputs> tables(std::string_view key);

  /// Reads a text that must be one of `known`: another model is another case, so Unsupported.
  void expect(std::string_view key, const std::set<std::string_view>& known);
  /// Throws OracleFault if a key was not read.
  void finish() const;

 private:
  const Node& read(std::string_view key);
  const Node& list(std::string_view key);
  [[nodiscard]] std::string what(std::string_view key) const;

  const Node* table_;
  std::string name_;
  std::set<std::string, std::less<>> read_;
};

}  // namespace souk::oracles
