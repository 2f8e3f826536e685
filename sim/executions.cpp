#include "sim/executions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <simgrid/s4u/Exec.hpp>

#include "models/check.hpp"

namespace souk {

double agreement(double date) {
  // SimGrid rounds once per start or end on the same node; 64 units cover thousands of them.
  return std::max(1e-9, 64 * std::numeric_limits<double>::epsilon() * std::abs(date));
}

Executions::Executions(std::vector<std::uint32_t> nodes, std::vector<int> cores, WakeHeap& wakes,
                       std::function<Solver&(double)> solver)
    : wakes_{&wakes}, solver_{std::move(solver)} {
  for (std::size_t site = 0; site < nodes.size(); ++site) {
    first_node_.push_back(static_cast<std::uint32_t>(nodes_.size()));
    nodes_.insert(nodes_.end(), nodes[site], Node{.cores = cores[site]});
  }
}

Executions::~Executions() = default;

void Executions::start(std::uint32_t id, std::uint32_t generation,
                       std::span<const NodeSlice> slices, Seconds duration, double now) {
  SOUK_CHECK(!slices.empty() && duration.value >= 0,
             "a computation has slices and a duration >= 0");
  const std::uint32_t place = flights_.add(id);
  SOUK_CHECK(place != UINT32_MAX, "a computation starts once");
  Flight& flight = flights_[place];
  flight.id = id;
  flight.generation = generation;
  ++flight.stamp;
  flight.order = ++order_;
  flight.end = now + duration.value;
  flight.duration = duration;
  flight.running = 0;
  wakes_->push(flight.end, {place, flight.stamp}, Wake::Kind::compute_end);
  if (flight.end <= now) return;  // below the resolution of the clock
  const Tag tag{Completion::Kind::compute, {place, flight.stamp}};
  for (const NodeSlice& slice : slices) {
    const std::uint32_t index = first_node_[slice.site.value] + slice.node.value;
    Node& node = nodes_[index];
    node.threads += slice.gpus;
    if (node.threads > node.cores) node.disturbed = order_;
    flight.parts.push_back(
        {index, slice.gpus,
         solver_(now).start_work(tag, slice.site, slice.node, slice.gpus, duration)});
  }
  flight.running = static_cast<std::uint32_t>(flight.parts.size());
}

bool Executions::disturbed(const Flight& flight) const {
  return std::any_of(flight.parts.begin(), flight.parts.end(),
                     [&](const Part& part) { return nodes_[part.node].disturbed >= flight.order; });
}

bool Executions::all_but_done(Flight& flight, double date) {
  const double crumbs = agreement(date) * core_speed;
  return std::all_of(flight.parts.begin(), flight.parts.end(), [&](const Part& part) {
    return part.activity->get_state() != simgrid::s4u::Activity::State::STARTED ||
           part.activity->get_remaining() <= crumbs;
  });
}

std::optional<Completion> Executions::expected(std::uint32_t place, double date) {
  Flight& flight = flights_[place];
  if (flight.running > 0 && (disturbed(flight) || !all_but_done(flight, date))) return std::nullopt;
  return finish(place, true, date);
}

std::optional<Completion> Executions::ended(std::uint32_t place, double clock, bool ok) {
  Flight& flight = flights_[place];
  if (ok && --flight.running > 0) return std::nullopt;
  const bool as_expected = flight.end >= clock && flight.end - clock <= agreement(clock);
  if (ok && as_expected && !disturbed(flight)) return std::nullopt;  // its wake is about to say so
  return finish(place, ok, clock);
}

Completion Executions::finish(std::uint32_t place, bool ok, double now) {
  Flight& flight = flights_[place];
  const Completion completion{Completion::Kind::compute, flight.id, flight.generation, ok};
  for (Part& part : flight.parts) {
    Node& node = nodes_[part.node];
    if (node.threads > node.cores) node.disturbed = order_;
    node.threads -= part.gpus;
    if (part.activity->get_state() == simgrid::s4u::Activity::State::STARTED)
      solver_(now).cancel(std::move(part.activity));
    else
      solver_(now).bury(std::move(part.activity));
  }
  flight.parts.clear();
  ++flight.stamp;
  flights_.remove(flight.id);
  return completion;
}

bool Executions::cancel(std::uint32_t id, std::uint32_t generation, double now) {
  const std::uint32_t place = flights_.find(id);
  if (place == UINT32_MAX || flights_[place].generation != generation) return false;
  finish(place, false, now);
  return true;
}

void Executions::cancel_all(double now) {
  for (const std::uint32_t place : flights_.places()) finish(place, false, now);
}

}  // namespace souk
