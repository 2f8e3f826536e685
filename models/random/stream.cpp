#include "models/random/stream.hpp"

#include "models/check.hpp"
#include "models/math/elementary.hpp"
#include "models/scramble.hpp"

namespace souk {
namespace {

constexpr std::uint32_t low_word(std::uint64_t x) {
  return static_cast<std::uint32_t>(x);
}
constexpr std::uint32_t high_word(std::uint64_t x) {
  return static_cast<std::uint32_t>(x >> 32);
}

}  // namespace

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                    std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t first = std::uint64_t{0xd2511f53} * counter[0];
    const std::uint64_t second = std::uint64_t{0xcd9e8d57} * counter[2];
    counter = {high_word(second) ^ counter[1] ^ key[0], low_word(second),
               high_word(first) ^ counter[3] ^ key[1], low_word(first)};
    key[0] += 0x9e3779b9;  // golden ratio
    key[1] += 0xbb67ae85;  // sqrt(3) - 1
  }
  return counter;
}

Stream::Stream(std::uint64_t seed, std::uint32_t replication, std::string_view purpose,
               std::uint64_t owner)
    : substream_{scramble(scramble(scramble(name_hash(purpose)) + replication) ^ owner)},
      key_{low_word(seed), high_word(seed)} {}

void Stream::refill() {
  const auto words = philox(
      {low_word(index_), high_word(index_), low_word(substream_), high_word(substream_)}, key_);
  block_ = {words[0] | std::uint64_t{words[1]} << 32, words[2] | std::uint64_t{words[3]} << 32};
  ++index_;
  next_ = 0;
  logs_taken_ = false;
}

void Stream::take_logs() {
  for (std::size_t i = 0; i < logs_.size(); ++i) logs_[i] = -math::log(unit(block_[i]));
  logs_taken_ = true;
}

std::uint64_t Stream::below(std::uint64_t bound) {
  SOUK_CHECK(bound >= 1, "no integer is below 0");
  // Multiply and shift: Lemire, ACM TOMACS 29 (2019). The 64 x 64 -> 128 product, by 32-bit halves.
  const std::uint64_t word = bits();
  const std::uint64_t cross = std::uint64_t{high_word(word)} * low_word(bound);
  const std::uint64_t other = std::uint64_t{low_word(word)} * high_word(bound);
  const std::uint64_t low = std::uint64_t{low_word(word)} * low_word(bound);
  const std::uint64_t middle = (low >> 32) + low_word(cross) + low_word(other);
  return std::uint64_t{high_word(word)} * high_word(bound) + high_word(cross) + high_word(other) +
         (middle >> 32);
}

}  // namespace souk
