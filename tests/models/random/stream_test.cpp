#include "models/random/stream.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <set>
#include <string>
#include <vector>

using namespace souk;

namespace {

std::vector<std::uint64_t> words(Stream stream, int n) {
  std::vector<std::uint64_t> result;
  for (int i = 0; i < n; ++i) result.push_back(stream.bits());
  return result;
}

}  // namespace

TEST_CASE("philox gives the known answers of its authors", "[random][oracle]") {
  // Random123, kat_vectors: philox4x32, 10 rounds.
  using Block = std::array<std::uint32_t, 4>;
  CHECK(philox({0, 0, 0, 0}, {0, 0}) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  constexpr std::uint32_t ones = 0xffffffff;
  CHECK(philox({ones, ones, ones, ones}, {ones, ones}) ==
        Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("name_hash is FNV-1a of 64 bits", "[random][oracle]") {
  // The published test vectors of FNV-1a 64.
  STATIC_REQUIRE(name_hash("") == 0xcbf29ce484222325);
  STATIC_REQUIRE(name_hash("a") == 0xaf63dc4c8601ec8c);
  STATIC_REQUIRE(name_hash("foobar") == 0x85944171f73967e8);
}

TEST_CASE("a stream is a pure function of seed, replication, purpose and owner",
          "[random][contract]") {
  const auto first = words(Stream{1, 0, "arrivals", 7}, 100);
  CHECK(words(Stream{1, 0, "arrivals", 7}, 100) == first);

  // Each of the four alone gives other draws: no word in common, since 2^-64 x 400 x 100 is
  // nothing.
  const std::set<std::uint64_t> seen(first.begin(), first.end());
  CHECK(seen.size() == 100);
  for (const Stream& other :
       {Stream{2, 0, "arrivals", 7}, Stream{1, 1, "arrivals", 7}, Stream{1, 0, "gpus", 7},
        Stream{1, 0, "arrivals", 8}, Stream{1ULL << 32, 0, "arrivals", 7},
        Stream{1, 0, "arrivals", 7 | 1ULL << 32}}) {
    for (const std::uint64_t word : words(other, 100)) CHECK(seen.count(word) == 0);
  }
}

TEST_CASE("drawing more from one stream leaves another as it was", "[random][contract]") {
  const auto alone = words(Stream{1, 0, "gpus", 7}, 10);
  Stream gpus{1, 0, "gpus", 7};
  Stream arrivals{1, 0, "arrivals", 7};
  std::vector<std::uint64_t> mingled;
  for (int i = 0; i < 10; ++i) {
    for (int more = 0; more <= i; ++more) arrivals.bits();
    mingled.push_back(gpus.bits());
  }
  CHECK(mingled == alone);
}

TEST_CASE("the streams of ten thousand members differ", "[random][contract]") {
  std::set<std::uint64_t> firsts;
  for (int i = 0; i < 10'000; ++i) {
    firsts.insert(Stream{1, 0, "arrivals", name_hash("team/" + std::to_string(i))}.bits());
  }
  CHECK(firsts.size() == 10'000);
}

TEST_CASE("uniform numbers fill (0, 1) evenly, within and across streams", "[random][oracle]") {
  // 256 cells, 2^20 numbers: chi-square of 255 degrees of freedom has mean 255 and s.d. 22.6; the
  // bound is at 4.5 s.d.
  const bool across = GENERATE(false, true);
  std::vector<int> cells(256);
  Stream one{42, 0, "test", 0};
  constexpr int n = 1 << 20;
  for (int i = 0; i < n; ++i) {
    const double u =
        across ? Stream{42, 0, "test", static_cast<std::uint64_t>(i)}.uniform() : one.uniform();
    if (!(u > 0 && u < 1)) FAIL("outside (0, 1): " << u);
    ++cells[static_cast<std::size_t>(u * 256)];
  }
  double chi_square = 0;
  for (const int count : cells)
    chi_square += (count - n / 256.0) * (count - n / 256.0) / (n / 256.0);
  CHECK(std::fabs(chi_square - 255) < 4.5 * 22.6);
}

TEST_CASE("below gives every integer under its bound and none beyond", "[random][contract]") {
  Stream stream{3, 0, "below", 0};
  CHECK(stream.below(1) == 0);
  std::vector<int> counts(7);
  for (int i = 0; i < 70'000; ++i) ++counts[stream.below(7)];
  for (const int count : counts) CHECK(std::abs(count - 10'000) < 420);  // 4.5 s.d. of 92.6

  // High word of the product, against the 128-bit product of the compiler.
  __extension__ using Wide = unsigned __int128;
  for (const std::uint64_t bound :
       {2ULL, 1ULL << 32, (1ULL << 32) + 1, 0xfedcba9876543210ULL, ~0ULL}) {
    Stream left{5, 0, "below", bound};
    Stream right = left;
    for (int i = 0; i < 1000; ++i) {
      CHECK(left.below(bound) == static_cast<std::uint64_t>(Wide{right.bits()} * bound >> 64));
    }
  }
}
