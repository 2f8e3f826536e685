#pragma once

// Reading of real traces and of refusals, for the tests of this folder.

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include <catch2/catch.hpp>

#include "models/scenario/error.hpp"
#include "models/traces/trace.hpp"

namespace souk {

/// $SOUK_DATA, or the ../shared/data of the repository, sought upwards from where the test runs
/// (its build folder).
inline std::filesystem::path data_folder() {
  if (const char* told = std::getenv("SOUK_DATA")) return told;
  for (auto folder = std::filesystem::current_path(); folder.has_relative_path();
       folder = folder.parent_path())
    if (std::filesystem::exists(folder / "shared/data")) return folder / "shared/data";
  return "../shared/data";
}

/// The text of a file of that folder; none, and a word why, if it is absent.
inline std::optional<std::string> data_text(const std::string& path) {
  const std::filesystem::path file = data_folder() / path;
  std::ifstream in{file, std::ios::binary};
  if (!in) {
    WARN("skipped: " << file.string() << " is not there; set SOUK_DATA");
    return {};
  }
  return std::string{std::istreambuf_iterator<char>{in}, {}};
}

/// Equal in every field, unknown ones included.
inline bool same_job(const TraceJob& a, const TraceJob& b) {
  const auto same = [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); };
  return a.submit == b.submit && a.duration == b.duration && a.gpus == b.gpus && a.user == b.user &&
         a.group == b.group && same(a.estimate.value, b.estimate.value) &&
         same(a.start.value, b.start.value) && same(a.value, b.value) && same(a.budget, b.budget) &&
         same(a.deadline.value, b.deadline.value) && same(a.patience.value, b.patience.value) &&
         a.device == b.device && a.dataset == b.dataset && a.model == b.model && a.id == b.id &&
         a.state == b.state && a.censored == b.censored;
}

/// The first fault of a text that is refused, as "file:line: message"; "taken" if it is not
/// refused.
inline std::string fault_of(const std::string& text, const std::string& format = "native") {
  try {
    read_trace(text, "t", format);
  } catch (const ScenarioError& error) {
    const Fault& fault = error.faults().front();
    return fault.place.file + ":" + std::to_string(fault.place.line) + ": " + fault.message;
  }
  return "taken";
}

}  // namespace souk
