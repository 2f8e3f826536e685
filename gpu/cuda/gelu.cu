// GELU: 4 bytes read and 4 written an element, counted as a pass; some 30 FLOP an element, so bound
// by memory on every device whose fp32 rate is above 4 FLOP a byte.

#include "gpu/cuda/check.hpp"
#include "gpu/cuda/kernels.hpp"
#include "gpu/cuda/launch.cuh"

namespace souk::cuda {
namespace {

__global__ void __launch_bounds__(stream_threads)
    gelu_kernel(const float* in, float* out, std::int64_t count) {
  GeluPass pass{in, out};
  over_floats(grid_thread(), grid_threads(), count, pass);
}

}  // namespace

void gelu(const float* in, float* out, std::int64_t count, Queue queue) {
  gelu_kernel<<<blocks_of(count), stream_threads, 0, stream_of(queue)>>>(in, out, count);
  check_launch("GELU kernel");
}

}  // namespace souk::cuda
