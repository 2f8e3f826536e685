#include <catch2/catch.hpp>

#include "models/scenario/params.hpp"

using namespace souk;

TEST_CASE("parameters are read by type, with defaults and bounds", "[scenario]") {
  const Params params = parse_params(
      "step = 0.2\nfloor = '0.50 credit/GPUh'\nwait = '2 min'\nloud = true\nmode = 'a'\nn = 3");
  CHECK(params.number("step", {.above = 0, .below = 1}) == 0.2);
  CHECK(params.number("n", {}) == 3);
  CHECK(params.number("absent", {}, 7) == 7);
  CHECK(params.price("floor") == Price{0.5});
  CHECK(params.price("absent", Price{2}) == Price{2});
  CHECK(params.time("wait") == Seconds{120});
  CHECK(params.time("absent", Seconds{1}) == Seconds{1});
  CHECK(params.flag("loud", false));
  CHECK(params.flag("absent", true));
  CHECK(params.word("mode", {"a", "b"}, "b") == "a");
  CHECK(params.word("absent", {"a", "b"}, "b") == "b");
  CHECK(params.unread().empty());
}

TEST_CASE("parameters that nobody asked for are known", "[scenario]") {
  const Params params = parse_params("step = 0.2\nsetp = 1");
  CHECK(params.number("step", {}) == 0.2);
  CHECK(params.unread() == std::vector<std::string>{"setp"});
  CHECK(params.place_of("setp").line == 2);
}

TEST_CASE("a parameter that is missing, of the wrong type or out of bounds throws with its place",
          "[scenario]") {
  const Params params = parse_params(
      "step = 1.2\nfloor = '-1 credit/GPUh'\nwait = 3\nloud = 'yes'\nmode = 'c'\nnan = nan");
  CHECK_THROWS_AS(params.number("absent", {}), ScenarioError);
  CHECK_THROWS_AS(params.number("step", {.above = 0, .below = 1}), ScenarioError);
  CHECK_THROWS_AS(params.number("mode", {}), ScenarioError);
  CHECK_THROWS_AS(params.number("nan", {}), ScenarioError);
  CHECK_THROWS_AS(params.price("floor"), ScenarioError);
  CHECK_THROWS_AS(params.price("absent"), ScenarioError);
  CHECK_THROWS_AS(params.time("wait"), ScenarioError);
  CHECK_THROWS_AS(params.flag("loud", true), ScenarioError);
  CHECK_THROWS_AS(params.word("mode", {"a"}, "a"), ScenarioError);
  CHECK_THROWS_AS(parse_params("x = [1]"), ScenarioError);
  try {
    params.flag("loud", true);
  } catch (const ScenarioError& error) {
    CHECK(error.faults().at(0).place.line == 4);
    CHECK(error.faults().at(0).message == "loud is \"yes\"; the rule takes true or false");
  }
}
