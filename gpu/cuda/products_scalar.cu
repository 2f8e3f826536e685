// fp32 products on the scalar units: 2 m n k FLOP, each operand read through shared memory in tiles
// of 128 x 8; a thread keeps 8 x 8 sums in registers. Bound by the fp32 units.

#include "gpu/cuda/check.hpp"
#include "gpu/cuda/kernels.hpp"

namespace souk::cuda {
namespace {

constexpr int tile = 128, depth = 8, per_thread = 8, threads = 256;
constexpr int padded = tile + 4;  // so that a column of A does not fall into one bank

struct Tiles {
  float a[depth][padded];  // transposed
  float b[depth][padded];
};

/// The next `depth` columns of A and rows of B; 0 beyond the edge.
__device__ void load(Tiles& tiles, const ProductSize& size, const float* a, const float* b,
                     std::int64_t row, std::int64_t column, std::int64_t inner) {
  for (int i = threadIdx.x; i < tile * depth; i += threads) {
    const std::int64_t m = row + i / depth, ka = inner + i % depth;
    tiles.a[i % depth][i / depth] = m < size.m && ka < size.k ? a[m * size.k + ka] : 0.0F;
    const std::int64_t kb = inner + i / tile, n = column + i % tile;
    tiles.b[i / tile][i % tile] = kb < size.k && n < size.n ? b[kb * size.n + n] : 0.0F;
  }
}

__device__ void accumulate(const Tiles& tiles, int y, int x, float (&sums)[per_thread][per_thread]) {
#pragma unroll
  for (int inner = 0; inner < depth; ++inner) {
    float left[per_thread], right[per_thread];
#pragma unroll
    for (int i = 0; i < per_thread; ++i) {
      left[i] = tiles.a[inner][y * per_thread + i];
      right[i] = tiles.b[inner][x + 16 * i];
    }
#pragma unroll
    for (int i = 0; i < per_thread; ++i)
#pragma unroll
      for (int j = 0; j < per_thread; ++j) sums[i][j] += left[i] * right[j];
  }
}

__global__ void __launch_bounds__(threads)
    scalar_kernel(ProductSize size, const float* a, const float* b, float* c) {
  __shared__ Tiles tiles;
  a += blockIdx.z * size.m * size.k;
  b += blockIdx.z * size.k * size.n;
  c += blockIdx.z * size.m * size.n;
  const std::int64_t row = static_cast<std::int64_t>(blockIdx.y) * tile;
  const std::int64_t column = static_cast<std::int64_t>(blockIdx.x) * tile;
  const int y = threadIdx.x / 16, x = threadIdx.x % 16;
  float sums[per_thread][per_thread] = {};
  for (std::int64_t inner = 0; inner < size.k; inner += depth) {
    load(tiles, size, a, b, row, column, inner);
    __syncthreads();
    accumulate(tiles, y, x, sums);
    __syncthreads();
  }
  for (int i = 0; i < per_thread; ++i)
    for (int j = 0; j < per_thread; ++j) {
      const std::int64_t m = row + y * per_thread + i, n = column + x + 16 * j;
      if (m < size.m && n < size.n) c[m * size.n + n] = sums[i][j];
    }
}

unsigned tiles_of(std::int64_t length) {
  return static_cast<unsigned>((length + tile - 1) / tile);
}

}  // namespace

void multiply_scalar(const ProductSize& size, const float* a, const float* b, float* c, Queue queue) {
  const dim3 grid{tiles_of(size.n), tiles_of(size.m), static_cast<unsigned>(size.batch)};
  scalar_kernel<<<grid, threads, 0, static_cast<cudaStream_t>(queue)>>>(size, a, b, c);
  check_launch("scalar product kernel");
}

}  // namespace souk::cuda
