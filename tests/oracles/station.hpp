#pragma once

// A queueing station as a scenario: customers come to servers.

#include <optional>
#include <string>

#include "tests/oracles/inputs.hpp"

namespace souk::oracles {

struct Station {
  double rate = 0;      ///< arrivals per second, Poisson
  std::string service;  ///< law of the time on one server, as TOML
  std::uint64_t servers = 1;
  std::string scheduling = "fcfs";
  std::optional<std::uint64_t> places;  ///< to wait; none: no bound
  std::string patience;                 ///< law, as TOML; empty: none
  double warmup = 0;                    ///< share of the time
  bool drains = false;  ///< ends when the last customer has gone, not at a fixed time
};

/// The scenario for at least so many customers (but for one run in a million), or for exactly so
/// many if it drains. Time averages want a fixed end: while a station drains it is not in its
/// steady state.
std::string station_text(const Station& station, std::uint64_t jobs);

/// { law = "exponential", mean = ... }
std::string exponential_law(double mean);
/// An oracle's `service` table: dist and its parameters. Unsupported for a law that scenarios do
/// not have.
std::string service_law(Inputs service);

}  // namespace souk::oracles
