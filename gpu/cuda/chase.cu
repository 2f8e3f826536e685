// A pointer chase: one thread, one dependent load of 4 bytes after the other, 128 bytes apart;
// bound by the latency of the level that holds the cycle.

#include "gpu/cuda/check.hpp"
#include "gpu/cuda/kernels.hpp"
#include "gpu/cuda/launch.cuh"

namespace souk::cuda {
namespace {

__global__ void chase_kernel(const std::uint32_t* next, std::int64_t loads, std::uint32_t* at) {
  std::int64_t line = *at;
  for (std::int64_t load = 0; load < loads; ++load) line = next[line * chase_words];
  *at = static_cast<std::uint32_t>(line);
}

}  // namespace

void chase(const std::uint32_t* next, std::int64_t loads, std::uint32_t* at, Queue queue) {
  chase_kernel<<<1, 1, 0, stream_of(queue)>>>(next, loads, at);
  check_launch("chase kernel");
}

}  // namespace souk::cuda
