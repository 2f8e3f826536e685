#pragma once

// SimGrid as Souk uses it: started activities, one clock, and a list of what has ended.

#include <cstdint>
#include <functional>
#include <vector>

#include <simgrid/forward.h>

#include "models/ids.hpp"
#include "models/units.hpp"
#include "sim/clockwork.hpp"
#include "sim/platform.hpp"
#include "sim/wake_heap.hpp"

namespace souk {

/// Whose an activity is: a row in the table of its kind.
struct Tag {
  Completion::Kind kind = Completion::Kind::compute;
  Slot slot;
};

/// An activity that ended, under the tag it was started with.
struct Ended {
  Tag tag;
  double clock = 0;
  bool ok = true;
};

/// Runs activities on a Platform and says when they end.
///
/// The clock is moved by nobody else, and lands on every date it is sent to exactly: SimGrid adds
/// (date - now) to now, which is exact once now >= date / 2, so a longer way is gone in two steps.
/// Every step ends at the asked date or at the next end of an activity, whichever comes first; ends
/// within `precision` after the date belong to it. Times are seconds.
class Solver {
 public:
  explicit Solver(Platform& platform);
  ~Solver();
  Solver(const Solver&) = delete;
  Solver& operator=(const Solver&) = delete;

  [[nodiscard]] double clock() const { return clock_; }
  /// Whether any activity runs.
  [[nodiscard]] bool busy() const { return running_ > 0; }
  /// max(1e-9, 2.5 ulp of the date last stepped to): what this engine takes for one instant.
  [[nodiscard]] double precision() const { return precision_; }

  /// Both start at clock(); `bytes` > 0 and `duration` > 0; tag.slot.place < 2^31 and
  /// tag.slot.stamp > 0. The caller keeps the pointer until it hands it to `cancel`, or to `bury`
  /// once the activity has ended.
  simgrid::s4u::ActivityPtr start_flow(Tag tag, const Path& path, SiteId from, SiteId to,
                                       Bytes bytes, bool weighted);
  simgrid::s4u::ActivityPtr start_work(Tag tag, SiteId site, NodeId node, int gpus,
                                       Seconds duration);
  /// Ends it unheard. Requires that it runs.
  void cancel(simgrid::s4u::ActivityPtr activity);
  /// Keeps an ended activity alive until SimGrid has let go of it.
  void bury(simgrid::s4u::ActivityPtr activity);

  /// Moves the clock to `date` while nothing runs. Requires date >= clock().
  void follow(double date);
  /// One step towards `date` (may be infinite while busy). Requires busy(), date > clock().
  void step(double date);
  /// What ended since the last call, in SimGrid's order.
  std::vector<Ended>& ended() { return ended_; }

  /// The other way to move the clock, under one `run()`: calls `fire` from a SimGrid timer where
  /// `step(date)` would stop, after all that ended at that date.
  void arm(double date, std::function<void()> fire);
  /// Runs until no timer is armed and nothing runs.
  void run();

 private:
  void heard(const simgrid::s4u::Activity& activity);
  void on_timer();
  [[nodiscard]] double stop_before(double date);
  void sharpen(double date);
  void sweep();
  [[nodiscard]] bool endings_pending() const;

  Platform* platform_;
  std::vector<simgrid::kernel::resource::Model*> models_;
  std::vector<Ended> ended_;
  std::vector<simgrid::s4u::ActivityPtr> graveyard_;
  std::function<void()> fire_;
  double clock_ = 0;
  double precision_ = 1e-9;
  double sharp_until_ = 0;
  std::uint32_t running_ = 0;
  bool due_ = false;
};

}  // namespace souk
