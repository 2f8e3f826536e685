// souk calibrate: measures a device, fits its profile, writes it.

#include <charconv>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "analysis/calibration_samples.hpp"
#include "analysis/errors.hpp"
#include "analysis/part_file.hpp"
#include "gpu/measure.hpp"
#include "models/devices/profile_text.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/device_text.hpp"
#include "sim/cli/input_files.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/result_header.hpp"

namespace souk::cli {
namespace {

constexpr std::string_view cuda_prefix = "cuda:", emulated_prefix = "emulated:";

std::unique_ptr<Backend> backend_of(const std::string& device, std::uint64_t seed) {
  if (device == "cpu") return cpu_backend();
  if (device.starts_with(emulated_prefix))
    return emulated_backend(need_profile(device.substr(emulated_prefix.size())), {.seed = seed});
  int index = -1;
  const char* end = device.data() + device.size();
  if (device.starts_with(cuda_prefix)) {
    const auto [stop, error] = std::from_chars(device.data() + cuda_prefix.size(), end, index);
    if (error == std::errc{} && stop == end && index >= 0) return cuda_backend(index);
  }
  throw UsageError{
      fmt::format("souk: \"{}\" is no device; there are cpu, cuda:N and emulated:PROFILE", device)};
}

std::string profile_path(const std::string& given, const std::string& id) {
  if (!given.empty()) return given;
  return std::filesystem::path{output_path("", id)}.replace_extension(".json").string();
}

/// Beside the profile: "h100.samples.h5" of "h100.json".
std::string samples_path(const std::string& profile) {
  return std::filesystem::path{profile}.replace_extension(".samples.h5").string();
}

/// Writes the timings and notes in the profile which file they are. Whoever has the profile knows
/// by it whether the file is the one.
void write_samples(const std::string& path, const CalibrateArguments& arguments,
                   const std::vector<Measured>& measured, DeviceProfile& profile) {
  write_calibration_samples(path, {profile.id, std::string{souk_version()}, arguments.seed},
                            measured);
  profile.provenance.emplace_back("raw_samples_sha256",
                                  fmt::format("\"{}\"", sha256_of(need_file(path))));
}

}  // namespace

int calibrate(const CalibrateArguments& arguments) {
  const auto backend = backend_of(arguments.device, arguments.seed);
  const std::string path = profile_path(arguments.output, backend->facts().id);
  const std::string samples = samples_path(path);
  if (arguments.device.starts_with(emulated_prefix))
    keep_input(arguments.device.substr(emulated_prefix.size()), path);
  need_place(path);
  need_place(samples);
  DeviceProfile profile;
  std::vector<Measured> measured;
  {
    Progress progress{arguments.device, arguments.quiet};
    const MeasureOptions options{
        .probe_budget_s = arguments.device == "cpu" ? 0.12 : 0.3,
        .progress = [&](std::size_t done, std::size_t all) {
          progress.at(static_cast<double>(done) / static_cast<double>(all));
        }};
    profile =
        souk::calibrate(*backend, arguments.seed, options, {.seed = arguments.seed}, &measured);
  }
  profile.provenance.insert(profile.provenance.begin(),
                            {"tool_version", fmt::format("\"souk {}\"", souk_version())});
  write_samples(samples, arguments, measured, profile);
  write_text_file(path, profile_text(profile));
  fmt::print("{}written: {}, {}\n", profile_summary(profile), path, samples);
  return 0;
}

}  // namespace souk::cli
