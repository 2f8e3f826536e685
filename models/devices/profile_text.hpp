#pragma once

// The file of a device profile: JSON, `"schema": "souk.device-profile/1"`.
//
// What is not known is null or left out; it is never read as zero. Fields that this version does
// not know are kept. Writing is deterministic, and every number comes back with the same bits.

#include <string>
#include <string_view>
#include <vector>

#include "models/devices/device_profile.hpp"
#include "models/scenario/error.hpp"

namespace souk {

constexpr std::string_view profile_schema = "souk.device-profile/1";

/// Throws ScenarioError with every fault and its place: text that is no JSON, or nested
/// more than 64 deep (that one fault alone), another schema (alone), a field of the wrong type or
/// out of its range, a key given twice, levels of the memory that do not rise, a second row of one
/// class, format and family.
DeviceProfile parse_profile(std::string_view text, const std::string& file_name);

/// The file, ending in a line break; parse_profile(profile_text(p)) == p for every profile that
/// parse_profile or a fit makes.
std::string profile_text(const DeviceProfile& profile);

/// A field in which two profiles differ.
struct ProfileDifference {
  std::string field;     ///< JSON pointer that names rows: /compute/gemm fp32/peak_flops
  std::string a{}, b{};  ///< as JSON; empty: not there
  Figure ratio{};        ///< b / a of two numbers, a not 0
  std::string note{};    ///< in place of a and b, where they are left out
};

/// Field by field, in the order of the file of `a`; what only `b` has ends its part. Rows of work
/// are matched by class and format (by family too where either profile has several), levels and
/// paths by their names. Covariances are one difference, without their numbers.
std::vector<ProfileDifference> profile_differences(const DeviceProfile& a, const DeviceProfile& b);

}  // namespace souk
