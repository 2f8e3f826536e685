#pragma once

// What an audit found wrong, counted; the first few in words.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace souk {

class Faults {
 public:
  static constexpr std::size_t kept = 4;

  /// Cold: what leads here is kept apart from the code of a run that holds.
  [[gnu::cold]] void add(std::string what) {
    ++count_;
    if (first_.size() < kept) first_.push_back(std::move(what));
  }
  [[nodiscard]] bool none() const { return count_ == 0; }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] const std::vector<std::string>& first() const { return first_; }

 private:
  std::uint64_t count_ = 0;
  std::vector<std::string> first_;
};

}  // namespace souk
