#pragma once

// Who measured, when, on what: what every measured profile says of its host.

#include <string>
#include <utility>
#include <vector>

namespace souk {

/// date_utc, os and host_cpu, as fields of a profile's provenance.
std::vector<std::pair<std::string, std::string>> host_provenance();

/// As the system calls it; empty: it does not say.
std::string processor_name();

}  // namespace souk
