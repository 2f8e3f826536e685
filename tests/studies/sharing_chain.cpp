#include "tests/studies/sharing_chain.hpp"

#include <cstdint>

namespace souk {
namespace {

using Moves = std::vector<std::pair<double, std::size_t>>;

/// Which of the two each waiting job is of, the first to come in the lowest bit; 1: the other's.
struct Line {
  unsigned length = 0;
  std::uint32_t owners = 0;

  [[nodiscard]] Line with(std::uint32_t owner) const {
    return {length + 1, owners | owner << length};
  }
  [[nodiscard]] Line without(unsigned place) const {
    const std::uint32_t below = owners & ((1U << place) - 1);
    return {length - 1, below | (owners >> (place + 1)) << place};
  }
  [[nodiscard]] std::uint32_t owner(unsigned place) const { return owners >> place & 1U; }
  /// The place of the first job of an owner; length if there is none.
  [[nodiscard]] unsigned first_of(std::uint32_t of) const {
    unsigned place = 0;
    while (place < length && owner(place) != of) ++place;
    return place;
  }
};

constexpr unsigned longest = 14;  // of the line; what lies beyond has a chance below 1e-3

/// Busy own servers, busy pooled ones, and who waits.
struct Half {
  bool busy[2] = {false, false};
  unsigned pooled = 0;
  Line line;

  [[nodiscard]] std::size_t number() const {
    const std::size_t lines = (std::size_t{1} << line.length) - 1 + line.owners;
    return ((lines * 3 + pooled) * 2 + (busy[1] ? 1 : 0)) * 2 + (busy[0] ? 1 : 0);
  }
  static Half of(std::size_t number) {
    Half state;
    state.busy[0] = number % 2 != 0;
    state.busy[1] = number / 2 % 2 != 0;
    state.pooled = static_cast<unsigned>(number / 4 % 3);
    std::size_t line = number / 12 + 1;
    while (line >> (state.line.length + 1) != 0) ++state.line.length;
    state.line.owners = static_cast<std::uint32_t>(line - (std::size_t{1} << state.line.length));
    return state;
  }
};

void arrive(const Half& from, std::uint32_t owner, double rate, Moves& moves) {
  Half to = from;
  if (!to.busy[owner])
    to.busy[owner] = true;
  else if (to.pooled < 2)
    ++to.pooled;
  else if (to.line.length < longest)
    to.line = to.line.with(owner);
  else
    return;
  moves.emplace_back(rate, to.number());
}

void leave_own(const Half& from, std::uint32_t owner, Moves& moves) {
  if (!from.busy[owner]) return;
  Half to = from;
  const unsigned first = from.line.first_of(owner);
  if (first < from.line.length)
    to.line = from.line.without(first);
  else
    to.busy[owner] = false;
  moves.emplace_back(1, to.number());
}

void leave_pool(const Half& from, Moves& moves) {
  if (from.pooled == 0) return;
  Half to = from;
  if (from.line.length > 0)
    to.line = from.line.without(0);
  else
    --to.pooled;
  moves.emplace_back(from.pooled, to.number());
}

}  // namespace

std::vector<double> stationary(std::size_t states, double total, int steps,
                               const std::function<void(std::size_t, Moves&)>& rates_from) {
  std::vector<std::size_t> begin{0};
  Moves all, moves;
  for (std::size_t s = 0; s < states; ++s) {
    moves.clear();
    rates_from(s, moves);
    all.insert(all.end(), moves.begin(), moves.end());
    begin.push_back(all.size());
  }
  std::vector<double> chance(states, 0), next(states);
  chance[0] = 1;
  for (int step = 0; step < steps; ++step) {
    next = chance;
    for (std::size_t s = 0; s < states; ++s)
      for (std::size_t m = begin[s]; m < begin[s + 1]; ++m) {
        const double flow = chance[s] * all[m].first / total;
        next[s] -= flow;
        next[all[m].second] += flow;
      }
    chance.swap(next);
  }
  return chance;
}

Waits owner_priority_waits(double one, double other) {
  // 0: nobody; 1: one server is busy; from 2 on both are, and i and j jobs wait.
  constexpr std::size_t most = 60;
  const auto both = [](std::size_t i, std::size_t j) { return 2 + i * most + j; };
  const auto chance =
      stationary(2 + most * most, one + other + 2, 3000, [&](std::size_t s, Moves& moves) {
        if (s == 0) return void(moves.emplace_back(one + other, 1));
        if (s == 1) {
          moves.emplace_back(one + other, both(0, 0));
          return void(moves.emplace_back(1, 0));
        }
        const std::size_t i = (s - 2) / most, j = (s - 2) % most;
        if (i + 1 < most) moves.emplace_back(one, both(i + 1, j));
        if (j + 1 < most) moves.emplace_back(other, both(i, j + 1));
        const std::size_t mine = i > 0 ? both(i - 1, j) : 1, yours = j > 0 ? both(i, j - 1) : 1;
        moves.emplace_back(1, i > 0 ? mine : yours);
        moves.emplace_back(1, j > 0 ? yours : mine);
      });
  Waits waits;
  for (std::size_t s = 2; s < chance.size(); ++s) {
    waits.one += chance[s] * static_cast<double>((s - 2) / most) / one;  // Little's law
    waits.other += chance[s] * static_cast<double>((s - 2) % most) / other;
  }
  return waits;
}

Waits half_shared_waits(double one, double other) {
  const std::size_t lines = (std::size_t{2} << longest) - 1;
  const auto chance =
      stationary(lines * 12, one + other + 4, 600, [&](std::size_t s, Moves& moves) {
        const Half from = Half::of(s);
        arrive(from, 0, one, moves);
        arrive(from, 1, other, moves);
        leave_own(from, 0, moves);
        leave_own(from, 1, moves);
        leave_pool(from, moves);
      });
  Waits waits;
  for (std::size_t s = 0; s < chance.size(); ++s) {
    const Line line = Half::of(s).line;
    for (unsigned place = 0; place < line.length; ++place)
      (line.owner(place) == 0 ? waits.one : waits.other) += chance[s];
  }
  return {waits.one / one, waits.other / other};
}

}  // namespace souk
