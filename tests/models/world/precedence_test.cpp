// Who goes before whom, where members pay nothing at home and others pay a price.

#include "small_world.hpp"

using namespace souk;
using namespace souk::test;

namespace {

using Starts = std::vector<double>;

const std::string poor = "value = '0.5 credit'", rich = "value = '1000 credit'";

/// One node of 4 GPUs at a credit a second, with jobs of its owner's members and of guests.
Played market(std::initializer_list<Row> members, std::initializer_list<Row> guests,
              const std::string& keys = "") {
  return play("[market]\nmechanism.name = 'posted_offers'\n" +
              provider("lab", 1, 4, "opening_price = '3600 credit/GPUh'\n" + keys) +
              consumer("member", members, "home = 'lab'") +
              (guests.size() > 0 ? consumer("guest", guests) : ""));
}

}  // namespace

TEST_CASE("a member whom the pool is too dear for keeps its place at home",
          "[scheduling][oracle]") {
  // A GPU is busy until 10. The gang of 4 could pay nobody else's nodes, but its owner's cost it
  // nothing: it starts at 10, and the job behind it, a member's or a guest's, at 15.
  const Row busy{0, 10, 1, rich}, gang{1, 5, 4, poor}, behind{2, 20, 1, rich};
  CHECK(market({busy, gang, behind}, {}).starts() == Starts{0, 10, 15});
  CHECK(market({busy, gang, behind}, {}, "share = 0.5").starts() == Starts{0, 10, 15});
  CHECK(market({gang}, {busy, behind}).starts() == Starts{0, 10, 15});
}

TEST_CASE("members of an owner that goes first keep their order among themselves",
          "[scheduling][oracle]") {
  // Two GPUs are busy until 10. Rich and poor members wait in different lines: the first of 3 GPUs
  // starts at 10, the later of 2 GPUs when it ends.
  const Played run =
      market({{0, 10, 2, rich}, {1, 5, 3, rich}, {2, 5, 2, poor}}, {}, "owner_priority = true");
  CHECK(run.starts() == Starts{0, 10, 15});
}

TEST_CASE("a job that is refused for a full queue keeps nobody waiting", "[scheduling][oracle]") {
  // Of 3 GPUs 1 is busy until 13 and 1 until 6, when the shortest job comes, wants all, and finds
  // the queue of one full. The job of 2 GPUs that was there starts in that instant.
  const Played run = play("[scheduling]\nname = 'sjf'\nqueue_limit = 1\n" + provider("pool", 1, 3) +
                          consumer("users", {{0, 13}, {0, 6}, {1, 9, 2}, {6, 2, 3}}));
  CHECK(run.jobs[3].reason == Reason::queue_full);
  CHECK(run.jobs[2].start == 6);
}

TEST_CASE("with scope = site a job is bound where it can start, and to the faster of equals",
          "[scheduling][oracle]") {
  const std::string site = "[scheduling]\nscope = 'site'\n";
  const std::string devices =
      "[[device]]\nname = 'slow'\nthroughput = { default = 0.5 }\n"
      "[[device]]\nname = 'fast'\nthroughput = { default = 2 }\n";
  CHECK(play(site + devices + provider("quick", 1, 1, "device = 'fast'") +
             provider("tardy", 1, 1, "device = 'slow'") + consumer("user", {{1, 4}}))
            .jobs[0]
            .end == 3);
  // One GPU is free on each of two nodes at home, and both of the other node.
  const Played run =
      play(site + "[placement]\nspan = false\n" + provider("away", 1, 4) + provider("own", 2, 4) +
           consumer("user", {{0, 900, 3}, {1, 900, 3}, {2, 1, 2}}, "home = 'own'"));
  CHECK(run.jobs[2].start == 2);
  CHECK(run.jobs[2].site == SiteId{0});
}

TEST_CASE("a member's gang may take both parts of the node that its owner's share splits",
          "[scheduling][oracle]") {
  for (const std::string span : {"false", "true"}) {
    const Played run =
        play("[placement]\nspan = " + span + "\n" + provider("lab", 1, 3, "share = 0.5") +
             consumer("member", {{0, 5, 3}}, "home = 'lab'"));
    CAPTURE(span);
    CHECK(run.jobs[0].start == 0);
    CHECK(run.jobs[0].slices == std::vector<Slice>{{0, 3}});  // one node, told once
    CHECK(run.all<NodesTaken>().empty());
  }
  // Three nodes of 2, half of them shared: a node and a half. A gang of 6 takes three nodes.
  const Played gang =
      play(provider("lab", 3, 2, "share = 0.5") + consumer("member", {{0, 5, 6}}, "home = 'lab'"));
  CHECK(gang.all<LeaseStarted>()[0].nodes == 3);
  const auto nodes = gang.all<NodesTaken>();
  REQUIRE(nodes.size() == 3);
  for (const NodesTaken& taken : nodes) CHECK(taken.gpus == 2);
}
