// A stream that reads: 4 bytes and one addition an element; bound by the memory that holds them.

#include "gpu/cuda/check.hpp"
#include "gpu/cuda/kernels.hpp"
#include "gpu/cuda/launch.cuh"

namespace souk::cuda {
namespace {

__global__ void __launch_bounds__(stream_threads)
    read_kernel(const float* in, std::int64_t count, float* sink) {
  ReadPass pass{in};
  over_floats(grid_thread(), grid_threads(), count, pass);
  const float sum = warp_sum(pass.sum);
  if (threadIdx.x % 32 == 0) sink[grid_thread() / 32] = sum;
}

}  // namespace

void stream_read(const float* in, std::int64_t count, float* sink, Queue queue) {
  read_kernel<<<blocks_of(count), stream_threads, 0, stream_of(queue)>>>(in, count, sink);
  check_launch("read kernel");
}

}  // namespace souk::cuda
