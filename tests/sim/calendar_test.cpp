// The calendar against a sorted set, on random pushes and takes.

#include "sim/calendar.hpp"

#include <set>

#include <catch2/catch.hpp>

#include "models/random/stream.hpp"

using namespace souk;

namespace {

Occurrence drawn(Stream& stream, double now) {
  const auto id = static_cast<std::uint32_t>(stream.uniform() * 50);
  const double time = now + static_cast<double>(static_cast<int>(stream.uniform() * 8));  // ties
  return {Seconds{time}, Phase::arrival, Kind::arrival, id, id};
}

bool same(const Occurrence& a, const Occurrence& b) {
  return a.time == b.time && a.key == b.key && a.slot() == b.slot();
}

}  // namespace

TEST_CASE("a calendar gives entries by time, phase, id and kind, whatever fills the hole it leaves",
          "[calendar][contract]") {
  Stream stream{1, 0, "calendar", 0};
  Calendar calendar;
  std::multiset<Occurrence> sorted;
  for (int i = 0; i < 300; ++i) {
    const Occurrence entry = drawn(stream, 0);
    calendar.push(entry);
    sorted.insert(entry);
  }
  for (int round = 0; round < 20000 && !sorted.empty(); ++round) {
    REQUIRE(calendar.next() == sorted.begin()->time);
    if (sorted.size() > 1)
      REQUIRE(same(*calendar.second(), *std::next(sorted.begin())));
    else
      REQUIRE(calendar.second() == nullptr);
    const Occurrence head = calendar.take();
    REQUIRE(same(head, *sorted.begin()));
    sorted.erase(sorted.begin());
    // None, one or two follow, on average under one: it empties in the end.
    for (double left = stream.uniform() * 1.9; left > 0.5; left -= 1) {
      const Occurrence entry = drawn(stream, head.time);
      calendar.push(entry);
      sorted.insert(entry);
    }
    calendar.settle();
  }
  CHECK(sorted.empty());
  CHECK(calendar.empty());
  CHECK(calendar.next() == std::numeric_limits<double>::infinity());
}
