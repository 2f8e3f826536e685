#pragma once

#include <cstdint>
#include <string_view>

namespace souk {

/// SipHash-2-4 of `text` under the 128-bit key (low, high): who does not know the key can neither
/// compute it nor try names against it. O(length). Source: Aumasson and Bernstein, "SipHash: a fast
/// short-input PRF", INDOCRYPT 2012.
std::uint64_t siphash(std::uint64_t low, std::uint64_t high, std::string_view text);

}  // namespace souk
