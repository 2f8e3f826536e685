// An empty kernel: what a launch costs. No work; bound by the driver and the front end of the
// device.

#include "gpu/cuda/check.hpp"
#include "gpu/cuda/kernels.hpp"
#include "gpu/cuda/launch.cuh"

namespace souk::cuda {
namespace {

__global__ void empty_kernel() {}

}  // namespace

void launch_empty(Queue queue) {
  empty_kernel<<<1, 1, 0, stream_of(queue)>>>();
  check_launch("empty kernel");
}

}  // namespace souk::cuda
