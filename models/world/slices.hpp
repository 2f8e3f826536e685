#pragma once

// The GPUs of a lease, node by node.

#include <cstddef>
#include <span>
#include <vector>

#include "models/placement/placement_policy.hpp"

namespace souk {

/// One slice is kept in place, since most leases are on one node; more are kept apart, in memory
/// that is kept when the slices are replaced.
class Slices {
 public:
  void assign(std::span<const Slice> slices) {
    size_ = slices.size();
    if (size_ == 1) {
      // Part by part, as a policy has just written it: a processor waits before it reads the whole.
      one_.node = slices.front().node;
      one_.gpus = slices.front().gpus;
    } else {
      many_.assign(slices.begin(), slices.end());
    }
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const Slice* begin() const { return size_ == 1 ? &one_ : many_.data(); }
  [[nodiscard]] const Slice* end() const { return begin() + size_; }
  [[nodiscard]] const Slice& operator[](std::size_t i) const { return begin()[i]; }

 private:
  std::size_t size_ = 0;
  Slice one_;
  std::vector<Slice> many_;
};

}  // namespace souk
