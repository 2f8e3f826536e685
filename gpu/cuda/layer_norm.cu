// Layer norm: a warp has a row; 4 bytes read and 4 written an element are counted, the row is read
// again from the cache. Bound by memory.

#include "gpu/cuda/check.hpp"
#include "gpu/cuda/kernels.hpp"
#include "gpu/cuda/launch.cuh"
#include "gpu/cuda/rows.hpp"

namespace souk::cuda {
namespace {

__global__ void __launch_bounds__(row_threads)
    layer_norm_kernel(const float* in, float* out, std::int64_t rows, std::int64_t columns) {
  const int lane = static_cast<int>(threadIdx.x) % lanes;
  for (std::int64_t row = grid_thread() / lanes; row < rows; row += grid_threads() / lanes) {
    const float* from = in + row * columns;
    const float mean = warp_sum(sum_of(from, columns, lane)) / static_cast<float>(columns);
    const float squares = warp_sum(squares_of(from, columns, mean, lane));
    store_layer_norm(from, out + row * columns, columns, mean, squares, lane);
  }
}

}  // namespace

void layer_norm(const float* in, float* out, std::int64_t rows, std::int64_t columns, Queue queue) {
  layer_norm_kernel<<<blocks_of_rows(rows), row_threads, 0, stream_of(queue)>>>(in, out, rows,
                                                                                columns);
  check_launch("layer norm kernel");
}

}  // namespace souk::cuda
