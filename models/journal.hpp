#pragma once
#include "models/events.hpp"
namespace souk {
class Journal {
 public:
  template <class E>
  void record(const E&) {
    ++events_;
  }
  std::uint64_t events() const { return events_; }
  std::uint64_t events_ = 0;
};
}  // namespace souk
