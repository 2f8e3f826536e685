#include <set>

#include <catch2/catch.hpp>

#include "models/event_hash.hpp"
#include "models/journal.hpp"

using namespace souk;

namespace {

/// Another value of the same type, as near as there is.
void nudge(double& x) {
  x = std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) ^ 1);
}
template <class T>
requires std::is_integral_v<T>
void nudge(T& x) {
  x = static_cast<T>(x ^ 1);
}
template <class T>
requires std::is_enum_v<T>
void nudge(T& x) {
  x = static_cast<T>(static_cast<int>(x) ^ 1);
}
template <class Tag>
void nudge(Quantity<Tag>& x) {
  nudge(x.value);
}
template <class Tag>
void nudge(Id<Tag>& x) {
  nudge(x.value);
}
void nudge(Money& x) {
  nudge(x.micro);
}

template <class E>
std::uint64_t hash_of(const E& event) {
  EventHash hash;
  hash.add(event);
  return hash.value();
}

/// The hashes of an event and of each copy with one field nudged: all different.
template <class E>
void check_every_field(std::set<std::uint64_t>& seen) {
  INFO(E::kind);
  CHECK(seen.insert(hash_of(E{})).second);
  constexpr std::size_t fields = std::tuple_size_v<decltype(E{}.fields())>;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    const auto with = [&]<std::size_t At>(std::integral_constant<std::size_t, At>) {
      E event;
      nudge(std::get<At>(event.fields()));
      CAPTURE(At);
      CHECK(seen.insert(hash_of(event)).second);
    };
    (with(std::integral_constant<std::size_t, I>{}), ...);
  }
  (std::make_index_sequence<fields>{});
}

}  // namespace

TEST_CASE("a change of any one field of any kind of event changes the hash",
          "[metrics][contract]") {
  std::set<std::uint64_t> seen;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    const auto kind = [&]<class E>(const E*) {
      if constexpr (!std::is_same_v<E, RunStarted> && !std::is_same_v<E, Sample>)
        check_every_field<E>(seen);
    };
    (kind(static_cast<const std::variant_alternative_t<I, Event>*>(nullptr)), ...);
  }
  (std::make_index_sequence<std::variant_size_v<Event>>{});
  CHECK(seen.size() > 100);
}

TEST_CASE("a change of any name or number of RunStarted changes the hash", "[metrics][contract]") {
  const auto full = [] {
    RunStarted run;
    run.agents = {{"a", Role::consumer, SiteId{0}, SiteId{}, 1}};
    run.sites = {{"s", AgentId{0}, 2, 4, 8, DeviceId{0}, "eu", Price{1}}};
    run.devices = {"reference"};
    run.goods = {"d"};
    run.good_sizes = {Bytes{5}};
    return run;
  };
  const std::vector<void (*)(RunStarted&)> changes{
      [](RunStarted&) {},
      [](RunStarted& r) { r.time = Seconds{1}; },
      [](RunStarted& r) { r.seed = 1; },
      [](RunStarted& r) { r.replication = 1; },
      [](RunStarted& r) { r.agents[0].name = std::string{"b"}; },
      [](RunStarted& r) { r.agents[0].role = Role::provider; },
      [](RunStarted& r) { r.agents[0].home = SiteId{1}; },
      [](RunStarted& r) { r.agents[0].site = SiteId{1}; },
      [](RunStarted& r) { r.agents[0].gpus = 2; },
      [](RunStarted& r) { r.agents.push_back(r.agents[0]); },
      [](RunStarted& r) { r.sites[0].name = std::string{"t"}; },
      [](RunStarted& r) { r.sites[0].provider = AgentId{1}; },
      [](RunStarted& r) { r.sites[0].nodes = 3; },
      [](RunStarted& r) { r.sites[0].gpus_per_node = 3; },
      [](RunStarted& r) { r.sites[0].pooled_gpus = 3; },
      [](RunStarted& r) { r.sites[0].device = DeviceId{1}; },
      [](RunStarted& r) { r.sites[0].region = std::string{"us"}; },
      [](RunStarted& r) { r.sites[0].reserve = Price{2}; },
      [](RunStarted& r) {
        r.devices = {"reference", "b"};
      },
      [](RunStarted& r) { r.devices = {"referenceb"}; },
      [](RunStarted& r) { r.goods = {"e"}; },
      [](RunStarted& r) { r.good_sizes = {Bytes{6}}; },
      [](RunStarted& r) { r.datasets = 1; },
  };
  std::set<std::uint64_t> seen;
  for (const auto change : changes) {
    RunStarted run = full();
    change(run);
    CHECK(seen.insert(hash_of(run)).second);
  }
}

TEST_CASE("the hash depends on the order of events, on every bit and on no sample",
          "[metrics][contract]") {
  const JobStarted a{.time = Seconds{1},
                     .order = OrderId{1},
                     .lease = LeaseId{1},
                     .attempt = 0,
                     .duration_expected = Seconds{1}};
  const JobStarted b{.time = Seconds{1},
                     .order = OrderId{2},
                     .lease = LeaseId{2},
                     .attempt = 0,
                     .duration_expected = Seconds{1}};
  EventHash ab, ba, sampled;
  ab.add(a);
  ab.add(b);
  ba.add(b);
  ba.add(a);
  sampled.add(a);
  sampled.add(Sample{});
  sampled.add(b);
  CHECK(ab.value() != ba.value());
  CHECK(ab.value() == sampled.value());
  CHECK(sampled.events() == 2);

  CHECK(hash_of(OfferClosed{.time = Seconds{0.0}, .offer = {}, .reason = {}}) !=
        hash_of(OfferClosed{.time = Seconds{-0.0}, .offer = {}, .reason = {}}));
}

TEST_CASE("the first block that differs holds the first event that does", "[metrics][contract]") {
  // Three blocks and a bit; the event at `place` differs.
  const std::uint64_t events = 3 * EventHash::block_events + 10;
  const auto blocks_with = [&](std::uint64_t place) {
    EventHash hash;
    for (std::uint64_t i = 0; i < events; ++i)
      hash.add(TransferStarted{Seconds{static_cast<double>(i)}, TransferId{i == place ? 1U : 0U}});
    CHECK(hash.events() == events);
    return hash.blocks();
  };
  const auto plain = blocks_with(events);
  CHECK(plain.size() == 4);
  for (const std::uint64_t block : {0U, 1U, 2U, 3U}) {
    const auto other = blocks_with(block * EventHash::block_events + 9);
    for (std::uint64_t i = 0; i < 4; ++i) CHECK((plain[i] == other[i]) == (i != block));
  }
}

TEST_CASE("an exact number of blocks leaves no empty one", "[metrics][contract]") {
  EventHash hash;
  CHECK(hash.blocks().empty());
  for (std::uint64_t i = 0; i < EventHash::block_events; ++i) hash.add(TransferStarted{});
  CHECK(hash.blocks().size() == 1);
  hash.add(TransferStarted{});
  CHECK(hash.blocks().size() == 2);
}
