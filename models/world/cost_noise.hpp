#pragma once

// How far off the throughputs of a run are, where cost.noise says so.

#include <cstddef>
#include <cstdint>

#include "models/scenario/scenario.hpp"

namespace souk {

/// The factor on a device's throughput for a kind in this run, of median 1: the spread of measured
/// times about the estimate. Drawn once per kind and device from a stream of its own; 1 where
/// cost.noise is off or nothing was estimated.
double cost_factor(const Scenario& scenario, const Device& device, std::size_t kind,
                   std::uint64_t seed, std::uint32_t replication);

}  // namespace souk
