// Operands: numbers in (-1/2, 1/2) by a mixing function of their index. Not timed.

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include "gpu/cuda/check.hpp"
#include "gpu/cuda/kernels.hpp"
#include "gpu/cuda/launch.cuh"

namespace souk::cuda {
namespace {

constexpr int fill_threads = 256;
constexpr unsigned fill_blocks = 1024;

/// SplitMix64's finaliser. Source: Steele, Lea, Flood, OOPSLA 2014.
__device__ std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

__device__ void store(float* to, float value) {
  *to = value;
}
__device__ void store(__half* to, float value) {
  *to = __float2half(value);
}
__device__ void store(__nv_bfloat16* to, float value) {
  *to = __float2bfloat16(value);
}

template <class T>
__global__ void __launch_bounds__(fill_threads)
    fill_kernel(T* out, std::int64_t count, std::uint64_t seed) {
  for (std::int64_t i = grid_thread(); i < count; i += grid_threads()) {
    const std::uint64_t bits = mixed(static_cast<std::uint64_t>(i) * 0x9e3779b97f4a7c15ULL + seed);
    store(out + i,
          (static_cast<float>(bits >> 41) + 0.5F) * 0x1.0p-23F - 0.5F);  // exact in 24 bits
  }
}

template <class T>
void fill_as(void* out, std::int64_t count, std::uint64_t seed, Queue queue) {
  fill_kernel<<<fill_blocks, fill_threads, 0, stream_of(queue)>>>(static_cast<T*>(out), count,
                                                                  seed);
  check_launch("fill kernel");
}

}  // namespace

void fill_fp32(float* out, std::int64_t count, std::uint64_t seed, Queue queue) {
  fill_as<float>(out, count, seed, queue);
}
void fill_fp16(void* out, std::int64_t count, std::uint64_t seed, Queue queue) {
  fill_as<__half>(out, count, seed, queue);
}
void fill_bf16(void* out, std::int64_t count, std::uint64_t seed, Queue queue) {
  fill_as<__nv_bfloat16>(out, count, seed, queue);
}

}  // namespace souk::cuda
