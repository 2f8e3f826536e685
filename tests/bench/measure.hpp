#pragma once

// What a piece of work costs, in a process of its own.

#include <functional>
#include <vector>

namespace souk::bench {

struct Cost {
  double cpu_s = 0;     ///< user and system time of the process, from before the work to after it
  double wall_s = 0;    ///< the same, by the clock on the wall
  double peak_mib = 0;  ///< most memory resident at once
  double answer = 0;    ///< what the work returned
};

/// User and system time of this process so far, in seconds.
double cpu_seconds();
/// A clock that only goes forward, in seconds.
double wall_seconds();

/// Does `work` in a forked child, since SimGrid has one engine per process and peak memory never
/// falls. Throws std::runtime_error with the child's error, or if it ends without an answer.
Cost in_child(const std::function<double()>& work);

double median(std::vector<double> values);

}  // namespace souk::bench
