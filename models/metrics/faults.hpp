#pragma once

// What an audit found wrong, counted; the first few in words.

#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace souk {

class Faults {
 public:
  static constexpr std::size_t kept = 4;

  /// Formats here, not at the caller: what a fault needs is kept apart from the code of a run that
  /// holds.
  template <class... Args>
  [[gnu::cold, gnu::noinline]] void add(fmt::format_string<const Args&...> what,
                                        const Args&... args) {
    ++count_;
    if (first_.size() < kept) first_.push_back(fmt::format(what, args...));
  }
  [[nodiscard]] bool none() const { return count_ == 0; }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] const std::vector<std::string>& first() const { return first_; }

 private:
  std::uint64_t count_ = 0;
  std::vector<std::string> first_;
};

}  // namespace souk
