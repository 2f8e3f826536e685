// Softmax: a warp has a row; 4 bytes read and 4 written an element are counted, the row is read
// again from the cache. Bound by memory.

#include "gpu/cuda/check.hpp"
#include "gpu/cuda/kernels.hpp"
#include "gpu/cuda/launch.cuh"
#include "gpu/cuda/rows.hpp"

namespace souk::cuda {
namespace {

__global__ void __launch_bounds__(row_threads)
    softmax_kernel(const float* in, float* out, std::int64_t rows, std::int64_t columns) {
  const int lane = static_cast<int>(threadIdx.x) % lanes;
  for (std::int64_t row = grid_thread() / lanes; row < rows; row += grid_threads() / lanes) {
    const float* from = in + row * columns;
    const float most = warp_most(most_of(from, columns, lane));
    const float sum = warp_sum(exponentials_of(from, columns, most, lane));
    store_softmax(from, out + row * columns, columns, most, sum, lane);
  }
}

}  // namespace

void softmax(const float* in, float* out, std::int64_t rows, std::int64_t columns, Queue queue) {
  softmax_kernel<<<blocks_of_rows(rows), row_threads, 0, stream_of(queue)>>>(in, out, rows,
                                                                             columns);
  check_launch("softmax kernel");
}

}  // namespace souk::cuda
