#pragma once

// Fields of a profile with their checks.

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "models/devices/device_profile.hpp"
#include "models/devices/json_places.hpp"

namespace souk {

/// What a number must lie in.
struct FieldRange {
  double least = 0, most = 1e300;
  bool open = false;  ///< `least` itself is not allowed
};
constexpr FieldRange positive{0, 1e300, true};
constexpr FieldRange any_number{-1e300, 1e300, false};

/// One object of the file. Notes faults and which of its keys were asked for.
class ProfileSection {
 public:
  ProfileSection(const PlacedJson& json, std::string pointer, std::vector<Fault>& faults);

  /// None when it is null or not there.
  Figure figure(std::string_view key, FieldRange range = positive);
  /// Must be there.
  double number(std::string_view key, FieldRange range);
  std::size_t count(std::string_view key);
  std::optional<std::string> maybe_text(std::string_view key);
  std::string text(std::string_view key);
  std::vector<std::string> texts(std::string_view key);
  std::vector<double> numbers(std::string_view key);
  std::optional<Interval> interval(std::string_view key);
  std::vector<std::pair<std::string, double>> named_numbers(std::string_view key);
  /// A word that `named` knows; `known` lists them for the message.
  template <class Enum>
  Enum word(std::string_view key, std::optional<Enum> (*named)(std::string_view),
            std::string_view known) {
    const std::string found = text(key);
    const std::optional<Enum> value = named(found);
    if (!value && !found.empty()) unknown_word(key, found, known);
    return value.value_or(Enum{});
  }
  /// Whether an object is there; anything else but null is a fault.
  bool has_object(std::string_view key);
  [[nodiscard]] ProfileSection object(std::string_view key);
  void for_each(std::string_view key, const std::function<void(ProfileSection&)>& read);

  [[nodiscard]] std::vector<std::string> keys() const;
  [[nodiscard]] std::string json_of(std::string_view key);
  void fault(std::string_view key, std::string message);
  /// The keys nobody asked for, with their JSON.
  void keep_unknown(DeviceProfile& profile) const;

 private:
  const nlohmann::ordered_json* find(std::string_view key);
  [[nodiscard]] std::string path(std::string_view key) const;
  Figure checked(std::string_view key, const nlohmann::ordered_json& value, FieldRange range);
  void unknown_word(std::string_view key, const std::string& found, std::string_view known);

  const PlacedJson& json_;
  const nlohmann::ordered_json& object_;
  std::string pointer_;
  std::vector<Fault>& faults_;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace souk
