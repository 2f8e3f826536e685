#include <algorithm>

#include <fmt/format.h>

#include "models/scenario/parse.hpp"
#include "models/scenario/section.hpp"

namespace souk {
namespace {

std::string default_text(const Key& key) {
  return key.fallback.empty() ? "none" : std::string{key.fallback};
}

}  // namespace

std::string key_reference() {
  std::size_t path = 4, kind = 4, fallback = 7;
  for (const Key& key : all_keys()) {
    path = std::max(path, key.path.size());
    kind = std::max(kind, describe(key).size());
    fallback = std::max(fallback, default_text(key).size());
  }
  std::string out = fmt::format("{:{}}  {:{}}  {:{}}  {}\n", "key", path, "takes", kind, "default",
                                fallback, "meaning");
  for (const Key& key : all_keys())
    out += fmt::format("{:{}}  {:{}}  {:{}}  {}{}\n", key.path, path, describe(key), kind,
                       default_text(key), fallback, key.meaning,
                       key.later ? " (not available yet)" : "");
  return out;
}

}  // namespace souk
