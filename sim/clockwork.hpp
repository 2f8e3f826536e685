#pragma once

// The seam between Souk's own calendar and SimGrid: who is asked for the next instant, and who is
// told.

#include <cstdint>

namespace souk {

/// Something SimGrid carried out. `id` and `generation` are those it was started with.
struct Completion {
  enum class Kind : std::uint8_t { compute, transfer } kind = Kind::compute;
  std::uint32_t id = 0;
  std::uint32_t generation = 0;
  bool ok = true;  ///< false: failed (host or link went down)
};

/// What a driver drives. Dates are seconds of simulated time.
class Clockwork {
 public:
  virtual ~Clockwork() = default;
  /// The date of the calendar's head; infinity when it is empty.
  [[nodiscard]] virtual double next() const = 0;
  /// Dispatches everything dated `date` (the head), repeating until the instant is quiet.
  virtual void dispatch(double date) = 0;
  /// Enqueues a completion at `date`, >= every date dispatched so far; dispatches nothing.
  virtual void completed(const Completion& completion, double date) = 0;
};

}  // namespace souk
