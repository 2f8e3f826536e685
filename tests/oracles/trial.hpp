#pragma once

// The runs of a case: each in a child process of its own, as SimGrid requires.

#include <cstdint>
#include <string>
#include <vector>

#include "tests/oracles/plan.hpp"

namespace souk::oracles {

/// One sample per replication 0, 1, ..., replications - 1. The streams follow from the case's name
/// and the replication alone. Throws OracleFault with the scenario if it is not accepted or a run
/// breaks.
std::vector<Sample> run_trial(const Plan& plan, const std::string& case_name,
                              std::uint64_t replications, std::uint64_t jobs, unsigned workers);

}  // namespace souk::oracles
