#pragma once

// The parameters of a chosen rule, as its registry row reads them.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/scenario/error.hpp"
#include "models/units.hpp"

namespace souk {

/// Bounds on a number; `above`/`below` are open ends, `at_least`/`at_most` closed ones.
struct Bounds {
  double above = -1e308, at_least = -1e308, below = 1e308, at_most = 1e308;
};

/// A rule's own keys, each with its value as written and its place in the file.
///
/// A reader asks for each key by type; a missing key without a default, a wrong type or unit, or a
/// value outside its bounds throws ScenarioError with the place. `unread()` are keys nobody asked
/// for.
class Params {
 public:
  struct Entry {
    std::string text;   ///< of a string value, quantity included; else empty
    double number = 0;  ///< of a number, or 0 / 1 of a boolean
    enum class Type { number, boolean, text } type = Type::number;
    Place place;
  };

  Params() = default;
  Params(std::string rule, Place place, std::map<std::string, Entry, std::less<>> entries);

  double number(std::string_view key, Bounds bounds) const;
  double number(std::string_view key, Bounds bounds, double fallback) const;
  bool flag(std::string_view key, bool fallback) const;
  std::string word(std::string_view key, std::vector<std::string_view> allowed,
                   std::string_view fallback) const;
  Price price(std::string_view key) const;  ///< >= 0
  Price price(std::string_view key, Price fallback) const;
  Seconds time(std::string_view key) const;  ///< >= 0
  Seconds time(std::string_view key, Seconds fallback) const;

  [[nodiscard]] std::vector<std::string> unread() const;
  [[nodiscard]] const Place& place_of(std::string_view key) const;  ///< of the rule if not given

 private:
  const Entry* find(std::string_view key) const;

  std::string rule_;
  Place place_;
  std::map<std::string, Entry, std::less<>> entries_;
  mutable std::vector<std::string> read_;
};

/// Parameters from TOML text such as a registry row's `example`.
Params parse_params(std::string_view toml);

}  // namespace souk
