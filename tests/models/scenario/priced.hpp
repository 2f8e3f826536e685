#pragma once

// Scenarios with kinds of jobs that devices price, and the profiles they name.

#include <string>
#include <string_view>

#include "models/scenario/parse.hpp"

namespace souk::test {

/// The profiles "small" (tests/models/devices/small_device.hpp) and "fast", of twice its speed in
/// everything and 80 GB; the files "own.json" (fast), "later.json" (another schema) and
/// "broken.json" (no JSON).
ParseOptions with_profiles();

/// Takes every key of a raw kind.
inline constexpr std::string_view raw_kind =
    "[[kind]]\nname = 'plain'\nworkload = 'raw'\ndtype = 'fp32'\nflops = 1e13\nbytes = '0 B'\n"
    "launches = 0\nmemory = '1 GB'\nsteps = 10\n";

/// A provider with `device` and a consumer whose jobs are of `kind`, after `more`.
std::string priced_scenario(std::string_view device, std::string_view kind, std::string_view more);

}  // namespace souk::test
