// A triad: 8 bytes read, 4 written and 2 FLOP an element; bound by the memory that holds them.

#include "gpu/cuda/check.hpp"
#include "gpu/cuda/kernels.hpp"
#include "gpu/cuda/launch.cuh"

namespace souk::cuda {
namespace {

__global__ void __launch_bounds__(stream_threads)
    triad_kernel(const float* a, const float* b, float* out, std::int64_t count) {
  TriadPass pass{a, b, out};
  over_floats(grid_thread(), grid_threads(), count, pass);
}

}  // namespace

void stream_triad(const float* a, const float* b, float* out, std::int64_t count, Queue queue) {
  triad_kernel<<<blocks_of(count), stream_threads, 0, stream_of(queue)>>>(a, b, out, count);
  check_launch("triad kernel");
}

}  // namespace souk::cuda
