// souk profile: compares profiles of devices, and fits them to what others measured.

#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "analysis/part_file.hpp"
#include "models/devices/all_reduce.hpp"
#include "models/devices/profile_text.hpp"
#include "models/devices/published.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/device_text.hpp"
#include "sim/cli/input_files.hpp"
#include "sim/cli/print.hpp"
#include "sim/cli/result_header.hpp"

namespace souk::cli {
namespace {

constexpr std::size_t fitted_shapes = 60;
constexpr std::uint64_t fit_seed = 1;

struct NamedSamples {
  std::string device, file;
};

NamedSamples named_samples(std::string_view option, const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    throw UsageError{fmt::format("souk: {}: \"{}\" is no NAME=FILE", option, text)};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

/// The rows of every NAME=FILE of an option, in order; `meaning(NAME)` is what it lacks, in a
/// fault.
template <class Sample, class Meaning>
std::vector<Sample> rows_of(std::string_view option, const std::vector<std::string>& files,
                            std::vector<Sample> (*read)(std::string_view, const std::string&,
                                                        std::string_view),
                            const Meaning& meaning) {
  std::vector<Sample> all;
  std::set<std::pair<std::string, std::string>> taken;
  for (const std::string& text : files) {
    const NamedSamples named = named_samples(option, text);
    const std::string table = need_file(named.file);
    const std::vector<Sample> rows = read(table, named.file, named.device);
    if (!taken.emplace(named.device, table).second)
      throw UsageError{fmt::format("souk: {} {}: these rows are given twice", option, text)};
    if (rows.empty())
      throw UsageError{fmt::format("souk: {} has no row of {}", named.file, meaning(named.device))};
    all.insert(all.end(), rows.begin(), rows.end());
  }
  return all;
}

std::vector<OpSample> all_samples(const ProfileFitArguments& arguments) {
  return rows_of("--samples", arguments.samples, read_samples,
                 [](const std::string& name) { return fmt::format("device \"{}\"", name); });
}

std::vector<AllReduceSample> all_collectives(const ProfileFitArguments& arguments) {
  return rows_of("--collectives", arguments.collectives, read_all_reduces,
                 [](const std::string& name) { return fmt::format("\"{}\" within a node", name); });
}

void note_source(DeviceProfile& profile, const std::string& source) {
  profile.provenance.insert(profile.provenance.begin(),
                            {{"tool_version", fmt::format("\"souk {}\"", souk_version())},
                             {"seed", fmt::format("{}", fit_seed)},
                             {"samples", source.empty() ? "null" : nlohmann::json(source).dump()}});
}

}  // namespace

int profile_diff(const std::string& a, const std::string& b) {
  const auto differences = profile_differences(need_profile(a), need_profile(b));
  for (const ProfileDifference& difference : differences) {
    const auto shown = [](const std::string& json) { return json.empty() ? "(none)" : json; };
    if (!difference.note.empty()) {
      fmt::print("{}  {}\n", difference.field, difference.note);
      continue;
    }
    fmt::print("{}  {} -> {}{}\n", difference.field, shown(difference.a), shown(difference.b),
               difference.ratio ? fmt::format("  x{}", number_text(*difference.ratio)) : "");
  }
  if (differences.empty()) fmt::print("the profiles are equal\n");
  return differences.empty() ? 0 : exit_differs;
}

int profile_fit(const ProfileFitArguments& arguments) {
  const bool unfitted = arguments.samples.empty() && arguments.collectives.empty();
  if (unfitted && !arguments.source.empty())
    throw UsageError{
        "souk: --source says where samples come from, and neither --samples nor --collectives is "
        "given"};
  DeviceProfile profile =
      published_profile(need_file(arguments.figures), arguments.figures, arguments.row);
  if (const auto samples = all_samples(arguments); !samples.empty())
    fit_public(profile, samples, fitted_shapes, fit_seed);
  if (!unfitted) note_source(profile, arguments.source);
  if (const auto collectives = all_collectives(arguments); !collectives.empty())
    fit_all_reduces(profile, collectives, fit_seed);
  keep_input(arguments.figures, arguments.output);
  if (arguments.output.empty()) {
    fmt::print("{}", profile_text(profile));
  } else {
    write_text_file(arguments.output, profile_text(profile));
    fmt::print("{}written: {}\n", profile_summary(profile), arguments.output);
  }
  return 0;
}

}  // namespace souk::cli
