#include "models/devices/profile_reader.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "models/scenario/words.hpp"

namespace souk {
namespace {

using Json = nlohmann::ordered_json;

const Json& object_at(const PlacedJson& json, const std::string& pointer) {
  static const Json none = Json::object();
  const Json& found = json.root.at(Json::json_pointer{pointer});
  return found.is_object() ? found : none;
}

}  // namespace

ProfileSection::ProfileSection(const PlacedJson& json, std::string pointer,
                               std::vector<Fault>& faults)
    : json_{json},
      object_{object_at(json, pointer)},
      pointer_{std::move(pointer)},
      faults_{faults} {}

std::string ProfileSection::path(std::string_view key) const {
  return pointer_ + "/" + std::string{key};
}

const Json* ProfileSection::find(std::string_view key) {
  asked_.emplace(key);
  const auto found = object_.find(std::string{key});
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

void ProfileSection::fault(std::string_view key, std::string message) {
  auto place = json_.places.find(path(key));
  if (place == json_.places.end()) place = json_.places.find(pointer_);
  const Place where = place == json_.places.end() ? Place{} : place->second;
  faults_.push_back({where, fmt::format("{}: {}", path(key), std::move(message))});
}

Figure ProfileSection::checked(std::string_view key, const Json& value, FieldRange range) {
  if (!value.is_number()) {
    fault(key, fmt::format("{} is no number", value.dump()));
    return {};
  }
  const double number = value.get<double>();
  const bool low = range.open ? number <= range.least : number < range.least;
  if (low || number > range.most || !std::isfinite(number)) {
    fault(key, fmt::format("{} lies outside {}{}, {}]", value.dump(), range.open ? "(" : "[",
                           range.least, range.most));
    return {};
  }
  return number;
}

Figure ProfileSection::figure(std::string_view key, FieldRange range) {
  const Json* value = find(key);
  if (value == nullptr) return {};
  return checked(key, *value, range);
}

double ProfileSection::number(std::string_view key, FieldRange range) {
  const Json* value = find(key);
  if (value == nullptr) {
    fault(key, "must be a number; null or nothing is not taken as zero");
    return range.least;
  }
  return checked(key, *value, range).value_or(range.least);
}

std::size_t ProfileSection::count(std::string_view key) {
  return static_cast<std::size_t>(number(key, {0, 1e15, false}));
}

std::optional<std::string> ProfileSection::maybe_text(std::string_view key) {
  const Json* value = find(key);
  if (value == nullptr) return {};
  if (value->is_string()) return value->get<std::string>();
  fault(key, fmt::format("{} is no text", value->dump()));
  return {};
}

std::string ProfileSection::text(std::string_view key) {
  if (find(key) == nullptr) fault(key, "must be a text");
  return maybe_text(key).value_or("");
}

std::vector<std::string> ProfileSection::texts(std::string_view key) {
  std::vector<std::string> list;
  const Json* value = find(key);
  if (value == nullptr) return list;
  if (!value->is_array()) fault(key, "must be a list of texts");
  for (const Json& item : *value) {
    if (item.is_string())
      list.push_back(item.get<std::string>());
    else
      fault(key, fmt::format("{} is no text", item.dump()));
  }
  return list;
}

std::vector<double> ProfileSection::numbers(std::string_view key) {
  std::vector<double> list;
  const Json* value = find(key);
  if (value == nullptr) return list;
  if (!value->is_array()) fault(key, "must be a list of numbers");
  for (const Json& item : *value)
    if (const Figure number = checked(key, item, any_number)) list.push_back(*number);
  return list;
}

std::optional<Interval> ProfileSection::interval(std::string_view key) {
  if (find(key) == nullptr) return {};
  const std::vector<double> ends = numbers(key);
  if (ends.size() == 2 && ends[0] <= ends[1]) return Interval{ends[0], ends[1]};
  fault(key, "must be [low, high]");
  return {};
}

std::vector<std::pair<std::string, double>> ProfileSection::named_numbers(std::string_view key) {
  std::vector<std::pair<std::string, double>> list;
  if (!has_object(key)) return list;
  for (const auto& item : object_.at(std::string{key}).items())
    if (const Figure number = checked(key, item.value(), positive))
      list.emplace_back(item.key(), *number);
  return list;
}

void ProfileSection::unknown_word(std::string_view key, const std::string& found,
                                  std::string_view known) {
  fault(key, fmt::format("unknown word \"{}\"{}", found, known_words(found, split_words(known))));
}

bool ProfileSection::has_object(std::string_view key) {
  const Json* value = find(key);
  if (value == nullptr) return false;
  if (!value->is_object()) fault(key, "must be an object");
  return value->is_object();
}

ProfileSection ProfileSection::object(std::string_view key) {
  return {json_, path(key), faults_};
}

void ProfileSection::for_each(std::string_view key,
                              const std::function<void(ProfileSection&)>& read) {
  const Json* value = find(key);
  if (value == nullptr) return;
  if (!value->is_array()) return fault(key, "must be a list");
  for (std::size_t i = 0; i < value->size(); ++i) {
    if (!(*value)[i].is_object()) {
      fault(key, fmt::format("{} is no object", (*value)[i].dump()));
      continue;
    }
    ProfileSection item{json_, fmt::format("{}/{}", path(key), i), faults_};
    read(item);
  }
}

std::vector<std::string> ProfileSection::keys() const {
  std::vector<std::string> list;
  for (const auto& item : object_.items()) list.push_back(item.key());
  return list;
}

std::string ProfileSection::json_of(std::string_view key) {
  asked_.emplace(key);
  return object_.at(std::string{key}).dump();
}

void ProfileSection::keep_unknown(DeviceProfile& profile) const {
  for (const auto& item : object_.items())
    if (!asked_.contains(item.key()))
      profile.unknown.emplace_back((Json::json_pointer{pointer_} / item.key()).to_string(),
                                   item.value().dump());
}

}  // namespace souk
