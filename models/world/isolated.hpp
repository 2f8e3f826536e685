#pragma once

// The isolated baseline: what each member would get from its owner's nodes alone.

#include "models/scenario/scenario.hpp"

namespace souk {

/// Whether any consumer has a home, so that a baseline makes sense.
bool has_members(const Scenario& scenario);

/// The same demand under the same streams with nothing shared: every provider keeps all of its
/// nodes for its own members, those that idle by `idle` at the same times as in the run; no market,
/// no fee, no rounds. Consumers without a home submit nothing.
Scenario isolated(const Scenario& scenario);

}  // namespace souk
