#include "gpu/calibrations.hpp"

#include "models/devices/profile_text.hpp"

extern "C" {
extern const char souk_calibrations_begin[];
extern const char souk_calibrations_end[];
}

namespace souk {

std::vector<DeviceProfile> shipped_profiles() {
  std::string_view rest{souk_calibrations_begin,
                        static_cast<std::size_t>(souk_calibrations_end - souk_calibrations_begin)};
  std::vector<DeviceProfile> profiles;
  while (!rest.empty()) {  // each text ends in a 0
    const std::size_t end = rest.find('\0');
    profiles.push_back(parse_profile(rest.substr(0, end), "a profile of gpu/calibrations"));
    rest.remove_prefix(end + 1);
  }
  return profiles;
}

}  // namespace souk
