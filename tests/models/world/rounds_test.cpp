// Rounds with moving prices: when they go on, and when nothing can change any more.

#include "small_world.hpp"

using namespace souk;
using namespace souk::test;

namespace {

/// One GPU at 2 credits an hour, rounds of an hour, and a rich buyer from the beginning.
Played rounds(const std::string& rich_for, const std::string& floor) {
  return play(
      "[scenario]\nname = 'case'\nhorizon = '20 h'\n"
      "[market]\nmechanism.name = 'posted_offers'\nround = '1 h'\n" +
      provider("pool", 1, 1,
               "opening_price = '2 credit/GPUh'\npricing = { name = 'tatonnement', step = 0.5, "
               "floor = '" +
                   floor + " credit/GPUh' }") +
      "[[consumer]]\nname = 'user'\njobs.process = 'list'\njobs.list = [\n"
      "  { submit = '0 s', duration = '" +
      rich_for +
      "', value = '100 credit' },\n"
      "  { submit = '30 min', duration = '1 h', value = '1 credit' } ]\n");
}

}  // namespace

TEST_CASE("rounds go on while the next one may see another demand", "[market][oracle]") {
  // At 1 h the rich one buys, at 2. At 2 h the GPU was in use all the round: demand meets supply,
  // and the price stays. At 3 h nobody had asked: the price halves, and the poor one buys at 1.
  const Played run = rounds("1 h", "0.25");
  CHECK(run.jobs[0].start == 3600);
  CHECK(run.jobs[1].start == 3 * 3600);
  CHECK(run.jobs[1].price == Price{1});
}

TEST_CASE("rounds stop when prices rest and nobody has used anything", "[market][oracle]") {
  // The floor is above what the poor one pays. The price reaches it at 3 h and rests at 4 h.
  const Played run = rounds("1 h", "1.5");
  CHECK(run.jobs[1].state == OrderState::unfinished);
  CHECK(run.all<RoundCleared>().back().time == Seconds{4 * 3600});
}
