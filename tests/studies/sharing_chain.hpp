#pragma once

// Markov chains of two owners who share servers: mean waits without a simulation.

#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace souk {

/// The stationary distribution of a chain in continuous time on states 0, ..., states - 1, by
/// uniformisation: `rates_from(s)` gives the rates and targets of s; `total` bounds their sums.
std::vector<double> stationary(
    std::size_t states, double total, int steps,
    const std::function<void(std::size_t, std::vector<std::pair<double, std::size_t>>&)>&
        rates_from);

struct Waits {
  double one = 0, other = 0;  ///< means, in units of the mean service
};

/// Two owners of one server each, pooled: a server that becomes free takes its owner's first job
/// that waits, else the other's. `one` and `other` are arrivals per mean service.
Waits owner_priority_waits(double one, double other);

/// Two owners of two servers each, of which each gives one to the pool: own server first, then the
/// pool, then waiting first come, first served.
Waits half_shared_waits(double one, double other);

}  // namespace souk
