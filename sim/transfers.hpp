#pragma once

// The transfers in flight: latency, then bytes; alone by formula, together by SimGrid.

#include <cstdint>
#include <functional>
#include <vector>

#include "models/ids.hpp"
#include "models/units.hpp"
#include "sim/clockwork.hpp"
#include "sim/flight_table.hpp"
#include "sim/link_loads.hpp"
#include "sim/network.hpp"
#include "sim/solver.hpp"
#include "sim/wake_heap.hpp"

namespace souk {

/// A transfer pays the latency of its path, takes no bandwidth meanwhile, then moves its bytes.
///
/// While no link of its path binds (see LinkLoads) its rate is its bound, its end is known, and no
/// solver runs. When a link begins to bind, its flows go to SimGrid with the bytes they have left
/// and stay there to their end. Flows within a site, of no bytes, or over no finite link end
/// after the latency alone.
class Flows {
 public:
  /// `solver(now)` is SimGrid with its clock at now. With `all_solved`, every flow counts as bound.
  Flows(const Network& network, WakeHeap& wakes, std::function<Solver&(double)> solver,
        bool all_solved);

  ~Flows();  // where SimGrid's activities are complete types
  Flows(const Flows&) = delete;
  Flows& operator=(const Flows&) = delete;

  [[nodiscard]] std::size_t size() const { return flights_.size(); }
  void start(std::uint32_t id, std::uint32_t generation, SiteId from, SiteId to, Bytes bytes,
             double now);
  bool cancel(std::uint32_t id, std::uint32_t generation, double now);
  void cancel_all(double now);

  [[nodiscard]] bool alive(Slot slot) { return flights_[slot.place].stamp == slot.stamp; }
  /// The latency is paid at `date`: the bytes begin to move.
  void pay_latency(std::uint32_t place, double date);
  /// Takes it out: it has ended, by its known date or by SimGrid's word, well or not.
  Completion end(std::uint32_t place, bool ok);

 private:
  enum class Phase : std::uint8_t { latency, lone, solved };
  struct Flight {
    std::uint32_t id = 0, generation = 0, stamp = 0;
    Phase phase = Phase::latency;
    SiteId from, to;
    Path path;
    Bytes left;
    double since = 0;  // when `left` was true
    simgrid::s4u::ActivityPtr activity;
  };
  void solve(std::uint32_t place, double now);
  void drop(std::uint32_t place, double now);
  void forget(std::uint32_t place);

  const Network* network_;
  WakeHeap* wakes_;
  std::function<Solver&(double)> solver_;
  bool all_solved_;
  LinkLoads loads_;
  FlightTable<Flight> flights_;
  std::vector<std::uint32_t> bound_;  // scratch
};

}  // namespace souk
