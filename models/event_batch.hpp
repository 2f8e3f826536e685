#pragma once

// A few events in memory, on their way from the market to those who fold them.

#include <array>
#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>
#include <variant>

#include "models/events.hpp"

namespace souk {

/// Events of plain numbers, one after the other, in 16 KiB: some tens of jobs.
class EventBatch {
 public:
  /// Whether another event of kind E finds a place.
  template <class E>
  [[nodiscard]] bool has_room() const {
    return used_ + record_bytes<E> <= bytes_.size();
  }

  /// The event in its place, until the next drain. Requires room.
  template <class E>
  const E& add(const E& event) {
    static_assert(std::is_trivially_copyable_v<E> && alignof(E) <= unit);
    std::byte* const place = &bytes_[used_];
    used_ += record_bytes<E>;
    new (place) std::size_t{kind_number<E>()};
    return *new (place + unit) E{event};
  }

  /// Calls visit(event) for each, in the order added, and forgets them. `visit` adds none.
  template <class Visit>
  void drain(Visit visit) {
    const std::byte* at = bytes_.data();
    for (const std::byte* const end = at + used_; at != end;)
      at += take(at, visit, std::make_index_sequence<std::variant_size_v<Event>>{});
    used_ = 0;
  }

 private:
  static constexpr std::size_t unit = sizeof(std::size_t);
  template <class E>
  static constexpr std::size_t record_bytes = unit + (sizeof(E) + unit - 1) / unit* unit;

  // One loop with every kind in it: calls by a table would each save the same registers.
  /// Visits the event of the record at `at`; returns the length of the record.
  template <class Visit, std::size_t... I>
  [[gnu::always_inline]] static std::size_t take(const std::byte* at, Visit& visit,
                                                 std::index_sequence<I...>) {
    const std::size_t kind = *std::launder(reinterpret_cast<const std::size_t*>(at));
    std::size_t length = 0;
    ((kind == I && (length = read<std::variant_alternative_t<I, Event>>(at + unit, visit), true)) ||
     ...);
    return length;
  }

  template <class E, class Visit>
  [[gnu::always_inline]] static std::size_t read(const std::byte* event, Visit& visit) {
    if constexpr (std::is_trivially_copyable_v<E>)
      visit(*std::launder(reinterpret_cast<const E*>(event)));
    return record_bytes<E>;
  }

  alignas(unit) std::array<std::byte, std::size_t{1} << 14> bytes_;
  std::size_t used_ = 0;
};

}  // namespace souk
