// Pointer chase: one thread, one dependent load after the other; bound by the latency of the level
// that holds the cycle. Lines are 128 bytes apart.

#include "gpu/cuda/check.hpp"
#include "gpu/cuda/kernels.hpp"

namespace souk::cuda {
namespace {

__global__ void chase_kernel(const std::uint32_t* next, std::int64_t loads, std::uint32_t* at) {
  std::uint32_t line = *at;
  for (std::int64_t load = 0; load < loads; ++load) line = next[static_cast<std::size_t>(line) * 32];
  *at = line;
}

}  // namespace

void chase(const std::uint32_t* next, std::int64_t loads, std::uint32_t* at, Queue queue) {
  chase_kernel<<<1, 1, 0, static_cast<cudaStream_t>(queue)>>>(next, loads, at);
  check_launch("chase kernel");
}

}  // namespace souk::cuda
