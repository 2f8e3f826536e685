#pragma once

// The passes over memory, as one thread does them. Pointers lie on 16 bytes.

#include <cmath>
#include <cstdint>

#include "gpu/cuda/vectors.hpp"

namespace souk::cuda {

struct ReadPass {
  const float* in;
  float sum = 0;
  SOUK_HD void four(std::int64_t i) {
    const Float4 value = load4(in + i);
    sum += (value.x + value.y) + (value.z + value.w);
  }
  SOUK_HD void one(std::int64_t i) { sum += in[i]; }
};

struct WritePass {
  float* out;
  float value;
  SOUK_HD void four(std::int64_t i) { store4(out + i, {value, value, value, value}); }
  SOUK_HD void one(std::int64_t i) { out[i] = value; }
};

struct CopyPass {
  const float* in;
  float* out;
  SOUK_HD void four(std::int64_t i) { copy16(out + i, in + i); }
  SOUK_HD void one(std::int64_t i) { out[i] = in[i]; }
};

/// out = a + 3 b
struct TriadPass {
  const float *a, *b;
  float* out;
  SOUK_HD static float value(float x, float y) { return x + 3 * y; }
  SOUK_HD void four(std::int64_t i) {
    const Float4 x = load4(a + i), y = load4(b + i);
    store4(out + i, {value(x.x, y.x), value(x.y, y.y), value(x.z, y.z), value(x.w, y.w)});
  }
  SOUK_HD void one(std::int64_t i) { out[i] = value(a[i], b[i]); }
};

/// out = x / 2 (1 + erf(x / sqrt 2)). Source: Hendrycks and Gimpel, arXiv 1606.08415.
struct GeluPass {
  const float* in;
  float* out;
  SOUK_HD static float value(float x) { return 0.5F * x * (1 + erff(x * 0.70710678F)); }
  SOUK_HD void four(std::int64_t i) {
    const Float4 x = load4(in + i);
    store4(out + i, {value(x.x), value(x.y), value(x.z), value(x.w)});
  }
  SOUK_HD void one(std::int64_t i) { out[i] = value(in[i]); }
};

constexpr int stream_threads = 256;
constexpr std::int64_t most_stream_blocks = 4096;

/// Blocks for `count` floats: enough to fill any device, no more than there is work for, at least
/// one.
SOUK_HD constexpr std::int64_t stream_blocks(std::int64_t count) {
  const std::int64_t needed = (count / 4 + stream_threads - 1) / stream_threads;
  return needed < 1 ? 1 : needed > most_stream_blocks ? most_stream_blocks : needed;
}

}  // namespace souk::cuda
