#include <map>

#include <catch2/catch.hpp>

#include "analysis/live_rows.hpp"

using namespace souk;

TEST_CASE("live rows agree with a map under any order of adding and erasing", "[analysis]") {
  // A linear congruential sequence picks; ids collide, wrap the table and leave in other orders.
  LiveRows<std::uint64_t> rows;
  std::map<std::uint32_t, std::uint64_t> model;
  std::uint64_t state = 1;
  bool agree = true;
  for (int step = 0; step < 200'000; ++step) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    const auto id = static_cast<std::uint32_t>((state >> 33) % 3000) * 64;
    if (rows.find(id) == nullptr) {
      agree = agree && model.count(id) == 0;
      if (model.size() < 1000) rows.add(id) = model[id] = state;
    } else {
      agree = agree && *rows.find(id) == model.at(id);
      rows.erase(id);
      model.erase(id);
    }
  }
  CHECK(agree);
  std::vector<std::uint32_t> ids;
  for (const auto& [id, value] : model) ids.push_back(id);
  CHECK(rows.ids() == ids);
  CHECK(rows.size() == model.size());
}

TEST_CASE("an id that is live twice, or erased when it is not live, is a fault", "[analysis]") {
  LiveRows<int> rows;
  CHECK(rows.find(3) == nullptr);
  rows.add(3) = 1;
  CHECK_THROWS_AS(rows.add(3), InternalError);
  CHECK_THROWS_AS(rows.erase(4), InternalError);
  rows.erase(3);
  CHECK(rows.add(3) == 0);  // fresh
}
