#pragma once

// The event hash: 64 bits that stand for everything a run recorded.
//
// It covers the kind number and the explicit fields of every event, as bit patterns, in dispatch
// order; `Sample` is left out, since it is derived, so that sampling may be off or on without
// another hash. -0.0 and 0.0 are different patterns and hash differently, and so would two NaNs: an
// event that carries "no number" carries std::numeric_limits<double>::quiet_NaN(), never the result
// of 0.0 / 0.0, whose sign the compiler may choose.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "models/events.hpp"
#include "models/scramble.hpp"

namespace souk {

/// The pattern of one field, widened to 64 bits (signed numbers by their sign).
constexpr std::uint64_t word_of(double x) {
  return std::bit_cast<std::uint64_t>(x);
}
template <class T>
requires std::is_integral_v<T>
constexpr std::uint64_t word_of(T x) {
  return static_cast<std::uint64_t>(x);
}
template <class T>
requires std::is_enum_v<T>
constexpr std::uint64_t word_of(T x) {
  return static_cast<std::uint64_t>(x);
}
template <class Tag>
constexpr std::uint64_t word_of(Quantity<Tag> x) {
  return word_of(x.value);
}
template <class Tag>
constexpr std::uint64_t word_of(Id<Tag> x) {
  return x.value;
}
constexpr std::uint64_t word_of(Money x) {
  return static_cast<std::uint64_t>(x.micro);
}

/// Folds events into the hash of the run and of each block of 65,536 events.
///
/// An event's digest is kind * K + sum over its fields i of (w_i ^ (w_i >> 32)) * K_i with odd
/// constants K_i, mod 2^64, and a block's state is s' = (rotl(s, 25) ^ digest) * C. Each of these
/// maps is a bijection in each of its arguments, so that a change of one field of one event always
/// changes its block and the hash. The products of an event do not wait for each other: under 1 ns
/// a field. Not meant against forgery.
class EventHash {
 public:
  static constexpr std::uint64_t block_events = 65536;

  void add(const RunStarted& event);
  void add(const Sample&) {}  // derived from the others
  template <class E>
  void add(const E& event) {
    const auto fields = event.fields();
    absorb(digest<kind_number<E>()>(
        fields,
        std::make_index_sequence<std::tuple_size_v<std::remove_const_t<decltype(fields)>>>{}));
  }

  /// Over all events so far. O(blocks).
  [[nodiscard]] std::uint64_t value() const;
  /// One per 65,536 events; the last one may be partial. A block's value depends on its events
  /// alone, so the first block that differs between two runs holds the first event that does.
  [[nodiscard]] std::vector<std::uint64_t> blocks() const;
  [[nodiscard]] std::uint64_t events() const { return closed_.size() * block_events + in_block(); }

 private:
  static constexpr std::uint64_t step = 0x9e3779b97f4a7c15U;
  static constexpr std::uint64_t multiplier(std::size_t i) { return scramble((i + 1) * step) | 1; }

  template <std::size_t Kind, class Fields, std::size_t... I>
  static std::uint64_t digest(const Fields& fields, std::index_sequence<I...>) {
    constexpr std::uint64_t start = scramble((Kind + 1) * 0xd1342543de82ef95U);
    return start + (... + (folded(word_of(std::get<I>(fields))) * multiplier_of<I>));
  }
  template <std::size_t I>
  static constexpr std::uint64_t multiplier_of = multiplier(I);
  static constexpr std::uint64_t folded(std::uint64_t word) { return word ^ (word >> 32); }

  void absorb(std::uint64_t digest) {
    state_ = (std::rotl(state_, 25) ^ digest) * 0xd6e8feb86659fd93U;
    if (--room_ == 0) [[unlikely]]
      close_block();
  }
  [[gnu::cold]] void close_block();
  [[nodiscard]] std::uint64_t in_block() const { return block_events - room_; }

  std::uint64_t state_ = step;
  std::uint64_t room_ = block_events;  ///< events until the block is full
  std::vector<std::uint64_t> closed_;
};

}  // namespace souk
