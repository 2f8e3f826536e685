#pragma once

// Who measured, when, on what: what every measured profile says of its host.

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "models/devices/measurement.hpp"

namespace souk {

/// date_utc, os and host_cpu, as fields of a profile's provenance.
std::vector<std::pair<std::string, std::string>> host_provenance();

/// What the device said of itself while it was measured: sm_clock_mhz {min, median, max}, the
/// median power_w, the highest temperature_c, throttle_reasons (each once). What no probe knows is
/// left out.
std::vector<std::pair<std::string, std::string>> run_provenance(std::span<const Measured> measured);

/// A text as JSON.
std::string quoted(const std::string& text);

/// As the system calls it; empty: it does not say.
std::string processor_name();

}  // namespace souk
