#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <string>

#include "models/placement/placement_policy.hpp"
#include "models/random/stream.hpp"

using namespace souk;

namespace {

using Slices = std::vector<Slice>;

std::unique_ptr<PlacementPolicy> make_policy(std::string_view name) {
  for (const PlacementEntry& entry : placement_entries())
    if (entry.name == name) return entry.make(parse_params(entry.example));
  throw std::runtime_error{"no placement policy " + std::string{name}};
}

/// Nodes of 8 GPUs with so many of them free.
FreeNodes nodes_with(const std::vector<int>& free) {
  FreeNodes nodes{std::vector<int>(free.size(), 8)};
  for (std::uint32_t i = 0; i < free.size(); ++i)
    if (free[i] < 8) nodes.take(i, 8 - free[i]);
  return nodes;
}

Slices placed(std::string_view name, const std::vector<int>& free, int gpus, bool span) {
  Slices slices;
  const bool found = make_policy(name)->place(nodes_with(free), gpus, span, slices);
  CHECK(found == !slices.empty());
  return slices;
}

/// What the interface promises of an answer, whatever the rule.
void check_answer(const PlacementPolicy& policy, const FreeNodes& nodes, int gpus, bool span) {
  CAPTURE(gpus, span);
  const Slice before{99, 1};
  Slices out{before};
  const bool found = policy.place(nodes, gpus, span, out);
  CHECK(found == nodes.fits(gpus, span));
  REQUIRE(out.front() == before);  // it appends
  Slices again;
  CHECK(policy.place(nodes, gpus, span, again) == found);
  out.erase(out.begin());
  CHECK(out == again);
  if (!found) {
    CHECK(out.empty());
    return;
  }
  CHECK((span || out.size() == 1));
  int sum = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    CHECK((i == 0 || out[i - 1].node < out[i].node));
    CHECK(out[i].gpus >= 1);
    CHECK(out[i].gpus <= nodes.free(out[i].node));
    sum += out[i].gpus;
  }
  CHECK(sum == gpus);
}

/// The fewest nodes that a gang of `gpus` needs: emptiest first.
std::size_t fewest(std::vector<int> free, int gpus) {
  std::sort(free.rbegin(), free.rend());
  std::size_t used = 0;
  for (; gpus > 0; ++used) gpus -= free.at(used);
  return used;
}

}  // namespace

TEST_CASE("a placement policy keeps the promises of its interface", "[placement][contract]") {
  REQUIRE_FALSE(placement_entries().empty());
  for (const PlacementEntry& entry : placement_entries()) {
    DYNAMIC_SECTION(entry.name) {
      CHECK_FALSE(entry.summary.empty());
      const Params params = parse_params(entry.example);
      const auto policy = entry.make(params);
      CHECK(params.unread().empty());
      Stream stream{5, 0, "placement", 0};
      for (int i = 0; i < 200; ++i) {
        std::vector<int> free(1 + stream.below(12));
        for (int& f : free) f = static_cast<int>(stream.below(9));
        const FreeNodes nodes = nodes_with(free);
        const auto total = static_cast<int>(nodes.total_free());
        for (const int gpus : {1, 2, 5, 8, 9, 20, total, total + 1})
          for (const bool span : {true, false})
            if (gpus >= 1) check_answer(*policy, nodes, gpus, span);
      }
      Slices none;
      CHECK_FALSE(policy->place(FreeNodes{}, 1, true, none));
    }
  }
}

TEST_CASE("first fit takes the lowest node with room for the gang", "[placement][oracle]") {
  CHECK(placed("first_fit", {1, 3, 2, 8}, 2, true) == Slices{{1, 2}});
  CHECK(placed("first_fit", {1, 3, 2, 8}, 8, true) == Slices{{3, 8}});
  CHECK(placed("first_fit", {1, 3, 2, 8}, 8, false) == Slices{{3, 8}});
}

TEST_CASE("first fit spreads a gang that no node holds over the lowest free GPUs",
          "[placement][oracle]") {
  CHECK(placed("first_fit", {1, 0, 3, 2, 4}, 5, true) == Slices{{0, 1}, {2, 3}, {3, 1}});
  CHECK(placed("first_fit", {1, 0, 3, 2, 4}, 5, false).empty());
  CHECK(placed("first_fit", {1, 0, 3, 2, 4}, 11, true).empty());
}

TEST_CASE("best fit takes the node that the gang leaves least free", "[placement][oracle]") {
  CHECK(placed("best_fit", {8, 3, 2, 3}, 2, true) == Slices{{2, 2}});
  CHECK(placed("best_fit", {8, 3, 2, 3}, 3, true) == Slices{{1, 3}});
  CHECK(placed("best_fit", {8, 3, 2, 3}, 4, true) == Slices{{0, 4}});
}

TEST_CASE("best fit spreads a gang over the emptiest nodes and ends on the tightest",
          "[placement][oracle]") {
  // 6 of {4, 4, 2}: a whole node of 4, then the node with exactly 2.
  CHECK(placed("best_fit", {4, 4, 2}, 6, true) == Slices{{0, 4}, {2, 2}});
  // 7 of {4, 3}: both. 6 of {4, 1, 1}: all.
  CHECK(placed("best_fit", {4, 3}, 7, true) == Slices{{0, 4}, {1, 3}});
  CHECK(placed("best_fit", {1, 4, 1}, 6, true) == Slices{{0, 1}, {1, 4}, {2, 1}});
  // 9 of {4, 4, 3, 2}: 4 + 4, and 1 of the tightest, which has 2.
  CHECK(placed("best_fit", {4, 3, 4, 2}, 9, true) == Slices{{0, 4}, {2, 4}, {3, 1}});
}

TEST_CASE("best fit uses the fewest nodes a gang can have", "[placement][contract]") {
  Stream stream{6, 0, "placement", 0};
  for (int i = 0; i < 500; ++i) {
    std::vector<int> free(1 + stream.below(10));
    for (int& f : free) f = static_cast<int>(stream.below(9));
    const int total = std::accumulate(free.begin(), free.end(), 0);
    if (total == 0) continue;
    const int gpus = 1 + static_cast<int>(stream.below(static_cast<std::uint64_t>(total)));
    CAPTURE(free, gpus);
    CHECK(placed("best_fit", free, gpus, true).size() == fewest(free, gpus));
  }
}
