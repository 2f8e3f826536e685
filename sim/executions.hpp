#pragma once

// The computations in flight in fluid mode: an Exec per node, and the date that Souk expects.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "models/ids.hpp"
#include "models/units.hpp"
#include "sim/clockwork.hpp"
#include "sim/flight_table.hpp"
#include "sim/solver.hpp"
#include "sim/wake_heap.hpp"

namespace souk {

/// GPUs of one node.
struct NodeSlice {
  SiteId site;
  NodeId node;
  int gpus = 1;
};

/// A computation is an Exec per slice and ends with its last slice.
///
/// While no node of it carries more threads than it has cores, it ends at exactly start + duration:
/// SimGrid's own date, the sum of many roundings, must then agree to `agreement`, and the exact one
/// is used, which is what analytic compute says too. Once a node of it was oversubscribed,
/// SimGrid's date holds. (Speed profiles would count as a disturbance too; there are none yet.)
class Executions {
 public:
  /// `cores` is the number of cores per node, by site; `nodes` the number of nodes.
  Executions(std::vector<std::uint32_t> nodes, std::vector<int> cores, WakeHeap& wakes,
             std::function<Solver&(double)> solver);

  ~Executions();  // where SimGrid's activities are complete types
  Executions(const Executions&) = delete;
  Executions& operator=(const Executions&) = delete;

  [[nodiscard]] std::size_t size() const { return flights_.size(); }
  void start(std::uint32_t id, std::uint32_t generation, std::span<const NodeSlice> slices,
             Seconds duration, double now);
  bool cancel(std::uint32_t id, std::uint32_t generation, double now);
  void cancel_all(double now);

  [[nodiscard]] bool alive(Slot slot) { return flights_[slot.place].stamp == slot.stamp; }
  /// The expected date has come. Nothing when SimGrid must say.
  std::optional<Completion> expected(std::uint32_t place, double date);
  /// One of its activities ended at SimGrid's `clock`. The computation, if that ends it now.
  std::optional<Completion> ended(std::uint32_t place, double clock, bool ok);

 private:
  struct Part {
    std::uint32_t node = 0;  // over all sites
    int gpus = 0;
    simgrid::s4u::ActivityPtr activity;
  };
  struct Flight {
    std::uint32_t id = 0, generation = 0, stamp = 0;
    std::uint64_t order = 0;  // of its start
    double end = 0;           // expected
    Seconds duration;
    std::vector<Part> parts;
    std::uint32_t running = 0;
  };
  struct Node {
    int cores = 0, threads = 0;
    std::uint64_t disturbed = 0;  // the last order under which it was oversubscribed
  };
  [[nodiscard]] bool disturbed(const Flight& flight) const;
  [[nodiscard]] bool all_but_done(Flight& flight, double date);
  Completion finish(std::uint32_t place, bool ok, double now);

  WakeHeap* wakes_;
  std::function<Solver&(double)> solver_;
  std::vector<std::uint32_t> first_node_;  // by site
  std::vector<Node> nodes_;
  FlightTable<Flight> flights_;
  std::uint64_t order_ = 0;
};

/// How far SimGrid's end of an undisturbed computation may lie from the exact one, in seconds.
double agreement(double date);

}  // namespace souk
