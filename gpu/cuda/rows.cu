// Softmax and layer norm: a block per row, 8 bytes per element counted (read once, written once); the
// row is read again from the cache. Bound by memory.

#include "gpu/cuda/check.hpp"
#include "gpu/cuda/kernels.hpp"

namespace souk::cuda {
namespace {

constexpr int threads = 256;

struct Sum {
  __device__ float operator()(float a, float b) const { return a + b; }
};
struct Most {
  __device__ float operator()(float a, float b) const { return fmaxf(a, b); }
};

/// The same value in every thread of the block.
template <class Join>
__device__ float over_block(float value, Join join) {
  __shared__ float parts[threads];
  parts[threadIdx.x] = value;
  __syncthreads();
  for (int half = threads / 2; half > 0; half /= 2) {
    if (threadIdx.x < half) parts[threadIdx.x] = join(parts[threadIdx.x], parts[threadIdx.x + half]);
    __syncthreads();
  }
  const float joined = parts[0];
  __syncthreads();  // before the next use of parts
  return joined;
}

__global__ void __launch_bounds__(threads)
    softmax_kernel(const float* in, float* out, std::int64_t columns) {
  const float* row = in + blockIdx.x * columns;
  float* result = out + blockIdx.x * columns;
  float most = -INFINITY;
  for (std::int64_t i = threadIdx.x; i < columns; i += threads) most = fmaxf(most, row[i]);
  most = over_block(most, Most{});
  float sum = 0;
  for (std::int64_t i = threadIdx.x; i < columns; i += threads) sum += expf(row[i] - most);
  sum = over_block(sum, Sum{});
  for (std::int64_t i = threadIdx.x; i < columns; i += threads) result[i] = expf(row[i] - most) / sum;
}

__global__ void __launch_bounds__(threads)
    layer_norm_kernel(const float* in, float* out, std::int64_t columns) {
  const float* row = in + blockIdx.x * columns;
  float* result = out + blockIdx.x * columns;
  const float count = static_cast<float>(columns);
  float sum = 0;
  for (std::int64_t i = threadIdx.x; i < columns; i += threads) sum += row[i];
  const float mean = over_block(sum, Sum{}) / count;
  float square = 0;
  for (std::int64_t i = threadIdx.x; i < columns; i += threads)
    square += (row[i] - mean) * (row[i] - mean);
  const float scale = rsqrtf(over_block(square, Sum{}) / count + 1e-5F);
  for (std::int64_t i = threadIdx.x; i < columns; i += threads) result[i] = (row[i] - mean) * scale;
}

}  // namespace

void softmax(const float* in, float* out, std::int64_t rows, std::int64_t columns, Queue queue) {
  softmax_kernel<<<static_cast<unsigned>(rows), threads, 0, static_cast<cudaStream_t>(queue)>>>(
      in, out, columns);
  check_launch("softmax kernel");
}

void layer_norm(const float* in, float* out, std::int64_t rows, std::int64_t columns, Queue queue) {
  layer_norm_kernel<<<static_cast<unsigned>(rows), threads, 0, static_cast<cudaStream_t>(queue)>>>(
      in, out, columns);
  check_launch("layer norm kernel");
}

}  // namespace souk::cuda
