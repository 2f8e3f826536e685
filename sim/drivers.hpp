#pragma once

// The ways to move a simulation on: who holds the clock, the calendar or SimGrid.

#include "sim/clockwork.hpp"
#include "sim/fabric.hpp"

namespace souk {

/// All three dispatch the same dates in the same order, to the bit, and return when nothing is left
/// to do. An instant is dispatched once all that ends at it is enqueued. They throw InternalError
/// when 1e6 turns pass at one date, and let through what `clockwork` throws.

/// For runs in which nothing is ever in flight.
void drive_calendar(Clockwork& clockwork);

/// The calendar holds the clock; SimGrid is stepped only while it runs something, and follows
/// otherwise.
void drive_lazy(Clockwork& clockwork, Fabric& fabric);

/// SimGrid holds the clock, in one `run()`; one timer is armed at the next date. The reference for
/// the other.
void drive_armed(Clockwork& clockwork, Fabric& fabric);

}  // namespace souk
