#pragma once

// 16 bytes at once: what the memory of a device is read and written by.

#include <cstdint>
#include <cstring>
#include <stdexcept>

#include "gpu/cuda/host_device.hpp"

namespace souk::cuda {

/// Four floats, in one load or store.
struct alignas(16) Float4 {
  float x, y, z, w;
};

/// Copies 16 bytes; both ends lie on 16 bytes. The host refuses what a device would fail on.
SOUK_HD inline void copy16(void* to, const void* from) {
#ifdef __CUDA_ARCH__
  *static_cast<uint4*>(to) = *static_cast<const uint4*>(from);
#else
  if ((reinterpret_cast<std::uintptr_t>(to) | reinterpret_cast<std::uintptr_t>(from)) % 16 != 0)
    throw std::logic_error{"16 bytes at once from or to a place that is not on 16 bytes"};
  std::memcpy(to, from, 16);
#endif
}

/// Four floats at once, from a place on 16 bytes.
SOUK_HD inline Float4 load4(const float* from) {
  Float4 value;
  copy16(&value, from);
  return value;
}
SOUK_HD inline void store4(float* to, Float4 value) {
  copy16(to, &value);
}

/// Splits `count` floats among `threads`: pass.four(i) for i = 0, 4, 8, ... where four are left,
/// pass.one(i) for each of the rest. Every index is met once, by one thread.
template <class Pass>
SOUK_HD void over_floats(std::int64_t thread, std::int64_t threads, std::int64_t count,
                         Pass& pass) {
  const std::int64_t fours = count / 4;
  for (std::int64_t i = thread; i < fours; i += threads) pass.four(4 * i);
  for (std::int64_t i = 4 * fours + thread; i < count; i += threads) pass.one(i);
}

}  // namespace souk::cuda
