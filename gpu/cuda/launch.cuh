#pragma once

// What every launch is made of.

#include <cstdint>

#include <cuda_runtime.h>

#include "gpu/cuda/kernels.hpp"
#include "gpu/cuda/rows.hpp"

namespace souk::cuda {

inline cudaStream_t stream_of(Queue queue) {
  return static_cast<cudaStream_t>(queue);
}

inline unsigned blocks_of(std::int64_t count) {
  return static_cast<unsigned>(stream_blocks(count));
}

/// A warp has a row; the grid strides over more rows than it has warps.
inline unsigned blocks_of_rows(std::int64_t rows) {
  const std::int64_t needed = steps_over(rows, rows_of_block);
  return static_cast<unsigned>(needed < 1 ? 1 : needed > 65536 ? 65536 : needed);
}

/// A block for each tile of each product.
inline dim3 product_grid(const ProductSize& size, int side) {
  return {static_cast<unsigned>(steps_over(size.n, side)),
          static_cast<unsigned>(steps_over(size.m, side)), static_cast<unsigned>(size.batch)};
}

/// This thread of all threads, and how many there are: the strides of a grid.
__device__ inline std::int64_t grid_thread() {
  return static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
}
__device__ inline std::int64_t grid_threads() {
  return static_cast<std::int64_t>(gridDim.x) * blockDim.x;
}

/// The same in every lane of the warp.
__device__ inline float warp_sum(float value) {
  for (int apart = 16; apart > 0; apart /= 2) value += __shfl_xor_sync(~0U, value, apart);
  return value;
}
__device__ inline float warp_most(float value) {
  for (int apart = 16; apart > 0; apart /= 2)
    value = fmaxf(value, __shfl_xor_sync(~0U, value, apart));
  return value;
}

}  // namespace souk::cuda
