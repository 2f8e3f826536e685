#include "priced.hpp"

#include <array>

#include "models/devices/profile_text.hpp"
#include "tests/models/devices/small_device.hpp"

namespace souk::test {
namespace {

DeviceProfile fast_device() {
  DeviceProfile device = small_device();
  device.id = "fast";
  device.memory_bytes = 80e9;
  for (MemoryLevel& level : device.levels)
    for (Figure* bps : {&level.read_bps, &level.write_bps, &level.copy_bps, &level.triad_bps})
      if (*bps) **bps *= 2;
  for (ComputeFit& fit : device.compute) {
    if (fit.peak_flops) *fit.peak_flops *= 2;
    *fit.t0_s /= 2;
  }
  *device.published_bps *= 2;
  for (PublishedPeak& peak : device.published) peak.flops *= 2;
  return device;
}

}  // namespace

ParseOptions with_profiles() {
  ParseOptions options;
  options.shipped_profiles = []() -> std::span<const DeviceProfile> {
    static const std::array<DeviceProfile, 2> all{small_device(), fast_device()};
    return all;
  };
  options.read_file = [](std::string_view path) -> std::optional<std::string> {
    if (path == "own.json") return profile_text(fast_device());
    if (path == "later.json") return R"({"schema": "souk.device-profile/2", "id": "later"})";
    if (path == "broken.json") return "{";
    throw MissingInput{std::string{path}};
  };
  return options;
}

std::string priced_scenario(std::string_view device, std::string_view kind, std::string_view more) {
  std::string text = "[scenario]\nname = 'priced'\nhorizon = '1 d'\n";
  text += more;
  text += "[[provider]]\nname = 'pool'\ndevice = '" + std::string{device} + "'\n";
  text +=
      "[[consumer]]\nname = 'team'\njobs.process = 'poisson'\njobs.rate = '1 /h'\njobs.kind = '";
  return text + std::string{kind} + "'\n";
}

}  // namespace souk::test
