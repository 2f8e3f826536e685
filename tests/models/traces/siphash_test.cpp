#include <string>

#include <catch2/catch.hpp>

#include "models/traces/siphash.hpp"

using namespace souk;

// Aumasson and Bernstein 2012, appendix A: key 00 01 ... 0f, input 00 01 ... 0e; and the first
// vector of the reference implementation, the empty input under the same key (bytes 31 0e 0e dd 47
// db 6f 72).
TEST_CASE("SipHash-2-4 gives the published vectors", "[traces][oracle]") {
  std::string input;
  for (char c = 0; c < 15; ++c) input += c;
  CHECK(siphash(0x0706050403020100U, 0x0f0e0d0c0b0a0908U, input) == 0xa129ca6149be45e5U);
  CHECK(siphash(0x0706050403020100U, 0x0f0e0d0c0b0a0908U, "") == 0x726fdb47dd0e0e31U);
}
