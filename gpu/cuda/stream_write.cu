// A stream that writes: 4 bytes an element, no arithmetic; bound by the memory that holds them.

#include "gpu/cuda/check.hpp"
#include "gpu/cuda/kernels.hpp"
#include "gpu/cuda/launch.cuh"

namespace souk::cuda {
namespace {

__global__ void __launch_bounds__(stream_threads)
    write_kernel(float* out, std::int64_t count, float value) {
  WritePass pass{out, value};
  over_floats(grid_thread(), grid_threads(), count, pass);
}

}  // namespace

void stream_write(float* out, std::int64_t count, float value, Queue queue) {
  write_kernel<<<blocks_of(count), stream_threads, 0, stream_of(queue)>>>(out, count, value);
  check_launch("write kernel");
}

}  // namespace souk::cuda
