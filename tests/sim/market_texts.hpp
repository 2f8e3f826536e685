#pragma once

// Scenario texts that the tests of whole runs share, and one drawn from a seed.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace souk {

/// `moves` says whether inputs or outputs move in it. Every text ends with a consumer "nobody" who
/// submits nothing: giving it an output makes a run build its network, and changes nothing else.
struct MarketText {
  std::string_view name, text;
  bool moves = false;
};

/// Transfers, rounds and moving prices, eviction, patience and deadlines, ties at whole seconds,
/// regions, members with homes: seven scenarios of a few hundred jobs.
std::span<const MarketText> market_texts();

/// The text of a scenario of some hundred jobs. Each feature is in it or not by a throw of a coin.
struct DrawnMarket {
  std::string text;
  bool moves = false;
};
DrawnMarket draw_market(std::uint64_t seed);

}  // namespace souk
