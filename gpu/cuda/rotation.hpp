#pragma once

// Where an operation's operands lie, so that a cache does not still hold them from the last time.

#include <cstddef>

namespace souk::cuda {

/// Pieces of one stretch of memory, one behind the other, each on 256 bytes; from the start again
/// where the next would not fit.
class Rotation {
 public:
  /// Requires that no piece is larger than `bytes`.
  explicit Rotation(std::size_t bytes = 0) : bytes_{bytes} {}

  /// Where a piece begins. 0 for every piece if `bytes` is what the first one took.
  std::size_t next(std::size_t piece) {
    const std::size_t whole = rounded(piece);
    if (at_ + whole > bytes_) at_ = 0;
    const std::size_t begin = at_;
    at_ += whole;
    return begin;
  }

  static constexpr std::size_t rounded(std::size_t bytes) { return (bytes + 255) / 256 * 256; }

 private:
  std::size_t bytes_, at_ = 0;
};

}  // namespace souk::cuda
