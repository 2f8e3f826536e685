#include "models/scenario/params.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "models/scenario/document.hpp"
#include "models/scenario/quantity.hpp"
#include "models/scenario/rules.hpp"
#include "models/scenario/words.hpp"

namespace souk {
namespace {

std::string found(const Params::Entry& entry) {
  switch (entry.type) {
    case Params::Entry::Type::text:
      return quoted(entry.text);
    case Params::Entry::Type::boolean:
      return entry.number != 0 ? "true" : "false";
    case Params::Entry::Type::number:
      return number_text(entry.number);
  }
  return {};
}

/// "a number in (0, 1)", "a number > 0", "a number".
std::string number_in(const Bounds& bounds) {
  const std::string text = bounds_text(bounds);
  if (text.empty()) return "a number";
  const bool interval = text.front() == '[' || text.front() == '(';
  return fmt::format("a number {}{}", interval ? "in " : "", text);
}

[[noreturn]] void refuse(std::string_view rule, std::string_view key, const Params::Entry& entry,
                         const std::string& allowed) {
  throw ScenarioError{
      {{entry.place, fmt::format("{} is {}; {} takes {}", key, found(entry), rule, allowed)}}};
}

double quantity_of(std::string_view rule, std::string_view key, const Params::Entry& entry,
                   Measure measure) {
  const auto read =
      read_quantity(entry.type == Params::Entry::Type::text ? entry.text : "", {measure});
  if (read.fault.empty() && read.value >= 0) return read.value;
  refuse(rule, key, entry,
         fmt::format("a {} >= 0 (units {})", measure_name(measure), unit_words(measure)));
}

[[noreturn]] void missing(std::string_view rule, const Place& place, std::string_view key,
                          const std::string& allowed) {
  throw ScenarioError{{{place, fmt::format("{} is missing; {} takes {}", key, rule, allowed)}}};
}

}  // namespace

Params::Params(std::string rule, Place place, std::map<std::string, Entry, std::less<>> entries)
    : rule_{std::move(rule)}, place_{std::move(place)}, entries_{std::move(entries)} {}

const Params::Entry* Params::find(std::string_view key) const {
  read_.emplace_back(key);
  const auto entry = entries_.find(key);
  return entry == entries_.end() ? nullptr : &entry->second;
}

double Params::number(std::string_view key, Bounds bounds) const {
  const Entry* entry = find(key);
  if (entry == nullptr) missing(rule_, place_, key, number_in(bounds));
  if (entry->type == Entry::Type::number && within(entry->number, bounds)) return entry->number;
  refuse(rule_, key, *entry, number_in(bounds));
}

double Params::number(std::string_view key, Bounds bounds, double fallback) const {
  return entries_.contains(key) ? number(key, bounds) : (find(key), fallback);
}

bool Params::flag(std::string_view key, bool fallback) const {
  const Entry* entry = find(key);
  if (entry == nullptr) return fallback;
  if (entry->type == Entry::Type::boolean) return entry->number != 0;
  refuse(rule_, key, *entry, "true or false");
}

std::string Params::word(std::string_view key, std::vector<std::string_view> allowed,
                         std::string_view fallback) const {
  const Entry* entry = find(key);
  if (entry == nullptr) return std::string{fallback};
  if (entry->type == Entry::Type::text &&
      std::find(allowed.begin(), allowed.end(), entry->text) != allowed.end())
    return entry->text;
  refuse(rule_, key, *entry, "one of " + join_words(allowed));
}

Price Params::price(std::string_view key) const {
  const Entry* entry = find(key);
  if (entry == nullptr) missing(rule_, place_, key, "a price such as \"1.50 credit/GPUh\"");
  return Price{quantity_of(rule_, key, *entry, Measure::price)};
}

Price Params::price(std::string_view key, Price fallback) const {
  return entries_.contains(key) ? price(key) : (find(key), fallback);
}

Seconds Params::time(std::string_view key) const {
  const Entry* entry = find(key);
  if (entry == nullptr) missing(rule_, place_, key, "a time such as \"10 min\"");
  return Seconds{quantity_of(rule_, key, *entry, Measure::time)};
}

Seconds Params::time(std::string_view key, Seconds fallback) const {
  return entries_.contains(key) ? time(key) : (find(key), fallback);
}

std::vector<std::string> Params::unread() const {
  std::vector<std::string> out;
  for (const auto& [key, entry] : entries_)
    if (std::find(read_.begin(), read_.end(), key) == read_.end()) out.push_back(key);
  return out;
}

const Place& Params::place_of(std::string_view key) const {
  const auto entry = entries_.find(key);
  return entry == entries_.end() ? place_ : entry->second.place;
}

Params parse_params(std::string_view toml) {
  const Node table = parse_toml(toml, "parameters");
  std::vector<const Node*> values;
  for (const Node& child : table.children) values.push_back(&child);
  std::vector<Fault> faults;
  Params params = params_of("the rule", table.spot.place(), values, faults);
  if (!faults.empty()) throw ScenarioError{std::move(faults), toml};
  return params;
}

}  // namespace souk
