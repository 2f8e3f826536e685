// fp16 products on the tensor cores, sums in fp32, fragments of 16 x 16 x 16. Work, bytes and
// bound: tensor_product.cuh.

#include <cuda_fp16.h>

#include "gpu/cuda/tensor_product.cuh"

namespace souk::cuda {
namespace {

struct Format : TensorLayout<__half, 16, 32> {
  using Operand = __half;
  __device__ static __half stored(float value) { return __float2half(value); }
  template <class F>
  __device__ static void round(F& /*fragment*/) {}
};

__global__ void __launch_bounds__(TensorTile::threads)
    fp16_kernel(ProductSize size, const __half* a, const __half* b, __half* c) {
  multiply_block<Format>(size, a, b, c);
}

}  // namespace

void multiply_fp16(const ProductSize& size, const void* a, const void* b, void* c, Queue queue) {
  fp16_kernel<<<product_grid(size, TensorTile::side), TensorTile::threads, 0, stream_of(queue)>>>(
      size, static_cast<const __half*>(a), static_cast<const __half*>(b), static_cast<__half*>(c));
  check_launch("fp16 product kernel");
}

}  // namespace souk::cuda
