#pragma once

// All that takes simulated time and is shared: transfers, and computations in fluid mode.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "models/ids.hpp"
#include "models/units.hpp"
#include "sim/clockwork.hpp"
#include "sim/executions.hpp"
#include "sim/network.hpp"
#include "sim/platform.hpp"
#include "sim/solver.hpp"
#include "sim/transfers.hpp"
#include "sim/wake_heap.hpp"

namespace souk {

/// Owner of all that is in flight, under (kind, id, generation), and of every SimGrid activity.
///
/// Each start is answered by exactly one Completion to the driver's Clockwork, or by none if it was
/// cancelled. See Flows and Executions for what takes how long. SimGrid's platform is built
/// when first needed, so a run whose links never bind does not pay for it.
class Fabric {
 public:
  struct Options {
    bool fluid = false;  ///< start_compute is allowed
    bool all_flows_solved =
        false;  ///< SimGrid carries every flow over a finite link (a test of the rest)
  };

  /// One per process.
  Fabric(std::vector<SiteShape> sites, const NetworkShape& network, Options options);
  Fabric(const Fabric&) = delete;
  Fabric& operator=(const Fabric&) = delete;

  /// `now` is the date under dispatch. Requires that the id is not in flight; bytes and durations
  /// >= 0.
  void start_transfer(std::uint32_t id, std::uint32_t generation, SiteId from, SiteId to,
                      Bytes bytes, Seconds now);
  void start_compute(std::uint32_t id, std::uint32_t generation, std::span<const NodeSlice> slices,
                     Seconds duration, Seconds now);
  /// Ends it unheard. False when it is not in flight, or not under that generation.
  bool cancel(Completion::Kind kind, std::uint32_t id, std::uint32_t generation, Seconds now);
  /// Ends all that is in flight unheard: a driver then has nothing to wait for.
  void cancel_all(Seconds now);
  [[nodiscard]] std::size_t in_flight() const { return transfers_.size() + executions_.size(); }
  /// Latency and narrowest link between two sites, for estimates. Requires from != to.
  [[nodiscard]] Path path(SiteId from, SiteId to) const { return network_.path(from, to); }

  // For drivers, in this order at each turn:

  /// Tells `clockwork` what SimGrid has ended. An end up to an instant's tolerance before the
  /// calendar's head is dated as the head.
  void settle(Clockwork& clockwork);
  /// The next date that Souk knows of in flight; infinity if none. SimGrid's own are not in it.
  [[nodiscard]] double next();
  /// Whether that date belongs to the instant `head` (it may lie just after).
  [[nodiscard]] bool joins(double head);
  /// Carries out what is due at next(). Requires joins(clockwork.next()) and a solver not behind.
  void advance(Clockwork& clockwork);

  /// Whether SimGrid runs anything; only then may `running_solver` be called.
  [[nodiscard]] bool solving() const { return solver_.has_value() && solver_->busy(); }
  [[nodiscard]] Solver& running_solver() { return *solver_; }
  /// SimGrid, with its clock moved to `now` if it was idle and behind.
  Solver& solver(double now);

 private:
  std::vector<SiteShape> sites_;
  Network network_;
  Options options_;
  WakeHeap wakes_;
  std::optional<Platform> platform_;
  std::optional<Solver> solver_;
  Flows transfers_;
  Executions executions_;
};

/// What one instant is, in seconds: max(1e-9, 2 ulp of `date`).
double instant_tolerance(double date);

}  // namespace souk
