#include <catch2/catch.hpp>

#include "models/event_batch.hpp"
#include "small_market.hpp"

using namespace souk;
using namespace souk::test;

namespace {

/// What a batch gives back.
std::vector<Event> drained(EventBatch& batch) {
  std::vector<Event> events;
  batch.drain([&](const auto& event) { events.emplace_back(event); });
  return events;
}

}  // namespace

TEST_CASE("a batch gives back the events that went in, in their order, once",
          "[metrics][contract]") {
  auto events = queue_events({.servers = 2, .arrival_rate = 1.5, .jobs = 12, .priced = true});
  events.erase(events.begin());  // RunStarted has names, and goes by no batch
  EventBatch batch;
  for (const Event& event : events)
    std::visit(
        [&](const auto& each) {
          using E = std::decay_t<decltype(each)>;
          if constexpr (!std::is_same_v<E, RunStarted>) {
            REQUIRE(batch.has_room<E>());
            CHECK(batch.add(each) == each);
          }
        },
        event);
  CHECK(drained(batch) == events);
  CHECK(drained(batch).empty());
}

TEST_CASE("a full batch has no room, and has it when drained", "[metrics][contract]") {
  EventBatch batch;
  std::uint32_t taken = 0;
  while (batch.has_room<JobEnded>()) {
    batch.add(JobEnded{.order = OrderId{taken}});
    REQUIRE(++taken < 100000);
  }
  CHECK(taken > 20);  // some tens of jobs
  const std::vector<Event> events = drained(batch);
  REQUIRE(events.size() == taken);
  CHECK(std::get<JobEnded>(events.back()).order == OrderId{taken - 1});
  CHECK(batch.has_room<JobEnded>());
}
