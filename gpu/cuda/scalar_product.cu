// The fp32 product on the scalar units: 2 m n k FLOP, 4 (m k + k n + m n) bytes; a block makes 128
// x 128 of C from shared memory, a thread keeps 8 x 8 sums in registers. Bound by the fp32 units.

#include "gpu/cuda/check.hpp"
#include "gpu/cuda/kernels.hpp"
#include "gpu/cuda/launch.cuh"
#include "gpu/cuda/scalar_tile.hpp"

namespace souk::cuda {
namespace {

__global__ void __launch_bounds__(ScalarTile::threads)
    scalar_kernel(ProductSize size, const float* a, const float* b, float* c) {
  __shared__ ScalarTile tile;
  a += blockIdx.z * size.m * size.k;
  b += blockIdx.z * size.k * size.n;
  c += blockIdx.z * size.m * size.n;
  const std::int64_t row = static_cast<std::int64_t>(blockIdx.y) * ScalarTile::side;
  const std::int64_t column = static_cast<std::int64_t>(blockIdx.x) * ScalarTile::side;
  const int thread = static_cast<int>(threadIdx.x);
  float sums[ScalarTile::per_thread][ScalarTile::per_thread] = {};
  for (std::int64_t inner = 0; inner < size.k; inner += ScalarTile::depth) {
    tile.load(size, a, b, row, column, inner, thread);
    __syncthreads();
    tile.accumulate(sums, thread);
    __syncthreads();
  }
  ScalarTile::store(sums, size, c, row, column, thread);
}

}  // namespace

void multiply_scalar(const ProductSize& size, const float* a, const float* b, float* c,
                     Queue queue) {
  const dim3 grid = product_grid(size, ScalarTile::side);
  scalar_kernel<<<grid, ScalarTile::threads, 0, stream_of(queue)>>>(size, a, b, c);
  check_launch("scalar product kernel");
}

}  // namespace souk::cuda
