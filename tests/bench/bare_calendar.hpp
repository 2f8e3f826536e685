#pragma once

// What Souk's engine is measured against: the same queue as a bare event calendar.

#include <cstdint>

namespace souk::bench {

/// An M/M/c queue, first come first served.
struct Queue {
  std::uint32_t servers = 1;
  double load = 0.85;          ///< offered work per server, < 1
  double mean_service = 3600;  ///< seconds
  std::uint64_t jobs = 1'000'000;

  friend auto operator<=>(const Queue&, const Queue&) = default;
  [[nodiscard]] double arrivals_per_second() const { return load * servers / mean_service; }
};

/// Simulates the queue with a std::priority_queue of (time, id) and nothing else: no market, no
/// ledger, no events. The arrivals and services are those that Souk draws for the consumer
/// `consumer` with seed 1, replication 0. Returns the mean wait over all jobs, in seconds.
double bare_mean_wait(const Queue& queue, const char* consumer);

}  // namespace souk::bench
