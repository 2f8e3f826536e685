#pragma once

// What is wrong with a scenario, and where.

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace souk {

/// A place in a text: 1-based line and column; line 0 when there is none (a --set, a default).
struct Place {
  std::string file;
  std::uint32_t line = 0, column = 0;
  friend bool operator==(const Place&, const Place&) = default;
};

struct Fault {
  Place place;
  std::string message;  ///< found, allowed, nearest known word
};

/// The texts that places speak of, by Place::file.
using SourceTexts = std::map<std::string, std::string, std::less<>>;

/// Every fault of a scenario or trace, together; `what()` is the whole report, source lines with
/// carets included, ending in "N errors; nothing was run". Exit code 65.
class ScenarioError : public std::runtime_error {
 public:
  explicit ScenarioError(std::vector<Fault> faults, std::string_view source_text = {});
  /// With several texts (a scenario, its `base`, a preset); a fault in none of them has no source
  /// line.
  ScenarioError(std::vector<Fault> faults, const SourceTexts& sources);
  /// By file, line and column; a fault that is said twice is kept once.
  [[nodiscard]] const std::vector<Fault>& faults() const { return faults_; }

 private:
  ScenarioError(std::vector<Fault>&& sorted, const SourceTexts& sources,
                std::string_view source_text);

  std::vector<Fault> faults_;
};

/// An input file that is not there or cannot be read. Exit code 66.
struct MissingInput : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace souk
