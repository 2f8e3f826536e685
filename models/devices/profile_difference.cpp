#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/devices/profile_text.hpp"

namespace souk {
namespace {

using Json = nlohmann::ordered_json;
using Pointer = Json::json_pointer;

/// An array of rows as an object of them by name; the second of a name is "name 2".
template <class Name>
Json by_name(const Json& rows, const Name& name) {
  Json named = Json::object();
  std::map<std::string, int> met;
  for (const Json& row : rows) {
    const std::string base = name(row);
    const int count = ++met[base];
    named[count == 1 ? base : fmt::format("{} {}", base, count)] = row;
  }
  return named;
}

std::string class_and_format(const Json& row) {
  return fmt::format("{} {}", row["class"].get<std::string>(), row["dtype"].get<std::string>());
}

std::map<std::string, int> rows_of_each(const Json& compute) {
  std::map<std::string, int> counts;
  for (const Json& row : compute) ++counts[class_and_format(row)];
  return counts;
}

/// Rows of the same work beside each other: by class and format, and by family of kernels where
/// either profile has several. So what was measured stands against the data sheet.
void name_rows(Json& a, Json& b) {
  auto in_a = rows_of_each(a["compute"]), in_b = rows_of_each(b["compute"]);
  const auto work = [&](const Json& row) {
    const std::string name = class_and_format(row);
    if (std::max(in_a[name], in_b[name]) <= 1) return name;
    return fmt::format("{} {}", name, row["family"].get<std::string>());
  };
  const auto level = [](const Json& row) { return row["name"].get<std::string>(); };
  for (Json* profile : {&a, &b}) {
    (*profile)["compute"] = by_name((*profile)["compute"], work);
    Json& levels = (*profile)["memory"]["levels"];
    levels = by_name(levels, level);
  }
}

/// Takes the covariances out of named rows; how many differ among rows that both have.
std::size_t take_covariances(Json& a, Json& b) {
  std::size_t differing = 0;
  for (const auto& row : a.items())
    if (b.contains(row.key()) && row.value()["covariance"] != b[row.key()]["covariance"])
      ++differing;
  for (Json* rows : {&a, &b})
    for (Json& row : *rows) row.erase("covariance");
  return differing;
}

Figure ratio_of(const Json& a, const Json& b) {
  if (!a.is_number() || !b.is_number() || a.get<double>() == 0) return {};
  return b.get<double>() / a.get<double>();
}

std::vector<std::string> common_keys(const Json& a, const Json& b) {
  std::vector<std::string> keys;
  for (const auto& item : a.items())
    if (b.contains(item.key())) keys.push_back(item.key());
  return keys;
}

void compare(std::vector<ProfileDifference>& out, const Pointer& at, const Json& a, const Json& b);

void compare_members(std::vector<ProfileDifference>& out, const Pointer& at, const Json& a,
                     const Json& b) {
  for (const auto& item : a.items())
    if (b.contains(item.key()))
      compare(out, at / item.key(), item.value(), b[item.key()]);
    else
      out.push_back({.field = (at / item.key()).to_string(), .a = item.value().dump()});
  for (const auto& item : b.items())
    if (!a.contains(item.key()))
      out.push_back({.field = (at / item.key()).to_string(), .b = item.value().dump()});
  // The first of two families is what prices a job, so their order is no matter of taste.
  if (common_keys(a, b) != common_keys(b, a))
    out.push_back({.field = at.to_string(), .note = "in another order"});
}

void compare_elements(std::vector<ProfileDifference>& out, const Pointer& at, const Json& a,
                      const Json& b) {
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i)
    if (i < a.size() && i < b.size())
      compare(out, at / i, a[i], b[i]);
    else
      out.push_back({.field = (at / i).to_string(),
                     .a = i < a.size() ? a[i].dump() : "",
                     .b = i < b.size() ? b[i].dump() : ""});
}

void compare(std::vector<ProfileDifference>& out, const Pointer& at, const Json& a, const Json& b) {
  if (a == b) return;
  if (a.is_object() && b.is_object()) return compare_members(out, at, a, b);
  if (a.is_array() && b.is_array()) return compare_elements(out, at, a, b);
  out.push_back({.field = at.to_string(), .a = a.dump(), .b = b.dump(), .ratio = ratio_of(a, b)});
}

}  // namespace

std::vector<ProfileDifference> profile_differences(const DeviceProfile& a, const DeviceProfile& b) {
  Json of_a = Json::parse(profile_text(a)), of_b = Json::parse(profile_text(b));
  name_rows(of_a, of_b);
  const std::size_t covariances = take_covariances(of_a["compute"], of_b["compute"]);
  std::vector<ProfileDifference> differences;
  compare(differences, Pointer{}, of_a, of_b);
  if (covariances > 0)
    differences.push_back(
        {.field = "/compute/*/covariance", .note = fmt::format("differs in {} rows", covariances)});
  return differences;
}

}  // namespace souk
