#include "sim/transfers.hpp"

#include <algorithm>
#include <utility>

#include <simgrid/s4u/Activity.hpp>

#include "models/check.hpp"

namespace souk {

Flows::Flows(const Network& network, WakeHeap& wakes, std::function<Solver&(double)> solver,
             bool all_solved)
    : network_{&network},
      wakes_{&wakes},
      solver_{std::move(solver)},
      all_solved_{all_solved},
      loads_{network.capacities()} {}

Flows::~Flows() = default;

void Flows::start(std::uint32_t id, std::uint32_t generation, SiteId from, SiteId to, Bytes bytes,
                  double now) {
  SOUK_CHECK(bytes.value >= 0, "a transfer moves 0 bytes or more");
  const std::uint32_t place = flights_.add(id);
  SOUK_CHECK(place != UINT32_MAX, "a transfer starts once");
  Flight& flight = flights_[place];
  flight.id = id;
  flight.generation = generation;
  ++flight.stamp;
  flight.phase = Phase::latency;
  flight.from = from;
  flight.to = to;
  flight.left = bytes;
  flight.path = from == to ? Path{} : network_->path(from, to);
  const double paid = now + flight.path.latency.value;
  if (flight.path.count == 0 || bytes == Bytes{0}) {
    wakes_->push(paid, {place, flight.stamp}, Wake::Kind::transfer_end);
  } else if (flight.path.latency > Seconds{0}) {
    wakes_->push(paid, {place, flight.stamp}, Wake::Kind::latency_paid);
  } else {
    pay_latency(place, now);
  }
}

void Flows::pay_latency(std::uint32_t place, double date) {
  Flight& flight = flights_[place];
  flight.since = date;
  if (loads_.add(place, flight.path) && !all_solved_) {
    flight.phase = Phase::lone;
    loads_.list(place);
    const double end = date + (flight.left / flight.path.bound).value;
    wakes_->push(end, {place, flight.stamp}, Wake::Kind::transfer_end);
    return;
  }
  bound_.clear();
  loads_.take_lone(place, bound_);
  for (const std::uint32_t other : bound_) solve(other, date);
  solve(place, date);
}

void Flows::solve(std::uint32_t place, double now) {
  Flight& flight = flights_[place];
  if (flight.phase == Phase::lone) {
    const Bytes moved{flight.path.bound.value * (now - flight.since)};
    // One that is due now keeps its wake: nothing is left to share.
    if (moved >= flight.left) return;
    flight.left -= moved;
    flight.since = now;
    ++flight.stamp;
  }
  flight.phase = Phase::solved;
  flight.activity =
      solver_(now).start_flow({Completion::Kind::transfer, {place, flight.stamp}}, flight.path,
                              flight.from, flight.to, flight.left, network_->weighted_by_latency());
}

bool Flows::cancel(std::uint32_t id, std::uint32_t generation, double now) {
  const std::uint32_t place = flights_.find(id);
  if (place == UINT32_MAX || flights_[place].generation != generation) return false;
  drop(place, now);
  return true;
}

void Flows::cancel_all(double now) {
  for (const std::uint32_t place : flights_.places()) drop(place, now);
}

void Flows::drop(std::uint32_t place, double now) {
  if (flights_[place].activity) solver_(now).cancel(std::move(flights_[place].activity));
  forget(place);
}

Completion Flows::end(std::uint32_t place, bool ok) {
  Flight& flight = flights_[place];
  const Completion completion{Completion::Kind::transfer, flight.id, flight.generation, ok};
  if (flight.activity) solver_(flight.since).bury(std::move(flight.activity));
  forget(place);
  return completion;
}

void Flows::forget(std::uint32_t place) {
  Flight& flight = flights_[place];
  ++flight.stamp;
  flight.activity.reset();
  if (flight.phase != Phase::latency) loads_.remove(place);
  flights_.remove(flight.id);
}

}  // namespace souk
