#pragma once

// One run of a scenario.

#include "models/journal.hpp"
#include "models/metrics/metrics.hpp"
#include "models/scenario/scenario.hpp"

namespace souk {

/// How the clock is driven. All three give the same events, bit for bit.
enum class Driver : std::uint8_t {
  automatic,  ///< lazy; the calendar alone where nothing needs SimGrid
  lazy,       ///< the calendar advances alone while no SimGrid activity is in flight
  armed       ///< one SimGrid timer at the calendar's head: the reference
};

struct RunOptions {
  std::uint64_t seed = 1;
  std::uint32_t replication = 0;
  Driver driver = Driver::automatic;
  EventSink* sink = nullptr;  ///< receives every event; not needed for the summary
};

/// Runs the scenario once, in this process, and returns its summary.
///
/// SimGrid keeps its clock and its platform for the life of a process, so a process runs at most
/// one scenario that needs it; replications fork (see replication.hpp). Throws InternalError where
/// an invariant breaks.
RunSummary simulate(const Scenario& scenario, const RunOptions& options,
                    const IsolatedBaseline& baseline = {});

/// Whether jobs of the consumer may have an output.
bool has_output(const ConsumerSpec& consumer);
/// Whether a run needs SimGrid: goods or outputs move, or compute is fluid.
bool needs_simgrid(const Scenario& scenario);

}  // namespace souk
