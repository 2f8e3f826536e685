// Streams: 4 bytes per element and tensor, no arithmetic to speak of; bound by the memory that holds
// them. Vectors of 16 bytes, grid-stride.

#include "gpu/cuda/check.hpp"
#include "gpu/cuda/kernels.hpp"

namespace souk::cuda {
namespace {

constexpr int threads = 256;

__device__ std::int64_t first_index() {
  return static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
}
__device__ std::int64_t stride() {
  return static_cast<std::int64_t>(gridDim.x) * blockDim.x;
}

__global__ void __launch_bounds__(threads) read_kernel(const float4* in, std::int64_t vectors, float* sink) {
  float sum = 0;
  for (std::int64_t i = first_index(); i < vectors; i += stride()) {
    const float4 value = in[i];
    sum += (value.x + value.y) + (value.z + value.w);
  }
  // The compiler cannot know that no sum is this one, so it must read.
  if (sum == -1234567.0F || threadIdx.x == 0) sink[blockIdx.x] = sum;
}

__global__ void __launch_bounds__(threads) write_kernel(float4* out, std::int64_t vectors, float value) {
  for (std::int64_t i = first_index(); i < vectors; i += stride())
    out[i] = make_float4(value, value, value, value);
}

__global__ void __launch_bounds__(threads) copy_kernel(const float4* in, float4* out, std::int64_t vectors) {
  for (std::int64_t i = first_index(); i < vectors; i += stride()) out[i] = in[i];
}

__global__ void __launch_bounds__(threads)
    triad_kernel(const float4* a, const float4* b, float4* out, std::int64_t vectors) {
  for (std::int64_t i = first_index(); i < vectors; i += stride()) {
    const float4 x = a[i], y = b[i];
    out[i] = make_float4(x.x + 3 * y.x, x.y + 3 * y.y, x.z + 3 * y.z, x.w + 3 * y.w);
  }
}

/// Enough blocks to fill any device, no more than there is work for. Counts are multiples of 4.
unsigned blocks_for(std::int64_t vectors) {
  const std::int64_t needed = (vectors + threads - 1) / threads;
  return static_cast<unsigned>(needed < 4096 ? (needed > 0 ? needed : 1) : 4096);
}

template <class T>
const float4* vectors_of(const T* data) {
  return reinterpret_cast<const float4*>(data);
}
float4* vectors_of(float* data) {
  return reinterpret_cast<float4*>(data);
}

cudaStream_t stream_of(Queue queue) {
  return static_cast<cudaStream_t>(queue);
}

__global__ void empty_kernel() {}

}  // namespace

void launch_empty(Queue queue) {
  empty_kernel<<<1, 1, 0, stream_of(queue)>>>();
  check_launch("empty kernel");
}

void stream_read(const float* in, std::int64_t count, float* sink, Queue queue) {
  read_kernel<<<blocks_for(count / 4), threads, 0, stream_of(queue)>>>(vectors_of(in), count / 4, sink);
  check_launch("read kernel");
}

void stream_write(float* out, std::int64_t count, float value, Queue queue) {
  write_kernel<<<blocks_for(count / 4), threads, 0, stream_of(queue)>>>(vectors_of(out), count / 4, value);
  check_launch("write kernel");
}

void stream_copy(const float* in, float* out, std::int64_t count, Queue queue) {
  copy_kernel<<<blocks_for(count / 4), threads, 0, stream_of(queue)>>>(vectors_of(in), vectors_of(out),
                                                                      count / 4);
  check_launch("copy kernel");
}

void stream_triad(const float* a, const float* b, float* out, std::int64_t count, Queue queue) {
  triad_kernel<<<blocks_for(count / 4), threads, 0, stream_of(queue)>>>(vectors_of(a), vectors_of(b),
                                                                       vectors_of(out), count / 4);
  check_launch("triad kernel");
}

}  // namespace souk::cuda
