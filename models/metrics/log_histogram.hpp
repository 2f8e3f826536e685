#pragma once

// Quantiles of millions of times in a few hundred kilobytes.

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace souk {

/// A histogram with 2^Bits buckets per octave; mergeable, deterministic, no logarithm taken.
///
/// quantile(p) is the value of rank ceil(p n) (nearest rank) with a relative error of at most
/// 2^-(Bits+1): 0.05 % for Bits = 10. Zero, the least and the greatest value are exact. Values
/// below 2^-40 (a picosecond) count as zero, those from 2^64 on as the greatest bucket. Memory: 4
/// bytes x 2^Bits for each octave between the extremes met, which is also the only time it
/// allocates. Counts are 32-bit: as many as there are order ids.
template <int Bits>
class LogHistogram {
 public:
  void add(double value) {
    ++count_;
    least_ = std::min(least_, value);
    greatest_ = std::max(greatest_, value);
    if (!(value >= smallest)) {
      ++zeros_;
      return;
    }
    const std::size_t bucket = bucket_of(std::min(value, largest));
    if (bucket - first_ >= counts_.size()) [[unlikely]]
      reach(bucket);
    ++counts_[bucket - first_];
  }

  void merge(const LogHistogram& other) {
    count_ += other.count_;
    zeros_ += other.zeros_;
    least_ = std::min(least_, other.least_);
    greatest_ = std::max(greatest_, other.greatest_);
    if (other.counts_.empty()) return;
    reach(other.first_);
    reach(other.first_ + other.counts_.size() - 1);
    for (std::size_t i = 0; i < other.counts_.size(); ++i)
      counts_[other.first_ - first_ + i] += other.counts_[i];
  }

  [[nodiscard]] std::uint64_t count() const { return count_; }

  /// p in (0, 1]. NaN when nothing was added. O(buckets).
  [[nodiscard]] double quantile(double p) const {
    if (count_ == 0) return std::numeric_limits<double>::quiet_NaN();
    const double wanted =
        std::ceil(p * static_cast<double>(count_) * (1 - 1e-15));  // 0.95 x 20 is rank 19
    const auto rank = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(wanted), 1, count_);
    if (rank == count_) return greatest_;
    if (rank == 1) return std::max(0.0, least_);
    std::uint64_t below = zeros_;
    if (rank <= below) return std::max(0.0, least_);
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      below += counts_[i];
      if (rank <= below) return std::clamp(middle_of(first_ + i), least_, greatest_);
    }
    return greatest_;
  }

 private:
  static constexpr double smallest = 0x1p-40, largest = 0x1.fffffffffffffp+63;
  static constexpr std::size_t width = std::size_t{1} << Bits;
  static constexpr int drop = 52 - Bits;

  static std::size_t bucket_of(double value) {
    return static_cast<std::size_t>((std::bit_cast<std::uint64_t>(value) >> drop) -
                                    (std::bit_cast<std::uint64_t>(smallest) >> drop));
  }
  static double middle_of(std::size_t bucket) {
    const std::uint64_t low = (bucket + (std::bit_cast<std::uint64_t>(smallest) >> drop)) << drop;
    return std::bit_cast<double>(low | (std::uint64_t{1} << (drop - 1)));
  }

  /// Widens to the whole octave of `bucket`.
  [[gnu::cold]] void reach(std::size_t bucket) {
    const std::size_t from = bucket / width * width, to = from + width;
    if (counts_.empty()) {
      first_ = from;
      counts_.assign(width, 0);
      return;
    }
    if (from < first_) {
      counts_.insert(counts_.begin(), first_ - from, 0);
      first_ = from;
    }
    if (to > first_ + counts_.size()) counts_.resize(to - first_, 0);
  }

  std::vector<std::uint32_t> counts_;
  std::size_t first_ = 0;  ///< bucket of counts_[0], a multiple of width
  std::uint64_t count_ = 0, zeros_ = 0;
  double least_ = std::numeric_limits<double>::infinity();
  double greatest_ = -std::numeric_limits<double>::infinity();
};

}  // namespace souk
