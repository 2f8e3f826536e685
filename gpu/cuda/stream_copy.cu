// A copy: 4 bytes read and 4 written an element, no arithmetic; bound by the memory that holds
// them.

#include "gpu/cuda/check.hpp"
#include "gpu/cuda/kernels.hpp"
#include "gpu/cuda/launch.cuh"

namespace souk::cuda {
namespace {

__global__ void __launch_bounds__(stream_threads)
    copy_kernel(const float* in, float* out, std::int64_t count) {
  CopyPass pass{in, out};
  over_floats(grid_thread(), grid_threads(), count, pass);
}

}  // namespace

void stream_copy(const float* in, float* out, std::int64_t count, Queue queue) {
  copy_kernel<<<blocks_of(count), stream_threads, 0, stream_of(queue)>>>(in, out, count);
  check_launch("copy kernel");
}

}  // namespace souk::cuda
