#include <map>

#include <catch2/catch.hpp>

#include "models/event_hash.hpp"
#include "models/live_table.hpp"

using namespace souk;

TEST_CASE("a live table holds what a map holds, through any inserts and erases",
          "[metrics][contract]") {
  // Ids come in order and leave in a scrambled one; a few stay for good, so that probes wrap and
  // shift.
  LiveTable<std::uint64_t> table;
  std::map<std::uint32_t, std::uint64_t> map;
  std::uint64_t random = 1;
  for (std::uint32_t id = 0; id < 20000; ++id) {
    table.insert(id) = id * 7;
    map[id] = id * 7;
    for (int tries = 0; tries < 2 && map.size() > 40; ++tries) {
      random = scramble(random + 1);
      const auto at = map.lower_bound(static_cast<std::uint32_t>(random % (id + 1)));
      if (at == map.end() || at->first % 1000 == 0) continue;
      CHECK(table.erase(at->first));
      map.erase(at);
    }
    if (id % 997 != 0) continue;
    REQUIRE(table.size() == map.size());
    for (const auto& [key, value] : map) {
      const std::uint64_t* found = table.find(key);
      REQUIRE(found != nullptr);
      REQUIRE(*found == value);
    }
  }
  std::uint64_t sum = 0, expected = 0;
  table.for_each([&](std::uint32_t, std::uint64_t value) { sum += value; });
  for (const auto& entry : map) expected += entry.second;
  CHECK(sum == expected);
}

TEST_CASE("live rows agree with a map under any order of adding and erasing",
          "[metrics][contract]") {
  // A linear congruential sequence picks; ids collide, wrap the table and leave in other orders.
  LiveTable<std::uint64_t> rows;
  std::map<std::uint32_t, std::uint64_t> model;
  std::uint64_t state = 1;
  bool agree = true;
  for (int step = 0; step < 200'000; ++step) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    const auto id = static_cast<std::uint32_t>((state >> 33) % 3000) * 64;
    if (rows.find(id) == nullptr) {
      agree = agree && model.count(id) == 0;
      if (model.size() < 1000) rows.insert(id) = model[id] = state;
    } else {
      agree = agree && *rows.find(id) == model.at(id) && rows.erase(id);
      model.erase(id);
    }
  }
  CHECK(agree);
  std::vector<std::uint32_t> ids;
  for (const auto& [id, value] : model) ids.push_back(id);
  CHECK(rows.ids() == ids);
  CHECK(rows.size() == model.size());
}

TEST_CASE("a live table finds nothing that is not there", "[metrics][contract]") {
  LiveTable<int> table;
  CHECK(table.find(0) == nullptr);
  CHECK_FALSE(table.erase(0));
  table.insert(16) = 1;
  CHECK(table.find(0) == nullptr);           // the same slot
  CHECK(table.find(UINT32_MAX) == nullptr);  // an id that does not exist
  CHECK_FALSE(table.erase(32));
  CHECK_THROWS_AS(table.insert(16), InternalError);
  CHECK(table.try_insert(16) == nullptr);
  CHECK(*table.find(16) == 1);
  CHECK(table.erase(16));
  CHECK(table.insert(16) == 0);  // a fresh row, not the old one
  REQUIRE(table.try_insert(0) != nullptr);
  CHECK(*table.find(0) == 0);
}

TEST_CASE("a live table does not grow while no more rows are alive than before",
          "[metrics][contract]") {
  LiveTable<int> table;
  for (std::uint32_t id = 0; id < 100; ++id) table.insert(id);
  const std::size_t warm = table.capacity();
  CHECK(warm >= 100);
  for (std::uint32_t id = 100; id < 100000; ++id) {
    table.erase(id - 100);
    table.insert(id);
  }
  CHECK(table.capacity() == warm);
  CHECK(table.size() == 100);
}
